package io.stagedoor.auth.simple.file;

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

/** Replaces a file by another one of the same owner and mode, in one step. */
final class FileReplacement {

    /** File locks are between processes only. */
    private static final ReentrantLock OF_THIS_PROCESS = new ReentrantLock();

    private FileReplacement() {}

    static byte[] read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(channel);
        }
    }

    private static byte[] read(FileChannel channel) throws IOException {
        if (channel.size() > FileContent.MAX_BYTES) {
            throw new IllegalArgumentException("is larger than " + FileContent.MAX_BYTES + " bytes");
        }
        ByteBuffer content = ByteBuffer.allocate((int) channel.size());
        while (content.hasRemaining() && channel.read(content) >= 0) {
            // Until it is full, or the file has become shorter.
        }
        return Arrays.copyOf(content.array(), content.position());
    }

    static void createIfMissing(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        try {
            Files.createFile(file, ownerOnly(file.toAbsolutePath().getParent()));
        } catch (FileAlreadyExistsException e) {
            // Another one was quicker, and may be about to write into it: that is what is edited then.
            return;
        }
    }

    /** Whoever else replaces this file in this way waits. */
    static void replace(Path file, UnaryOperator<byte[]> change) throws IOException {
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
                write(target, changed);
            }
            return true;
        }
    }

    private static void write(Path target, byte[] content) throws IOException {
        Path folder = target.getParent();
        Path written = Files.createTempFile(folder, "." + target.getFileName(), ".new", ownerOnly(folder));
        try {
            try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            copyOwnerAndMode(target, written);
            Files.move(written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private static Object identity(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
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
