package io.stagedoor.cli.check;

import io.stagedoor.cli.command.Home;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stagedoor check}. */
@Command(
        name = "check",
        description = {
            "Checks configuration, secrets and permissions, without a server and before a start.",
            "The installed bundles judge, as they would in the server, or those that --bundles names. Nothing is changed."
        },
        footer = {"", "Exit code: 0 no error, 1 an error was found, 2 invalid arguments."},
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Home home;

    @Option(
            names = "--bundles",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "FOLDER",
            description =
                    "Also checks the jars: are they bundles, and is everything there that they need? With FOLDER, its jars"
                            + " judge in place of the installed ones, as after an update or a rollback.")
    private @Nullable Path bundles;

    @Option(
            names = "--online",
            description =
                    "Also connects to the host of each URL in the configuration, and fetches the keys of issuers.")
    private boolean online;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Prints errors only.")
    private boolean quiet;

    CheckCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Checkup checkup = bundles == null || bundles.toString().isEmpty()
                ? Checkup.of(home.folder(), bundles != null, online)
                : Checkup.by(bundles, home.folder(), online);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(checkup.json());
        } else {
            checkup.print(out, quiet);
        }
        return checkup.isGood() ? 0 : 1;
    }
}
