package io.stagedoor.host.log;

import io.stagedoor.auth.support.file.RotatedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines to a file of bounded size, from a bounded queue and by a thread of its own: a disk that hangs costs lines, which are
 * counted. Thread-safe.
 */
final class LogFile {

    static final String NAME = "stagedoor.log";

    /** With the file that is being written, 24 MiB at most. */
    static final long MAX_BYTES = 4L * 1024 * 1024;

    static final int KEPT_FILES = 5;

    static final int QUEUE = 1024;
    private static final long STOP_WAIT_MILLIS = 2_000;
    private static final long LOOK_MILLIS = 200;

    private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong lost = new AtomicLong();
    private final Clock clock;
    private @Nullable Writer writer;

    /** Nobody, as a rule. */
    private volatile StagedoorLog.Listener heard = (level, logger, text) -> {};

    LogFile() {
        this(Clock.systemUTC());
    }

    LogFile(Clock clock) {
        this.clock = clock;
    }

    /** Takes a line. Never waits, never fails. */
    void write(String level, String logger, String message, @Nullable Throwable thrown) {
        heard.line(level, logger, message);
        if (!queue.offer(LogLine.of(clock.instant(), level, logger, message, thrown))) {
            lost.incrementAndGet();
        }
    }

    void listen(StagedoorLog.Listener listener) {
        heard = listener;
    }

    private void missed(Path file) {
        write(
                "warn",
                LogFile.class.getName(),
                file
                        + ": the file was moved or removed; a new one begins. Stagedoor moves its logs itself when they grow.",
                null);
    }

    synchronized void open(Path folder) {
        close();
        Writer next = new Writer(new RotatedFile(folder, NAME, MAX_BYTES, KEPT_FILES, this::missed));
        writer = next;
        next.start();
    }

    void close() {
        Writer closing;
        synchronized (this) {
            closing = writer;
            writer = null;
        }
        if (closing != null) {
            closing.end();
        }
    }

    /** How many lines could not be written since that was last said. */
    long lost() {
        return lost.get();
    }

    private final class Writer extends Thread {

        private final RotatedFile file;
        private volatile boolean ending;

        Writer(RotatedFile file) {
            super(null, null, "stagedoor-log", 0, false);
            setDaemon(true);
            setContextClassLoader(null);
            this.file = file;
        }

        @Override
        public void run() {
            while (!ending) {
                try {
                    writeAll(queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS));
                } catch (InterruptedException e) {
                    continue; // nobody has a reason to
                }
            }
            writeAll(queue.poll());
            closeFile();
        }

        private void writeAll(String first) {
            int unwritten = 0;
            try {
                for (String line = first; line != null; line = queue.poll()) {
                    unwritten++;
                    file.write(line.getBytes(StandardCharsets.UTF_8));
                }
                if (unwritten > 0) {
                    long told = tellLost();
                    file.flush();
                    lost.addAndGet(-told);
                }
            } catch (IOException
                    | RuntimeException e) { // there is no other log to say so in; the next line tries again
                lost.addAndGet(unwritten);
                closeFile();
            }
        }

        private long tellLost() throws IOException {
            long count = lost.get();
            if (count > 0) {
                String line = LogLine.of(
                        clock.instant(),
                        "warn",
                        LogFile.class.getName(),
                        count + " line(s) could not be written.",
                        null);
                file.write(line.getBytes(StandardCharsets.UTF_8));
            }
            return count;
        }

        private void closeFile() {
            try {
                file.close();
            } catch (IOException e) {
                lost.incrementAndGet();
            }
        }

        private void end() {
            ending = true;
            try {
                join(STOP_WAIT_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
