package io.stagedoor.auth.support.file;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file of lines, for its owner only. When it has grown to its limit it is moved to {@code NAME.1}, that one to {@code NAME.2}, and so
 * on. Used by one thread.
 */
public final class RotatedFile implements Closeable {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path folder;
    private final String name;
    private final long maxBytes;
    private final int kept;

    private OutputStream out;
    private long written;

    /**
     * Opens nothing yet.
     *
     * @param folder is made when it is needed
     * @param maxBytes after which size it is moved
     * @param kept how many moved files are kept
     */
    public RotatedFile(Path folder, String name, long maxBytes, int kept) {
        this.folder = folder;
        this.name = name;
        this.maxBytes = maxBytes;
        this.kept = kept;
    }

    /** Writes a line, with its end, which may be on disk only after {@link #flush}. */
    public void write(byte[] line) throws IOException {
        if (out == null) {
            open();
        } else if (written + line.length > maxBytes) {
            close();
            rotate();
            open();
        }
        out.write(line);
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

    private void open() throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(name);
        boolean posix = Files.getFileStore(folder).supportsFileAttributeView("posix");
        if (!Files.exists(file)) {
            Files.createFile(
                    file,
                    posix
                            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                            : new FileAttribute<?>[0]);
        } else if (posix && Files.isRegularFile(file)) {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
        }
        written = Files.size(file);
        out = new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.APPEND));
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
