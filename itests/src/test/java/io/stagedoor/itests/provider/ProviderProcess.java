package io.stagedoor.itests.provider;

import static io.stagedoor.itests.Eventually.eventually;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The process of a provider, and all that it starts. It ends when it is closed, and with this virtual machine at the latest. */
final class ProviderProcess implements AutoCloseable {

    private static final long STOP_SECONDS = 10;

    private final Process process;
    private final Path log;
    private final Thread last = new Thread(this::kill);

    private ProviderProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        Runtime.getRuntime().addShutdownHook(last);
    }

    /** @param log gets what the process prints */
    static ProviderProcess start(List<String> command, Path folder, Map<String, String> environment, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            return new ProviderProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a line, and closes the process if it does not come; the first group of the pattern. */
    String await(Pattern line, Duration atMost) {
        try {
            return eventually(atMost, () -> {
                String printed = Files.readString(log);
                Matcher found = line.matcher(printed);
                if (found.find()) {
                    return found.group(1);
                }
                if (!process.isAlive()) {
                    throw new IllegalStateException("the provider has ended:\n" + printed);
                }
                throw new AssertionError("the provider is not ready:\n" + printed);
            });
        } catch (AssertionError | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Writes a line to the process's standard input. */
    void say(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        all.forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
        kill();
        Runtime.getRuntime().removeShutdownHook(last);
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
