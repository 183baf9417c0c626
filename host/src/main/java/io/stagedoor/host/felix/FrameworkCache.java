package io.stagedoor.host.felix;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a framework left in its cache. Felix would clean the whole folder, and follow links out of it: whatever a link pointed to would be
 * deleted, too.
 */
final class FrameworkCache {

    /** A folder for each bundle, and File Install's own. */
    private static final Pattern LEFT = Pattern.compile("bundle\\d+|fileinstall");

    /** Felix locks this file as long as it runs. */
    private static final String LOCK = "cache.lock";

    private FrameworkCache() {}

    /**
     * Removes what a framework left. Follows no link, and leaves alone what is of somebody else.
     *
     * @throws IOException if the framework of another server runs there, or something cannot be removed: the framework would start with
     *     old bundles
     */
    static void clean(Path cache) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(cache.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw inUse(cache);
            }
            deleteLeft(cache);
        } catch (OverlappingFileLockException e) {
            throw inUse(cache);
        }
    }

    private static IOException inUse(Path cache) {
        return new IOException(cache + " is in use by another running server; give each server a home of its own");
    }

    private static void deleteLeft(Path cache) throws IOException {
        List<Path> left;
        try (Stream<Path> entries = Files.list(cache)) {
            left = entries.filter(entry ->
                            LEFT.matcher(entry.getFileName().toString()).matches())
                    .toList();
        }
        for (Path entry : left) {
            delete(entry);
        }
    }

    private static void delete(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException thrown) throws IOException {
                if (thrown != null) {
                    throw thrown;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
