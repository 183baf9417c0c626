package io.stagedoor.auth.support.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/** What others on this machine can do with a file that they should leave alone: a reason to warn, not to refuse. Thread-safe. */
public final class Exposure {

    private Exposure() {}

    /**
     * What to do about a file with a secret that others can read: it, and each folder above it.
     *
     * @return a sentence; empty if they cannot, or if that cannot be told
     */
    public static Optional<String> of(Path file) {
        return of(file, PosixFilePermission.OTHERS_READ)
                .map(real -> "others on this machine can read " + file + ", which holds a secret: chmod o-r " + real);
    }

    /**
     * What to do about a file with public keys that others can write: they could make tokens.
     *
     * @return a sentence; empty if they cannot, or if that cannot be told
     */
    public static Optional<String> ofKeys(Path file) {
        return of(file, PosixFilePermission.OTHERS_WRITE)
                .map(real -> "others on this machine can write " + file
                        + ", and whoever writes keys can make tokens: chmod o-w " + real);
    }

    /** The file behind the links, if others have the permission and can get there. */
    private static Optional<Path> of(Path file, PosixFilePermission permission) {
        try {
            Path real = file.toRealPath();
            if (!Files.getFileStore(real).supportsFileAttributeView(PosixFileAttributeView.class)
                    || !isFor(real, permission)) {
                return Optional.empty();
            }
            for (Path folder = real.getParent(); folder != null; folder = folder.getParent()) {
                if (!isFor(folder, PosixFilePermission.OTHERS_EXECUTE)) {
                    return Optional.empty();
                }
            }
            return Optional.of(real);
        } catch (IOException | SecurityException e) {
            return Optional.empty();
        }
    }

    private static boolean isFor(Path path, PosixFilePermission permission) throws IOException {
        return Files.getPosixFilePermissions(path).contains(permission);
    }
}
