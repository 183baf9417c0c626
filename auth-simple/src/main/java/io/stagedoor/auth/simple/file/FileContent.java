package io.stagedoor.auth.simple.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;

/** What a path led to when it was looked at: the bytes of a file, or why there are none. Equal when these are. */
public final class FileContent {

    /** The largest file that is read, in bytes. */
    public static final int MAX_BYTES = 16 << 20;

    private final byte[] bytes;
    private final String problem;
    private final Object file;

    private FileContent(byte[] bytes, String problem, Object file) {
        this.bytes = bytes;
        this.problem = problem;
        this.file = file;
    }

    /** Looks; links are followed anew each time. */
    public static FileContent of(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            // Anything else, a pipe for instance, could keep the reader for ever.
            if (!attributes.isRegularFile()) {
                return problem("is not a file");
            }
            try (InputStream in = Files.newInputStream(path)) {
                byte[] bytes = in.readNBytes(MAX_BYTES + 1);
                return bytes.length > MAX_BYTES
                        ? problem("is larger than " + MAX_BYTES + " bytes")
                        : new FileContent(bytes, null, attributes.fileKey());
            }
        } catch (java.nio.file.NoSuchFileException e) {
            return problem("does not exist");
        } catch (AccessDeniedException e) {
            return problem("is not readable by this user");
        } catch (IOException e) {
            return problem("cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static FileContent problem(String problem) {
        return new FileContent(null, problem, null);
    }

    /** Why there are no bytes; {@code null} when there are. */
    public String problem() {
        return problem;
    }

    /**
     * The users in it.
     *
     * @throws IllegalArgumentException with the problem, or with what is wrong in the file
     */
    public CredentialsFile read() {
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        return CredentialsFile.read(bytes);
    }

    /** Whether this may be the beginning of something longer: there is nothing, or the last line has no end. */
    boolean looksCutOff() {
        return bytes != null
                && (bytes.length == 0 || (bytes[bytes.length - 1] != '\n' && bytes[bytes.length - 1] != '\r'));
    }

    /** Whether the path led to another file, not to the same one with another content. */
    boolean isOtherFileThan(FileContent other) {
        return file != null && other.file != null && !file.equals(other.file);
    }

    /** Of the bytes or the problem: not of which file it is. */
    @Override
    public boolean equals(Object other) {
        return other instanceof FileContent that
                && Arrays.equals(bytes, that.bytes)
                && Objects.equals(problem, that.problem);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Shows no content. */
    @Override
    public String toString() {
        return "FileContent[" + (problem == null ? bytes.length + " bytes" : problem) + "]";
    }
}
