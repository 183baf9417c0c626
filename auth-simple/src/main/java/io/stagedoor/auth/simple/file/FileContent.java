package io.stagedoor.auth.simple.file;

import io.stagedoor.auth.support.file.RegularFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a path led to at one moment: the bytes of a file, or why it has none. Two of these are equal if the bytes or the reasons are. */
public final class FileContent {

    /** The largest file that is read, in bytes. */
    public static final int MAX_BYTES = 16 << 20;

    private final byte @Nullable [] bytes;
    private final @Nullable String problem;
    private final @Nullable Object file;

    private FileContent(byte @Nullable [] bytes, @Nullable String problem, @Nullable Object file) {
        this.bytes = bytes;
        this.problem = problem;
        this.file = file;
    }

    /** Looks; links are followed anew each time. */
    public static FileContent of(Path path) {
        try {
            Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            byte[] bytes = RegularFile.read(path, MAX_BYTES + 1);
            return bytes.length > MAX_BYTES
                    ? problem("is larger than " + MAX_BYTES + " bytes")
                    : new FileContent(bytes, null, key);
        } catch (NoSuchFileException e) {
            return problem("does not exist");
        } catch (RegularFile.NotRegular e) {
            return problem("is not a file");
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
    public @Nullable String problem() {
        return problem;
    }

    /**
     * The users in it.
     *
     * @throws IllegalArgumentException with the problem, or with what is wrong in the file
     */
    public CredentialsFile read() {
        if (bytes == null) {
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
    public boolean equals(@Nullable Object other) {
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
        return "FileContent[" + (bytes == null ? problem : bytes.length + " bytes") + "]";
    }

    /** What tells this content from any other, in 43 characters; empty for a file that could not be read. */
    public String digest() {
        if (bytes == null) {
            return "";
        }
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
