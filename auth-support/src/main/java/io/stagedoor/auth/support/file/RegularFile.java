package io.stagedoor.auth.support.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads files that somebody else names. Reads regular files only: anything else, a pipe for instance, could keep the reader for ever. */
public final class RegularFile {

    /** Thrown for a folder, a pipe or a device. */
    public static final class NotRegular extends FileSystemException {
        private NotRegular(Path file) {
            super(file.toString(), null, "not a regular file");
        }
    }

    private RegularFile() {}

    /**
     * What is in a file at this moment; links are followed.
     *
     * @param most how many bytes are read at most; the rest of a longer file is left
     * @throws NoSuchFileException if the file does not exist
     * @throws NotRegular if it is no regular file
     */
    public static byte[] read(Path file, int most) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw Files.exists(file) ? new NotRegular(file) : new NoSuchFileException(file.toString());
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(most);
        }
    }
}
