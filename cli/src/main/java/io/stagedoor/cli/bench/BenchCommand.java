package io.stagedoor.cli.bench;

import io.stagedoor.cli.command.CommandException;
import io.stagedoor.cli.server.Distribution;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code stagedoor bench}. */
@Command(
        name = "bench",
        description = {
            "Measures what decisions cost, compared with JWT libraries and a Red5 without Stagedoor.",
            "Takes about half an hour, best on an idle machine. Writes a report in Markdown."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {

    /** System property: the folder with the benchmarks and their libraries. Set by who starts the command. */
    static final String PROPERTY = "stagedoor.benchmarks";

    /** In the order of the report. */
    private static final String PARTS =
            "tokens, issuers, forgeries, grants, revocations, limits, tickets, swaps, logins, threads, round-trips, memory, playlists, server";

    @Option(
            names = "--output",
            paramLabel = "FILE",
            defaultValue = "stagedoor-benchmarks.md",
            description = "File for the report. Default: ${DEFAULT-VALUE}.")
    private Path output;

    @Option(names = "--no-server", description = "Skip everything that needs a running Red5.")
    private boolean noServer;

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "Measure these parts only: " + PARTS + ".")
    private List<String> only = List.of();

    @Option(
            names = "--smoke",
            description = "Only check that everything runs, in under a minute. The times mean nothing.")
    private boolean smoke;

    @Spec
    private CommandSpec spec;

    BenchCommand() {}

    @Override
    public Integer call() throws Exception {
        List<String> parts = List.of(PARTS.split(", "));
        if (!parts.containsAll(only)) {
            throw new ParameterException(spec.commandLine(), "--only: the parts are " + PARTS);
        }
        // Not here: this process is kept small, and is compiled for a quick start.
        Process process = start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process), "stagedoor-bench-end"));
        return process.waitFor() == 0 ? 0 : 1;
    }

    private Process start() {
        try {
            return new ProcessBuilder(command()).inheritIO().start();
        } catch (IOException e) {
            throw new CommandException("cannot start the benchmarks: " + e.getMessage(), e);
        }
    }

    /** It has processes of its own: benchmarks, servers, clients. */
    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }

    List<String> command() {
        Path benchmarks = Path.of(System.getProperty(PROPERTY, ""));
        Path jar = benchmarks.resolve("stagedoor-benchmarks.jar");
        if (!Files.isRegularFile(jar)) {
            throw new CommandException("the benchmarks are not built; start this with ./stagedoor, which builds them");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-D" + Distribution.PROPERTY + "=" + Distribution.locate());
        command.add("-Dlogback.configurationFile=io/stagedoor/cli/logback.xml");
        command.add("-cp");
        command.add(jar + File.pathSeparator + benchmarks.resolve("lib") + File.separator + "*");
        command.add("io.stagedoor.benchmarks.Main");
        command.add("--output");
        command.add(output.toAbsolutePath().toString());
        if (noServer) {
            command.add("--no-server");
        }
        if (!only.isEmpty()) {
            command.add("--only");
            command.add(String.join(",", only));
        }
        if (smoke) {
            command.add("--smoke");
        }
        return command;
    }
}
