package io.stagedoor.auth.support;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notices when the content of files changes. Methods are for one thread at a time. */
public final class FileWatch implements AutoCloseable {

    /** How long what a file said still counts when it is gone: editors and tools remove a file for a moment to write it anew. */
    public static final Duration REWRITING = Duration.ofSeconds(10);

    private static final Duration PERIOD = Duration.ofMillis(250);
    private static final int MAX_BYTES = 1 << 20;

    private final String threadName;
    private final Runnable changed;
    private @Nullable Watch watch;

    /**
     * Watches nothing yet.
     *
     * @param threadName what the thread is called
     * @param changed called on that thread
     */
    public FileWatch(String threadName, Runnable changed) {
        this.threadName = threadName;
        this.changed = changed;
    }

    /** Looks at these files from now on, and at no others. To be called before they are read. */
    public void follow(List<Path> files) {
        if (watch != null) {
            watch.stop();
            watch = null;
        }
        if (!files.isEmpty()) {
            String first = state(files);
            Settled<String> settled = new Settled<>(() -> state(files), first);
            watch = Watch.of(threadName, PERIOD, settled, first, now -> changed.run());
        }
    }

    /** When this returns, the thread has ended, unless a file system keeps it. */
    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
    }

    private static String state(List<Path> files) {
        MessageDigest digest = sha256();
        for (Path file : files) {
            digest.update((byte) (Files.isRegularFile(file) ? 1 : 0));
            digest.update(content(file));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static byte[] content(Path file) {
        MessageDigest digest = sha256();
        if (Files.isRegularFile(file)) {
            try (InputStream in = Files.newInputStream(file);
                    DigestOutputStream out = new DigestOutputStream(java.io.OutputStream.nullOutputStream(), digest)) {
                out.write(in.readNBytes(MAX_BYTES));
            } catch (IOException e) {
                return new byte[] {0};
            }
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
