package io.stagedoor.host.felix;

import io.stagedoor.auth.support.file.Access;
import io.stagedoor.auth.support.file.OwnerOnly;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The folders below {@code stagedoor/}. */
record Folders(Path home) {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    /**
     * Makes the folders that are missing, for the owner only, and closes those that only the server writes: what is in them is then
     * for the owner, whatever its modes are.
     *
     * @throws IOException if that is not possible, or if one from which code or configuration is read can be written by others
     */
    static Folders in(Path home) throws IOException {
        return in(home, Mounts.now());
    }

    /**
     * @param mounts what is mounted read-only may be writable by its modes: nobody can write there, nor change the modes
     */
    static Folders in(Path home, Mounts mounts) throws IOException {
        Folders folders = new Folders(home);
        folders.requireAccess();
        for (Path folder : List.of(
                folders.bundles(),
                folders.conf(),
                folders.secrets(),
                folders.state(),
                folders.cache(),
                folders.log())) {
            OwnerOnly.createFolder(folder);
        }
        List<String> writable = folders.writableByOthers(mounts);
        if (!writable.isEmpty()) {
            throw new IOException(writable.get(0) + "; then restart Red5");
        }
        for (Path folder : List.of(folders.state(), folders.cache(), folders.log())) {
            if (isPosix(folder) && !Files.getPosixFilePermissions(folder).equals(OWNER_ONLY)) {
                Files.setPosixFilePermissions(folder, OWNER_ONLY);
            }
        }
        return folders;
    }

    /** A file of configuration that cannot be read is its own matter: the rest can be in force. */
    private void requireAccess() throws IOException {
        Optional<String> problem = Access.problemOfReading(system())
                .or(() -> Stream.of(bundles(), conf(), secrets())
                        .map(Access::problemOfListing)
                        .flatMap(Optional::stream)
                        .findFirst())
                .or(() -> Stream.of(state(), cache(), log())
                        .map(Access::problemOfWriting)
                        .flatMap(Optional::stream)
                        .findFirst());
        if (problem.isPresent()) {
            throw new IOException(problem.get());
        }
    }

    /** What is there and cannot be used, for this process may not read it; a sentence for each folder. */
    List<String> unreadable() {
        return Stream.of(bundles(), conf(), secrets())
                .map(Access::problemOfReading)
                .flatMap(Optional::stream)
                .toList();
    }

    /** The folders with code or configuration in which others can write; a sentence for each. */
    List<String> writableByOthers(Mounts mounts) throws IOException {
        List<String> sentences = new ArrayList<>();
        for (Path folder : List.of(home, system(), framework(), bundles(), conf(), secrets(), state())) {
            if (isWritableByOthers(folder, mounts)) {
                sentences.add(folder
                        + " is writable by others, who could put code or configuration there: chmod o-w "
                        + folder + ", or mount it read-only");
            }
        }
        return sentences;
    }

    private static boolean isWritableByOthers(Path folder, Mounts mounts) throws IOException {
        return Files.exists(folder)
                && isPosix(folder)
                && Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE)
                && !mounts.isReadOnly(folder.toRealPath());
    }

    static boolean isPosix(Path folder) throws IOException {
        FileStore store = Files.getFileStore(folder);
        return store.supportsFileAttributeView(PosixFileAttributeView.class);
    }

    /** Bundles that the plugin installs itself. */
    Path system() {
        return home.resolve("system");
    }

    /** The framework itself. */
    Path framework() {
        return system().resolve("framework");
    }

    /** Bundles of Stagedoor and of the operator, watched. */
    Path bundles() {
        return home.resolve("bundles");
    }

    /** Configuration, watched. */
    Path conf() {
        return home.resolve("conf");
    }

    /** Files that {@code $[secret:…]} names. */
    Path secrets() {
        return home.resolve("secrets");
    }

    /** Config Admin's own. */
    Path state() {
        return home.resolve("state");
    }

    /** The framework's own, cleaned at each start. */
    Path cache() {
        return home.resolve("cache");
    }

    /** The audit log. */
    Path log() {
        return home.resolve("log");
    }
}
