package io.stagedoor.cli.init;

import io.stagedoor.auth.support.file.FileReplacement;
import io.stagedoor.auth.support.file.OwnerOnly;
import io.stagedoor.cli.command.CommandException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of a first configuration, before they are written: all of them, or none. */
final class Draft {

    /** By path below {@code stagedoor/}, in the order in which they are written. */
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    /**
     * Adds a file. What others name comes first: a running server applies each file at once.
     *
     * @param path below {@code stagedoor/}
     */
    void add(String path, byte[] content) {
        files.put(path, content);
    }

    void add(String path, String content) {
        add(path, content.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Makes sure that none of the files exists.
     *
     * @throws CommandException if one is
     */
    void requireNew(Path stagedoor) {
        for (String path : files.keySet()) {
            if (Files.exists(stagedoor.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
                throw exists(stagedoor.resolve(path));
            }
        }
    }

    /**
     * Writes the files, for their owner only. If one cannot be written, the others go again.
     *
     * @throws CommandException if one exists
     */
    void write(Path stagedoor) throws IOException {
        List<Path> written = new ArrayList<>();
        boolean complete = false;
        try {
            for (Map.Entry<String, byte[]> entry : files.entrySet()) {
                Path file = stagedoor.resolve(entry.getKey()).toAbsolutePath();
                OwnerOnly.createFolder(file.resolveSibling(""));
                FileReplacement.create(file, entry.getValue());
                written.add(file);
            }
            complete = true;
        } catch (FileAlreadyExistsException e) {
            throw exists(Path.of(e.getFile()));
        } finally {
            if (!complete) {
                for (Path file : written) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static CommandException exists(Path file) {
        return new CommandException(
                file
                        + " exists already, and is not overwritten; edit it, choose another application with --app, or remove it");
    }
}
