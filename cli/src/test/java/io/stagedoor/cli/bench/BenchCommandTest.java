package io.stagedoor.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.cli.CommandRun;
import io.stagedoor.cli.server.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchCommandTest {

    private final String distribution = System.getProperty(Distribution.PROPERTY);

    @AfterEach
    void forget() {
        System.clearProperty(BenchCommand.PROPERTY);
        if (distribution == null) {
            System.clearProperty(Distribution.PROPERTY);
        } else {
            System.setProperty(Distribution.PROPERTY, distribution);
        }
    }

    @Test
    void says_what_builds_the_benchmarks_when_they_are_not_there() {
        CommandRun run = CommandRun.of("bench");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("start this with ./stagedoor");
    }

    @Test
    void runs_them_in_a_process_of_their_own_with_nothing_of_this_ones_limits(@TempDir Path folder) throws IOException {
        Files.createFile(folder.resolve("stagedoor-benchmarks.jar"));
        Files.createFile(folder.resolve("red5-service.jar"));
        System.setProperty(BenchCommand.PROPERTY, folder.toString());
        System.setProperty(Distribution.PROPERTY, folder.toString());
        BenchCommand bench = new BenchCommand();

        new CommandLine(bench).parseArgs("--no-server", "--output", "report.md");

        assertThat(bench.command())
                .contains("-Dstagedoor.red5=" + folder, "io.stagedoor.benchmarks.Main", "--no-server")
                .contains(Path.of("report.md").toAbsolutePath().toString())
                .doesNotContain("--smoke")
                .noneMatch(argument -> argument.startsWith("-Xmx") || argument.startsWith("-XX"));
    }
}
