package io.stagedoor.auth.support.file;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A file of lines, for its owner only. When it has grown to its limit it is moved to {@code NAME.1}, that one to {@code NAME.2}, and so
 * on. When somebody else moves or removes it, the next line begins a new one. It begins with whole lines: of one that a full disk or
 * a crash broke off, nothing stays. Used by one thread.
 */
public final class RotatedFile implements Closeable {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    /** How long somebody else may have moved the file before it is noticed. */
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private static final int BLOCK = 4096;

    private final Path folder;
    private final String name;
    private final long maxBytes;
    private final int kept;
    private final Consumer<Path> missed;
    private final LongSupplier nanoTime;

    private @Nullable OutputStream out;
    private long written;
    private @Nullable Object key;
    private long looked;

    /**
     * Opens nothing yet.
     *
     * @param folder is made when it is needed
     * @param maxBytes after which size it is moved
     * @param kept how many moved files are kept
     * @param missed is told when somebody else has moved or removed the file; by the writing thread, before a new file begins
     */
    public RotatedFile(Path folder, String name, long maxBytes, int kept, Consumer<Path> missed) {
        this(folder, name, maxBytes, kept, missed, System::nanoTime);
    }

    RotatedFile(Path folder, String name, long maxBytes, int kept, Consumer<Path> missed, LongSupplier nanoTime) {
        this.folder = folder;
        this.name = name;
        this.maxBytes = maxBytes;
        this.kept = kept;
        this.missed = missed;
        this.nanoTime = nanoTime;
    }

    /** Writes a line, with its end, which may be on disk only after {@link #flush}. */
    public void write(byte[] line) throws IOException {
        if (out != null && isMissing()) {
            close();
            missed.accept(folder.resolve(name));
        }
        if (out != null && written + line.length > maxBytes) {
            close();
            rotate();
        }
        OutputStream opened = out == null ? open() : out;
        opened.write(line);
        written += line.length;
    }

    /** Hands what was written to the system. */
    public void flush() throws IOException {
        if (out != null) {
            out.flush();
        }
    }

    /** Writes what is left; the next line opens the file again. */
    @Override
    public void close() throws IOException {
        if (out != null) {
            try (OutputStream closing = out) {
                out = null;
                closing.flush();
            }
        }
    }

    private OutputStream open() throws IOException {
        OwnerOnly.createFolder(folder);
        Path file = folder.resolve(name);
        boolean posix = Files.getFileStore(folder).supportsFileAttributeView("posix");
        if (!Files.exists(file)) {
            OwnerOnly.createFile(file);
        } else if (posix && Files.isRegularFile(file)) {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
        }
        if (Files.isRegularFile(file)) {
            keepWholeLines(file);
        }
        written = Files.size(file);
        OutputStream opened = new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.APPEND));
        out = opened;
        key = key(file);
        looked = nanoTime.getAsLong();
        return opened;
    }

    /** Cuts off what stands behind the last line's end. */
    private static void keepWholeLines(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size();
            long end = size;
            ByteBuffer block = ByteBuffer.allocate(BLOCK);
            while (end > 0) {
                long begin = Math.max(0, end - BLOCK);
                block.clear().limit((int) (end - begin));
                while (block.hasRemaining() && channel.read(block, begin + block.position()) >= 0) {
                    // A read may bring less than was asked for.
                }
                int at = block.position() - 1;
                while (at >= 0 && block.get(at) != '\n') {
                    at--;
                }
                end = begin + at + 1;
                if (at >= 0) {
                    break;
                }
            }
            if (end < size) {
                channel.truncate(end);
            }
        }
    }

    private boolean isMissing() {
        long now = nanoTime.getAsLong();
        if (now - looked < LOOK_NANOS) {
            return false;
        }
        looked = now;
        try {
            return !Objects.equals(key(folder.resolve(name)), key);
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) { // to open it anew would not help
            return false;
        }
    }

    /** What tells a file from another of the same name; {@code null} where the file system has no such thing. */
    private static @Nullable Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private void rotate() throws IOException {
        for (int n = kept - 1; n >= 0; n--) {
            Path from = folder.resolve(n == 0 ? name : name + "." + n);
            try {
                Files.move(from, folder.resolve(name + "." + (n + 1)), StandardCopyOption.REPLACE_EXISTING);
            } catch (NoSuchFileException e) {
                // not so many files yet
            }
        }
    }
}
