package io.stagedoor.auth.support.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes and replaces files so that nobody ever sees half of one, nor one that others may read for a moment. What is written is on
 * the disk before it has its name.
 */
public final class FileReplacement {

    /** The largest file that is changed, in bytes. */
    private static final int MAX_BYTES = 16 << 20;

    /** File locks are between processes only. */
    private static final ReentrantLock OF_THIS_PROCESS = new ReentrantLock();

    /** A file is larger than what is read and changed. */
    public static final class TooLarge extends IllegalArgumentException {

        private static final long serialVersionUID = 1;

        private TooLarge() {
            super("is larger than " + MAX_BYTES + " bytes; make it smaller");
        }
    }

    /** Gives what has been written its name. */
    private interface Step {
        void from(Path written) throws IOException;
    }

    private FileReplacement() {}

    /**
     * What is in a file.
     *
     * @throws TooLarge if it is larger than what may be changed
     */
    public static byte[] read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(channel);
        }
    }

    private static byte[] read(FileChannel channel) throws IOException {
        if (channel.size() > MAX_BYTES) {
            throw new TooLarge();
        }
        ByteBuffer content = ByteBuffer.allocate((int) channel.size());
        while (content.hasRemaining() && channel.read(content) >= 0) {
            // Until it is full, or the file has become shorter.
        }
        return Arrays.copyOf(content.array(), content.position());
    }

    /** Makes an empty file for its owner only, unless there is one. */
    public static void createIfMissing(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        try {
            Files.createFile(file, ownerOnly(folderOf(file)));
        } catch (FileAlreadyExistsException e) {
            // Another one was quicker, and may be about to write into it: that is what is edited then.
            return;
        }
    }

    /**
     * Makes a file for its owner only.
     *
     * @throws FileAlreadyExistsException if there is one; it stays as it is
     */
    public static void create(Path file, byte[] content) throws IOException {
        write(file, content, written -> link(written, file));
    }

    /**
     * Makes a file with owner, group and permissions of another one.
     *
     * @throws FileAlreadyExistsException if there is one; it stays as it is
     */
    public static void createLike(Path model, Path file, byte[] content) throws IOException {
        write(file, content, written -> {
            copyOwnerAndMode(model, written);
            link(written, file);
        });
    }

    /** Makes a file for its owner only, or replaces the one that has the name, be it a link or not. */
    public static void put(Path file, byte[] content) throws IOException {
        write(
                file,
                content,
                written ->
                        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
    }

    /** Replaces a file, by the same content too; owner, group and permissions stay, and a link stays one. */
    public static void replace(Path file, byte[] content) throws IOException {
        Path target = file.toRealPath();
        write(target, content, written -> takePlaceOf(target, written));
    }

    /**
     * Replaces a file by what becomes of its content; owner, group and permissions stay. Whoever else replaces it in this way, in
     * this process or another, waits. A link stays one: what it leads to is replaced.
     *
     * @param change gets what is in the file; the file is left alone if it gives back the same, or throws
     */
    public static void replace(Path file, UnaryOperator<byte[]> change) throws IOException {
        Path target = file.toRealPath();
        OF_THIS_PROCESS.lock();
        try {
            boolean done = false;
            while (!done) {
                done = replaceIfSame(target, change);
            }
        } finally {
            OF_THIS_PROCESS.unlock();
        }
    }

    /** False if what was locked had been replaced meanwhile. */
    private static boolean replaceIfSame(Path target, UnaryOperator<byte[]> change) throws IOException {
        Object before = identity(target);
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!lock.isValid() || !Objects.equals(before, identity(target))) {
                return false;
            }
            // Through the same channel: to close another one of this file would end the lock.
            byte[] content = read(channel);
            byte[] changed = change.apply(content);
            if (!Arrays.equals(content, changed)) {
                write(target, changed, written -> takePlaceOf(target, written));
            }
            return true;
        }
    }

    private static void write(Path file, byte[] content, Step step) throws IOException {
        Path folder = folderOf(file);
        // Not a name that anybody who watches the folder looks for.
        Path written = Files.createTempFile(folder, ".stagedoor-", ".part", ownerOnly(folder));
        try {
            try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            step.from(written);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private static void takePlaceOf(Path target, Path written) throws IOException {
        copyOwnerAndMode(target, written);
        Files.move(written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Unlike moving, linking never replaces what somebody else has put there meanwhile. */
    private static void link(Path written, Path file) throws IOException {
        try {
            Files.createLink(file, written);
        } catch (UnsupportedOperationException e) {
            Files.move(written, file);
        }
    }

    private static @Nullable Object identity(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private static Path folderOf(Path file) {
        return file.toAbsolutePath().resolveSibling("");
    }

    private static FileAttribute<?>[] ownerOnly(Path folder) throws IOException {
        return Files.getFileStore(folder).supportsFileAttributeView(PosixFileAttributeView.class)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static void copyOwnerAndMode(Path from, Path to) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(to, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            return;
        }
        PosixFileAttributes wanted = Files.readAttributes(from, PosixFileAttributes.class);
        PosixFileAttributes now = view.readAttributes();
        if (!now.group().equals(wanted.group())) {
            view.setGroup(wanted.group());
        }
        if (!now.owner().equals(wanted.owner())) {
            view.setOwner(wanted.owner());
        }
        view.setPermissions(wanted.permissions());
    }
}
