package io.stagedoor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The page of the command has a section for each command, with each of its options. */
class CommandPageTest {

    static Stream<CommandLine> commands() {
        return Main.commandLine().getSubcommands().values().stream()
                .filter(command -> !command.getCommandSpec().usageMessage().hidden());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void has_every_option(CommandLine command) throws IOException {
        assertThat(section(command.getCommandName())).contains(options(command).toArray(String[]::new));
    }

    private static Stream<String> options(CommandLine command) {
        Stream<String> own = command.getCommandSpec().options().stream()
                .filter(option -> !option.hidden() && !option.usageHelp() && !option.versionHelp())
                .map(OptionSpec::longestName);
        return Stream.concat(own, command.getSubcommands().values().stream().flatMap(CommandPageTest::options));
    }

    private static String section(String command) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "command.md"));
        return Arrays.stream(page.split("(?m)^## "))
                .filter(section -> section.lines().findFirst().orElse("").equals(command))
                .findFirst()
                .orElse("");
    }
}
