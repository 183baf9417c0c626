package io.stagedoor.cli.demo;

import io.stagedoor.cli.server.Red5Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;

/**
 * The temporary folders of demos. A demo that was killed could not delete its folder: the next one does. The name says which process
 * the folder is of.
 */
final class DemoFolders {

    private static final String PREFIX = "stagedoor-demo-";

    private DemoFolders() {}

    /** A new one, for its owner only. Deletes those of this user whose demo was killed. */
    static Path make() throws IOException {
        Path folder = Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-");
        deleteAbandoned(folder.resolveSibling(""), Files.getOwner(folder));
        return folder;
    }

    static void deleteAbandoned(Path in, UserPrincipal owner) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(in, PREFIX + "*")) {
            for (Path folder : folders) {
                // Of nobody else's: what is deleted there could be exchanged for something else meanwhile.
                if (Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(owner) && isAbandoned(folder)) {
                    delete(folder);
                }
            }
        } catch (IOException | RuntimeException e) {
            // Another demo is deleting it, too: this one does not need it to be gone.
            return;
        }
    }

    /** Nothing that somebody keeps the logs of, and nothing of a demo in another container with the same temporary folder. */
    private static boolean isAbandoned(Path folder) throws IOException {
        String process =
                folder.getFileName().toString().substring(PREFIX.length()).replaceFirst("-.*", "");
        return process.matches("[0-9]{1,10}")
                && ProcessHandle.of(Long.parseLong(process)).isEmpty()
                && Red5Home.isAbandoned(folder);
    }

    static void delete(Path folder) {
        deleteAllBut(folder, List.of());
    }

    /** Deletes what is in a folder, and the folder, but not these files and what they are in. */
    static void deleteAllBut(Path folder, List<Path> kept) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (!kept.contains(file)) {
                        Files.delete(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException problem) throws IOException {
                    if (kept.stream().noneMatch(file -> file.startsWith(visited) && Files.exists(file))) {
                        Files.delete(visited);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder + " could not be deleted", e);
        }
    }
}
