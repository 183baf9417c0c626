package io.stagedoor.auth.simple.file;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Follows a file, and returns its content once that seems complete. For one thread.
 *
 * <p>A file that is written in place may be seen half: what was read is believed when the next look finds the same, and where it
 * looks cut off (it is empty, or its last line has no end) when it has been the same for longer. A file that is replaced by
 * another again and again would never be the same twice; but whoever replaces files does so with whole ones, so then, after a
 * while, the newest is believed.
 */
public final class SettledFile implements Supplier<FileContent> {

    private static final long CUT_OFF_NANOS = Duration.ofMillis(1200).toNanos();
    private static final long RESTLESS_NANOS = Duration.ofMillis(800).toNanos();

    private final Path path;
    private final LongSupplier nanoTime;
    private FileContent believed;
    private FileContent seen;
    private long seenSince;
    private long restlessSince;

    /**
     * @param path of the file
     * @param first what is believed until something else is
     * @param nanoTime a clock as {@link System#nanoTime}
     */
    public SettledFile(Path path, FileContent first, LongSupplier nanoTime) {
        this.path = path;
        this.nanoTime = nanoTime;
        this.believed = first;
        this.seen = first;
        this.seenSince = nanoTime.getAsLong();
        this.restlessSince = seenSince;
    }

    /** Looks at the file, and returns the content that is trusted now. */
    @Override
    public FileContent get() {
        FileContent now = FileContent.of(path);
        long time = nanoTime.getAsLong();
        if (now.equals(seen)) {
            restlessSince = time;
            if (time - seenSince >= (now.looksCutOff() ? CUT_OFF_NANOS : 0)) {
                believed = now;
            }
        } else {
            if (time - restlessSince >= RESTLESS_NANOS && now.isOtherFileThan(seen) && !now.looksCutOff()) {
                believed = now;
                restlessSince = time;
            }
            seenSince = time;
        }
        seen = now;
        return believed;
    }
}
