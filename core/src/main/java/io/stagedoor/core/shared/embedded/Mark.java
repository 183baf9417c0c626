package io.stagedoor.core.shared.embedded;

import io.stagedoor.auth.support.file.FileReplacement;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A small file beside the large one, which says how many commits were answered. A large file with fewer has lost its end, although it looks whole: MVStore
 * goes back to the last commit that it can read. Written in place after each commit, and not synced: after a power failure it may be behind, never
 * ahead. Who has it open has it alone. For one thread.
 */
final class Mark implements AutoCloseable {

    /** Nobody knows how many: there was no mark. */
    static final long UNKNOWN = -1;

    private static final int BYTES = Long.BYTES + Integer.BYTES;

    private final FileChannel channel;
    private final long answered;

    private Mark(FileChannel channel, long answered) {
        this.channel = channel;
        this.answered = answered;
    }

    /**
     * Opens a mark, and makes one where there is none.
     *
     * @param answered what a new one says
     * @throws IllegalArgumentException if it is not as it was written; for the middle of a sentence
     * @throws OverlappingFileLockException if somebody else has it open
     */
    static Mark open(Path file, long answered) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            try {
                FileReplacement.create(file, bytes(answered).array());
            } catch (FileAlreadyExistsException e) {
                // Another server was quicker, and has it.
                throw new OverlappingFileLockException();
            }
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean done = false;
        try {
            if (channel.tryLock() == null) {
                throw new OverlappingFileLockException();
            }
            Mark mark = new Mark(channel, read(channel));
            done = true;
            return mark;
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }

    private static long read(FileChannel channel) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(BYTES + 1);
        while (all.hasRemaining() && channel.read(all, all.position()) >= 0) {
            // Until there is no more.
        }
        if (all.position() != BYTES || all.getInt(Long.BYTES) != check(all.getLong(0))) {
            throw new IllegalArgumentException("is not as it was written");
        }
        return all.getLong(0);
    }

    /** How many commits were answered when this was opened; 0 if there is no file yet that anything was kept in. */
    long answered() {
        return answered;
    }

    void write(long commits) throws IOException {
        if (channel.write(bytes(commits), 0) != BYTES) {
            throw new IOException("the mark was written in part");
        }
    }

    private static ByteBuffer bytes(long commits) {
        return ByteBuffer.allocate(BYTES)
                .putLong(commits)
                .putInt(check(commits))
                .flip();
    }

    private static int check(long commits) {
        CRC32C check = new CRC32C();
        check.update(ByteBuffer.allocate(Long.BYTES).putLong(0, commits));
        return (int) check.getValue();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
