package io.stagedoor.core.shared.embedded;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Another process that has a file locked, until it is closed. */
final class Holder {

    private final Process process;

    private Holder(Process process) {
        this.process = process;
    }

    static Holder of(Path file) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Holder holder = new Holder(process);
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        if (!"locked".equals(said.readLine())) {
            holder.stop();
            throw new AssertionError("the other process did not lock " + file);
        }
        return holder;
    }

    void stop() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(60, TimeUnit.SECONDS);
    }

    /** The other process. */
    public static void main(String[] args) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(args[0], "rw");
                FileLock lock = file.getChannel().tryLock()) {
            System.out.println(lock != null && lock.isValid() ? "locked" : "not locked");
            System.in.read(); // until it is killed, or whoever started it is
        }
    }
}
