package io.stagedoor.cli.operations;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where the server is that a command is about, and how the command prints what it says. */
final class ServerOptions {

    private static final Path HERE = Path.of("");
    private static final Path TRIAL = Path.of("stagedoor-home");

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description =
                    "Folder of the server: its RED5_HOME. Default: this folder if it is one, else stagedoor-home.")
    private @Nullable Path home;

    @Option(names = "--json", description = "Prints JSON, as the server sends it.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Prints errors only; of a list, the lines alone.")
    private boolean quiet;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** The folder, which need not exist. */
    Path folder() {
        if (home != null) {
            return home;
        }
        return Files.isDirectory(HERE.resolve("stagedoor").resolve("conf")) ? HERE.toAbsolutePath() : TRIAL;
    }

    /** The channel of the server. */
    Channel channel() {
        return Channel.of(folder());
    }

    boolean isJson() {
        return json;
    }

    /** Where the command writes what was asked for. */
    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Where it writes what the exit code says too, or what only helps to read: nowhere, if it is to be quiet. */
    PrintWriter notes() {
        return quiet ? new PrintWriter(Writer.nullWriter()) : out();
    }
}
