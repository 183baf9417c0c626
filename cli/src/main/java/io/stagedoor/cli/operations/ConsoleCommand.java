package io.stagedoor.cli.operations;

import io.stagedoor.auth.support.file.FileReplacement;
import io.stagedoor.cli.command.CommandException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stagedoor console}. */
@Command(
        name = "console",
        description = {
            "Prints the address of the console: a page in a browser that shows a running server, and ends sessions.",
            "The address has a code in it that works once, within a minute: show it to nobody."
        },
        footer = {"", "Exit code: 0 printed, 1 no server, no console, or no browser, 2 invalid arguments."},
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class ConsoleCommand implements Callable<Integer> {

    /** What stands in a page must be an address and nothing else. */
    private static final Pattern URL =
            Pattern.compile("http://(127(\\.\\d{1,3}){3}|\\[::1]):\\d{1,5}/console/#[A-Za-z0-9_-]{43}");

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="referrer" content="no-referrer">
            <meta http-equiv="refresh" content="0;url=URL">
            <title>Stagedoor console</title>
            <p><a href="URL">Open the console</a>. The link works once, for a minute.</p>
            </html>
            """;

    @Mixin
    private ServerOptions server;

    @Option(names = "--open", description = "Also opens it in the browser of this machine.")
    private boolean open;

    ConsoleCommand() {}

    @Override
    public Integer call() {
        Path home = server.folder();
        String answer = Channel.of(home).post("/v1/console", Map.of("by", Orders.by()));
        Fields console = Fields.of(answer);
        String url = console.text("url");
        if (!URL.matcher(url).matches()) {
            throw new CommandException(
                    "the server answered no address of a console; is it of the same version as this" + " command?");
        }
        if (server.isJson()) {
            server.out().println(answer);
        } else {
            server.out().println(url);
            String authority = URI.create(url).getAuthority();
            server.notes()
                    .println("Works once, for " + console.number("seconds") + " s. From another machine: ssh -L 8080:"
                            + authority + " HOST, then the same address with 127.0.0.1:8080 for " + authority + ".");
        }
        server.out().flush();
        if (open) {
            Browser.open(page(home, url));
        }
        return 0;
    }

    /**
     * A page that leads there. An argument of a process is seen by every user of the machine, so the browser is given the name of a file that only
     * its owner can read.
     */
    private static Path page(Path home, String url) {
        Path file = home.resolve(Path.of("stagedoor", "data", "console.html")).toAbsolutePath();
        try {
            FileReplacement.put(file, PAGE.replace("URL", url).getBytes(StandardCharsets.US_ASCII));
            return file;
        } catch (IOException e) {
            throw new CommandException(
                    file + " cannot be written: " + e.getMessage() + ". Open the address yourself", e);
        }
    }
}
