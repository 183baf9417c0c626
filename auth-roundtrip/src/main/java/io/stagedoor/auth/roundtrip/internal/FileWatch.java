package io.stagedoor.auth.roundtrip.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Tells when files say something else than before, by content: file events do not tell of a link that leads elsewhere, which
 * is how mounted secrets change. Methods are for one thread at a time.
 */
final class FileWatch implements AutoCloseable {

    private static final long POLL_MILLIS = 250;
    private static final int MAX_BYTES = 1 << 20;

    private final Runnable changed;
    private ScheduledThreadPoolExecutor poller;

    /** @param changed called on another thread */
    FileWatch(Runnable changed) {
        this.changed = changed;
    }

    /** Looks at these files from now on, and at no others. To be called before they are read. */
    void follow(List<Path> files) {
        stop();
        if (!files.isEmpty()) {
            poller = Workers.scheduler("files", 1);
            poller.scheduleWithFixedDelay(new Poll(files), POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** When this returns, no thread of this bundle is left, unless a file system keeps it. */
    @Override
    public void close() {
        ScheduledThreadPoolExecutor stopped = poller;
        stop();
        if (stopped == null) {
            return;
        }
        try {
            stopped.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop() {
        if (poller != null) {
            poller.shutdownNow();
            poller = null;
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

    /** A file is believed when it says the same twice: one that is just being written may be cut off anywhere. */
    private final class Poll implements Runnable {
        private final List<Path> files;
        private String told;
        private String seen;

        Poll(List<Path> files) {
            this.files = files;
            this.told = state(files);
            this.seen = told;
        }

        @Override
        public void run() {
            String now = state(files);
            boolean settled = now.equals(seen);
            seen = now;
            if (settled && !now.equals(told)) {
                told = now;
                changed.run();
            }
        }
    }
}
