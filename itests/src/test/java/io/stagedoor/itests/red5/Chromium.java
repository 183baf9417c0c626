package io.stagedoor.itests.red5;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A page in a real Chromium, without a window, in a profile of its own. Closing it ends all its processes. */
final class Chromium implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 90;

    private final Process process;
    private final Path profile;

    private Chromium(Process process, Path profile) {
        this.process = process;
        this.profile = profile;
    }

    /** Where it is installed; empty where it is not. */
    static Optional<Path> installed() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser").map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Opens a page.
     *
     * @param folder for its profile and what it prints
     * @param more further arguments
     */
    static Chromium open(Path folder, String url, String... more) throws IOException {
        Path profile = Files.createTempDirectory(folder, "profile");
        List<String> command = new ArrayList<>(List.of(
                installed().orElseThrow().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-proxy-server",
                "--host-resolver-rules=MAP *.test 127.0.0.1",
                "--user-data-dir=" + profile));
        command.addAll(List.of(more));
        command.add(url);
        return new Chromium(
                new ProcessBuilder(command)
                        .redirectError(
                                Files.createTempFile(folder, "chromium", ".log").toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .start(),
                profile);
    }

    /** Its profile: with {@code --remote-debugging-port=0}, the file {@code DevToolsActivePort} in it names the port. */
    Path profile() {
        return profile;
    }

    /** All that it prints until it ends. */
    byte[] printed() throws IOException {
        return process.getInputStream().readAllBytes();
    }

    @Override
    public void close() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
