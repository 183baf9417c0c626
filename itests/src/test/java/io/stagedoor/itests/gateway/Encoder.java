package io.stagedoor.itests.gateway;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An ffmpeg that publishes or plays, until it is closed. */
final class Encoder implements AutoCloseable {

    private final Process process;
    private final Thread last;

    private Encoder(List<String> command) throws IOException {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        last = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(last);
    }

    static boolean isInstalled() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "ffmpeg")));
    }

    /** Publishes a test pattern for as long as it may. */
    static Encoder publish(String url) throws IOException {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error"));
        command.addAll(List.of("-re -f lavfi -i testsrc=size=160x120:rate=10 -c:v flv1 -g 5 -f flv".split(" ")));
        command.add(url);
        return new Encoder(command);
    }

    /** Plays, and writes what it gets. */
    static Encoder play(String url, Path recording) throws IOException {
        return new Encoder(List.of(
                "ffmpeg",
                "-nostdin",
                "-v",
                "error",
                "-rtmp_live",
                "live",
                "-i",
                url,
                "-c",
                "copy",
                "-flush_packets",
                "1",
                "-f",
                "flv",
                "-y",
                recording.toString()));
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** Whether it ends by itself in time. */
    boolean ends(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
        try {
            Runtime.getRuntime().removeShutdownHook(last);
        } catch (IllegalStateException e) {
            return; // it is running
        }
    }
}
