package io.stagedoor.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/** Writes files so that nobody ever sees half of one, nor one that others may read for a moment. */
public final class Atomically {

    /** Makes the content durable under a name of its own first. */
    private interface Step {
        void from(Path part) throws IOException;
    }

    private Atomically() {}

    /**
     * Makes a file for its owner only.
     *
     * @throws FileAlreadyExistsException if there is one; it stays as it is
     */
    public static void create(Path file, byte[] content) throws IOException {
        write(file, content, part -> link(part, file));
    }

    /**
     * Makes a file with owner, group and permissions of another one.
     *
     * @throws FileAlreadyExistsException if there is one; it stays as it is
     */
    public static void createLike(Path model, Path file, byte[] content) throws IOException {
        write(file, content, part -> {
            imitate(model, part);
            link(part, file);
        });
    }

    /** Replaces a file; owner, group and permissions stay. */
    public static void replace(Path file, byte[] content) throws IOException {
        write(file, content, part -> {
            imitate(file, part);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        });
    }

    private static void write(Path file, byte[] content, Step step) throws IOException {
        // For the owner only, which is what a temporary file is made with; and not a name that a server looks for.
        Path part = Files.createTempFile(file.toAbsolutePath().getParent(), ".stagedoor-", ".part");
        try {
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            step.from(part);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Unlike moving, linking never replaces what somebody else has put there meanwhile. */
    private static void link(Path part, Path file) throws IOException {
        try {
            Files.createLink(file, part);
        } catch (UnsupportedOperationException e) {
            Files.move(part, file);
        }
    }

    private static void imitate(Path model, Path part) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(part, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        PosixFileAttributes wanted = Files.readAttributes(model, PosixFileAttributes.class);
        PosixFileAttributes own = view.readAttributes();
        if (!own.owner().equals(wanted.owner())) {
            view.setOwner(wanted.owner());
        }
        if (!own.group().equals(wanted.group())) {
            view.setGroup(wanted.group());
        }
        view.setPermissions(wanted.permissions());
    }
}
