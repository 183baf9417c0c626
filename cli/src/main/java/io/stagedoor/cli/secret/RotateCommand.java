package io.stagedoor.cli.secret;

import io.stagedoor.cli.command.QuietOption;
import io.stagedoor.cli.command.TimeSpan;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stagedoor secret rotate}. */
@Command(
        name = "rotate",
        description = {
            "Replaces the secret of a JWT authenticator; the server accepts the old one for a while longer.",
            "A running server applies the change within two seconds and refuses no client meanwhile."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class RotateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            required = true,
            description = "The configuration file: stagedoor/conf/stagedoor.authenticator.jwt-NAME.cfg.")
    private Path config;

    @ArgGroup(multiplicity = "1")
    private End end;

    /** What becomes of the old secret. */
    private static final class End {

        @Option(
                names = "--overlap",
                paramLabel = "TIME",
                required = true,
                converter = TimeSpan.OrNone.class,
                description = "How long the server still accepts the old secret: 90s, 10m, 2h, 1d; 0s: not at all.")
        private @Nullable Duration overlap;

        @Option(
                names = "--revoke",
                required = true,
                description = {
                    "The server accepts no secret that was there before, and everybody whom the authenticator has let in is cut off.",
                    "For a secret that somebody else may know."
                })
        private boolean revoke;
    }

    @Option(
            names = "--id",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Name of the new secret (jwtSecretId, the kid of tokens)."
                    + " Default: a name with the time in it if the old secret has a name, otherwise none.")
    private String id;

    @Option(names = "--print", description = "Also print the new secret.")
    private boolean print;

    @Mixin
    private QuietOption quiet;

    RotateCommand() {}

    @Override
    public Integer call() {
        ConfigFile file = ConfigFile.read(config);
        Optional<Revocation> revocation =
                end.revoke ? Revocation.prepare(config, file.get("name").strip()) : Optional.empty();
        Rotation rotation = new Rotation(file, Clock.systemUTC().instant());
        Duration overlap = Objects.requireNonNullElse(end.overlap, Duration.ZERO);
        Rotation.Done done = end.revoke ? rotation.revoke(id) : rotation.perform(overlap, id);
        report(file, done, overlap);
        if (end.revoke) {
            quiet.notes().println(revocation.map(Revocation::perform).orElse(Revocation.NO_SERVER));
        }
        next(done, overlap);
        return 0;
    }

    private void report(ConfigFile file, Rotation.Done done, Duration overlap) {
        PrintWriter out = quiet.notes();
        out.println("Replaced the secret in " + file.path());
        out.println("  new       " + done.where() + (done.id().isEmpty() ? "" : ", named '" + done.id() + "'"));
        out.println("  previous  '" + done.previousName() + "', "
                + (overlap.isZero() ? "refused from now on" : "accepted until " + done.acceptUntil()));
        done.removed()
                .forEach((name, ended) -> out.println(
                        "  removed   '" + name + "', " + (end.revoke ? "refused from now on" : "expired at " + ended)));
        done.unused()
                .forEach(unused -> out.println("  unused    " + unused
                        + ": this configuration no longer uses it; delete it if nothing else does"));
        if (print) {
            spec.commandLine()
                    .getOut()
                    .println((quiet.isQuiet() ? "" : "  secret    ")
                            + done.secret().reveal());
        }
        if (!end.revoke) {
            out.println("A running server applies the change within two seconds.");
        }
    }

    private void next(Rotation.Done done, Duration overlap) {
        PrintWriter out = quiet.notes();
        out.println("Next, " + (overlap.isZero() ? "now" : "before " + done.acceptUntil())
                + ": make your token service sign with the new secret"
                + (done.id().isEmpty() ? "." : ", and send its name as kid if it sends a kid."));
    }
}
