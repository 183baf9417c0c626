package io.stagedoor.itests.red5;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** ffmpeg publishing a stream, and ffmpeg recording what it receives of it, until it is closed. */
final class FfmpegPair implements AutoCloseable {

    private static final int FLV_HEADER = 13;

    private final List<Process> processes = new ArrayList<>();
    private final Path recording;

    private FfmpegPair(Path recording) {
        this.recording = recording;
    }

    static boolean isInstalled() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "ffmpeg")));
    }

    /** Both show the token in the connect arguments: ffmpeg sends longer ones there than in a URL. */
    static FfmpegPair start(StagedoorServer server, String token, Path recording) throws IOException {
        FfmpegPair pair = new FfmpegPair(recording);
        List<String> shown = List.of("-rtmp_conn", "S:any S:jwt S:" + token);
        String url = server.rtmpUrl() + "/ff";
        pair.run(List.of("-re -f lavfi -i testsrc=size=160x120:rate=25 -c:v flv1 -g 25 -f flv".split(" ")), shown, url);
        Clients.awaitStream(server, "live", token, "ff");
        pair.run(
                shown,
                List.of("-rtmp_live", "live", "-i", url, "-c", "copy", "-flush_packets", "1", "-y"),
                recording.toString());
        return pair;
    }

    private void run(List<String> first, List<String> second, String last) throws IOException {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error"));
        command.addAll(first);
        command.addAll(second);
        command.add(last);
        processes.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    boolean isRunning() {
        return processes.stream().allMatch(Process::isAlive);
    }

    /** Whether both end by themselves in time. */
    boolean awaitEnd(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (Process process : processes) {
            if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        }
        return true;
    }

    /** The times of the frames that are recorded until now. */
    List<Long> times() throws IOException {
        List<Long> times = new ArrayList<>();
        if (!Files.exists(recording)) {
            return times;
        }
        try (DataInputStream in = new DataInputStream(Files.newInputStream(recording))) {
            in.skipNBytes(FLV_HEADER);
            while (true) {
                int head = in.readInt();
                int time = in.readInt();
                in.skipNBytes(3 + (head & 0xffffff) + 4);
                if (head >>> 24 == 9) {
                    times.add((long) (time >>> 8 | (time & 0xff) << 24));
                }
            }
        } catch (EOFException e) {
            return times;
        }
    }

    /** The most milliseconds that lie between a recorded frame and the next one. */
    long widestGap() throws IOException {
        List<Long> times = times();
        long widest = 0;
        for (int i = 1; i < times.size(); i++) {
            widest = Math.max(widest, times.get(i) - times.get(i - 1));
        }
        return widest;
    }

    @Override
    public void close() throws InterruptedException {
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }
}
