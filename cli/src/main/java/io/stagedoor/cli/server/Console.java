package io.stagedoor.cli.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads what a server's process writes, and asks it for its status meanwhile. For one thread that asks. */
final class Console {

    private static final long ANSWER_SECONDS = 5;

    /** What a client can have written into a log must not look like an answer. */
    private record Question(String text, CompletableFuture<String> answer) {}

    private final Process process;
    private volatile @Nullable Question question;
    private volatile boolean failed;

    private Console(Process process) {
        this.process = process;
    }

    /** Begins to read. */
    static Console of(Process process, Consumer<String> log) {
        Console console = new Console(process);
        Thread reader = new Thread(() -> console.read(log), "red5-output");
        reader.setDaemon(true);
        reader.start();
        return console;
    }

    /** The line with the status; empty if the process does not answer. */
    Optional<String> ask() throws InterruptedException {
        Question asked = new Question(UUID.randomUUID() + " ", new CompletableFuture<>());
        question = asked;
        try {
            OutputStream in = process.getOutputStream();
            in.write((asked.text().strip() + "\n").getBytes(StandardCharsets.US_ASCII));
            in.flush();
            return Optional.of(asked.answer().get(ANSWER_SECONDS, TimeUnit.SECONDS));
        } catch (IOException | TimeoutException | ExecutionException e) {
            return Optional.empty();
        }
    }

    /** Whether Red5 has said that it cannot start. */
    boolean hasFailed() {
        return failed;
    }

    private void read(Consumer<String> log) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Question asked = question;
                if (asked != null && line.startsWith(asked.text())) {
                    asked.answer().complete(line.substring(asked.text().length()));
                } else {
                    read(line, log);
                }
            }
        } catch (IOException e) {
            log.accept("The server's output ended: " + e.getMessage());
        }
    }

    private void read(String line, Consumer<String> log) {
        failed |= line.startsWith("Bootstrap exception");
        // Who knows this token may stop the server.
        if (!line.startsWith("Token: ")) {
            log.accept(line);
        }
    }
}
