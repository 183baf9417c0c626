package io.stagedoor.auth.support.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says in words why this process cannot use a file or folder that exists: who it runs as, who owns the file, and what to type. A missing path
 * is not a problem here.
 */
public final class Access {

    private Access() {}

    /** Why a file cannot be read, or a folder or anything in it; empty if all can, or nothing exists there. */
    public static Optional<String> problemOfReading(Path path) {
        return problemOfListing(path).or(() -> inside(path, Access::problemOfReading));
    }

    /** Why a folder cannot be listed; empty if it can, or does not exist. What is in it may be unreadable all the same. */
    public static Optional<String> problemOfListing(Path folder) {
        return onTheWay(folder)
                .or(() -> readable(folder) ? Optional.empty() : Optional.of(folder))
                .map(refused -> sentence(refused, "read"));
    }

    /** Why files cannot be made or deleted in a folder or in one of its folders; empty if they can, or nothing exists there. */
    public static Optional<String> problemOfWriting(Path folder) {
        return onTheWay(folder)
                .or(() -> writable(folder) ? Optional.empty() : Optional.of(folder))
                .map(refused -> sentence(refused, "write to"))
                .or(() -> inside(folder, Access::problemOfWriting));
    }

    /** The uppermost folder above a path that this process may not enter. */
    private static Optional<Path> onTheWay(Path path) {
        Path absolute = path.toAbsolutePath();
        Path way = absolute.getRoot();
        for (Path name :
                absolute.getParent() == null ? absolute : absolute.getRoot().relativize(absolute.getParent())) {
            way = way.resolve(name);
            if (Files.isDirectory(way) && !Files.isExecutable(way)) {
                return Optional.of(way);
            }
        }
        return Optional.empty();
    }

    private static boolean readable(Path path) {
        return !Files.exists(path) || Files.isReadable(path) && (!Files.isDirectory(path) || Files.isExecutable(path));
    }

    private static boolean writable(Path path) {
        return !Files.isDirectory(path) || readable(path) && Files.isWritable(path);
    }

    private interface Look {
        Optional<String> at(Path path);
    }

    private static Optional<String> inside(Path folder, Look look) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (Stream<Path> content = Files.list(folder)) {
            return content.sorted().map(look::at).flatMap(Optional::stream).findFirst();
        } catch (IOException e) {
            return Optional.of(folder + " cannot be listed: " + e);
        }
    }

    private static String sentence(Path path, String what) {
        String user = System.getProperty("user.name", "?");
        return "user '" + user + "' may not " + what + " " + path + owner(path) + ": run chown -R " + user + " " + path
                + " as root, or start the server as the user who owns it";
    }

    private static String owner(Path path) {
        try {
            return " (owner " + Files.getOwner(path) + ", mode "
                    + PosixFilePermissions.toString(Files.getPosixFilePermissions(path)) + ")";
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }
}
