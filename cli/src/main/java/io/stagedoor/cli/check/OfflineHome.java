package io.stagedoor.cli.check;

import io.stagedoor.cli.command.CommandException;
import io.stagedoor.cli.command.ScratchFolder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A RED5_HOME whose configuration judges without a server: one that is there, or one that is made for a copy of its folder {@code stagedoor} under another
 * name, and goes when this is closed. The copy itself is not changed.
 */
final class OfflineHome implements AutoCloseable {

    private static final String STAGEDOOR = "stagedoor";
    private static final String CONF = "conf";

    private final Path path;
    private final Optional<ScratchFolder> scratch;

    private OfflineHome(Path path, Optional<ScratchFolder> scratch) {
        this.path = path;
        this.scratch = scratch;
    }

    /**
     * Finds it.
     *
     * @param named a RED5_HOME; or its folder {@code stagedoor}, or a copy of that under any name; or the folder {@code conf} of one of these
     * @throws CommandException if it is none of these
     */
    static OfflineHome of(Path named) throws IOException {
        Path folder = named.toAbsolutePath().normalize();
        if (Files.isDirectory(folder.resolve(STAGEDOOR).resolve(CONF))) {
            return new OfflineHome(folder, Optional.empty());
        }
        Path parent = folder.getParent();
        if (parent != null && folder.endsWith(CONF) && (parent.endsWith(STAGEDOOR) || isConfiguration(folder))) {
            return ofStagedoor(parent, folder);
        }
        return ofStagedoor(folder, folder);
    }

    /** @param named what the error names */
    private static OfflineHome ofStagedoor(Path folder, Path named) throws IOException {
        Path parent = folder.getParent();
        boolean isCalledSo = folder.endsWith(STAGEDOOR) && Files.isDirectory(folder.resolve(CONF));
        if (parent != null && isCalledSo) {
            return new OfflineHome(parent, Optional.empty());
        }
        if (!isConfiguration(folder.resolve(CONF))) {
            throw new CommandException("--conf: " + named
                    + " is neither a RED5_HOME with stagedoor/conf, nor a copy of its folder stagedoor, nor the folder conf of one: none of these has"
                    + " a file stagedoor.*.cfg");
        }
        ScratchFolder scratch = ScratchFolder.of("home");
        Files.createSymbolicLink(scratch.path().resolve(STAGEDOOR), folder.toRealPath());
        return new OfflineHome(scratch.path(), Optional.of(scratch));
    }

    /** Red5 has a folder of this name, too. */
    private static boolean isConfiguration(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "stagedoor.*.cfg")) {
            return files.iterator().hasNext();
        }
    }

    /** The folder of Red5. */
    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        if (scratch.isPresent()) {
            scratch.get().close();
        }
    }
}
