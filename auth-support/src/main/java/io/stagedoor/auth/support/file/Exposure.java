package io.stagedoor.auth.support.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/** Whether others on this machine can read a file that holds a secret: a reason to warn, not to refuse. Thread-safe. */
public final class Exposure {

    private Exposure() {}

    /**
     * What to do about a file that others can read: it, and each folder above it.
     *
     * @return a sentence; empty if they cannot, or if that cannot be told
     */
    public static Optional<String> of(Path file) {
        try {
            Path real = file.toRealPath();
            if (!Files.getFileStore(real).supportsFileAttributeView(PosixFileAttributeView.class)
                    || !isFor(real, PosixFilePermission.OTHERS_READ)) {
                return Optional.empty();
            }
            for (Path folder = real.getParent(); folder != null; folder = folder.getParent()) {
                if (!isFor(folder, PosixFilePermission.OTHERS_EXECUTE)) {
                    return Optional.empty();
                }
            }
            return Optional.of("others on this machine can read " + file + ", which holds a secret: chmod o-r " + real);
        } catch (IOException | SecurityException e) {
            return Optional.empty();
        }
    }

    private static boolean isFor(Path path, PosixFilePermission permission) throws IOException {
        return Files.getPosixFilePermissions(path).contains(permission);
    }
}
