package io.stagedoor.cli.secret;

import io.stagedoor.cli.TimeSpan;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stagedoor secret rotate}. */
@Command(
        name = "rotate",
        description = {
            "Gives the configuration of a JWT authenticator a new secret; the one it has is accepted for a while longer.",
            "The configuration is replaced in one step: a running server takes it up within two seconds, and refuses nobody."
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
            description = "The configuration: stagedoor/conf/stagedoor.authenticator.jwt-NAME.cfg.")
    private Path config;

    @Option(
            names = "--overlap",
            paramLabel = "TIME",
            required = true,
            converter = TimeSpan.class,
            description = "How long the old secret is accepted: 90s, 10m, 2h, 1d.")
    private Duration overlap;

    @Option(
            names = "--id",
            paramLabel = "NAME",
            defaultValue = "",
            description = "What the new secret is called (jwtSecretId, a token's kid)."
                    + " Default: a name with the time in it if the old one has a name, else none.")
    private String id;

    @Option(names = "--print", description = "Print the new secret, too.")
    private boolean print;

    RotateCommand() {}

    @Override
    public Integer call() {
        ConfigFile file = ConfigFile.read(config);
        Rotation.Done done = new Rotation(file, Clock.systemUTC().instant()).perform(overlap, id);
        PrintWriter out = spec.commandLine().getOut();
        out.println("The secret in " + file.path() + " is replaced.");
        out.println("  new       " + done.where() + (done.id().isEmpty() ? "" : ", named '" + done.id() + "'"));
        out.println("  previous  '" + done.previousName() + "', accepted until " + done.acceptUntil());
        done.removed().forEach((name, end) -> out.println("  removed   '" + name + "', which ended at " + end));
        done.unused()
                .forEach(unused -> out.println("  left      " + unused
                        + ", which nothing in this configuration uses; delete it if nothing else does"));
        if (print) {
            out.println("  secret    " + done.secret().reveal());
        }
        out.println("A running server takes it up within two seconds. Next, before " + done.acceptUntil()
                + ": have whoever issues tokens sign with the new secret"
                + (done.id().isEmpty() ? "." : ", and with that name as kid if it sends a kid."));
        return 0;
    }
}
