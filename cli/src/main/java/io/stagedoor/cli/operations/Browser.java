package io.stagedoor.cli.operations;

import io.stagedoor.cli.command.CommandException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The browser of whoever runs the command. */
final class Browser {

    private static final long PATIENCE_SECONDS = 10;

    private Browser() {}

    /**
     * Opens a file in it.
     *
     * @throws CommandException if there is none, or it says that it cannot
     */
    static void open(Path file) {
        open(command(System.getProperty("os.name", ""), file));
    }

    /** What opens a file on a system: a program that asks the desktop which browser is meant. */
    static List<String> command(String system, Path file) {
        String name = system.toLowerCase(Locale.ROOT);
        String shown = file.toUri().toString();
        if (name.startsWith("windows")) {
            return List.of("rundll32", "url.dll,FileProtocolHandler", shown);
        }
        return List.of(name.startsWith("mac") ? "open" : "xdg-open", shown);
    }

    static void open(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            // One that stays is the browser itself.
            if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() != 0) {
                throw new CommandException(command.get(0) + " opened no browser (exit code " + process.exitValue()
                        + "). Open the address yourself");
            }
        } catch (IOException e) {
            throw new CommandException(
                    command.get(0) + " could not be run: no browser was opened. Open the address yourself", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted", e);
        }
    }
}
