package io.stagedoor.cli.server;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Keeps files for their owner, whatever the umask and the modes of the folders are. Does nothing on file systems without such
 * modes. Links are not followed.
 */
final class OwnerOnly {

    /** What a group may have, and others may not. */
    static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("------rwx");

    /** What nobody but the owner may have. */
    static final Set<PosixFilePermission> GROUP_AND_OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private static final Path SHELL = Path.of("/bin/sh");

    private OwnerOnly() {}

    /** Makes a folder, and those above it that are missing, for the owner from the beginning. */
    static void createFolders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, attribute(folder, "rwx------"));
        }
    }

    /** Makes an empty file for the owner from the beginning, unless there is one. */
    static void createFile(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.createFile(file, attribute(file, "rw-------"));
        }
    }

    /** Takes these permissions from a file, or from a folder and all that is in it. */
    static void takeFrom(Path path, Set<PosixFilePermission> permissions) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                take(folder, permissions);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    take(file, permissions);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Takes these permissions from the files of a folder, not from what is in folders below it. */
    static void takeFromFilesOf(Path folder, Set<PosixFilePermission> permissions) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    take(file, permissions);
                }
            }
        }
    }

    /** Whether others may write into a folder. */
    static boolean isWritableByOthers(Path folder) throws IOException {
        return isPosix(folder) && Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE);
    }

    /**
     * A command whose process makes files for their owner only, under the process id that the command has. A terminal sends its signals to
     * all processes of the foreground: this one leaves Ctrl-C and the terminal's end to whoever started it.
     */
    static List<String> command(List<String> command) {
        if (!Files.isExecutable(SHELL)) {
            return command;
        }
        List<String> masked =
                new ArrayList<>(List.of(SHELL.toString(), "-c", "umask 077; trap '' INT HUP; exec \"$0\" \"$@\""));
        masked.addAll(command);
        return masked;
    }

    /** Lets the owner of a file run it, where files have such permissions. */
    static void makeExecutable(Path file) throws IOException {
        if (isPosix(file)) {
            Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
            Files.setPosixFilePermissions(file, permissions);
        }
    }

    private static void take(Path path, Set<PosixFilePermission> permissions) throws IOException {
        if (isPosix(path)) {
            Set<PosixFilePermission> now = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
            Set<PosixFilePermission> rest = EnumSet.noneOf(PosixFilePermission.class);
            rest.addAll(now);
            if (rest.removeAll(permissions)) {
                Files.setPosixFilePermissions(path, rest);
            }
        }
    }

    private static FileAttribute<?>[] attribute(Path path, String permissions) {
        return isPosix(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                && Files.getFileAttributeView(path, PosixFileAttributeView.class) != null;
    }
}
