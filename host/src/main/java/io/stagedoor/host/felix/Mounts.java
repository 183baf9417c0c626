package io.stagedoor.host.felix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The mounts of this process, as {@code /proc/self/mountinfo} lists them (proc(5)). What is mounted read-only, and by no other mount
 * writable, nobody on this machine can write by its modes.
 */
final class Mounts {

    private static final Path LIST = Path.of("/proc/self/mountinfo");
    private static final int LEAST_FIELDS = 10;
    private static final int DEVICE = 2;
    private static final int ROOT = 3;
    private static final int POINT = 4;
    private static final int OPTIONS = 5;
    private static final int SUPER_OPTIONS = 3;
    private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");

    /**
     * @param device the file system
     * @param root which part of it
     * @param point where that is mounted
     * @param isReadOnly by this mount
     * @param isFrozen whether the file system is read-only by any mount
     */
    private record Mount(String device, Path root, Path point, boolean isReadOnly, boolean isFrozen) {

        /** What a path under the mount point is called in the file system. */
        Path inDevice(Path path) {
            return root.resolve(point.relativize(path));
        }
    }

    private final List<Mount> all;

    private Mounts(List<Mount> all) {
        this.all = List.copyOf(all);
    }

    /** Those of this moment; none where the system does not list them. */
    static Mounts now() throws IOException {
        // A name that is not in UTF-8 is somebody else's.
        return Files.isReadable(LIST)
                ? of(new String(Files.readAllBytes(LIST), StandardCharsets.UTF_8))
                : new Mounts(List.of());
    }

    /** Those of a list; what cannot be understood is left out. */
    static Mounts of(String list) {
        List<Mount> mounts = new ArrayList<>();
        list.lines().forEach(line -> mount(line.split(" ")).ifPresent(mounts::add));
        return new Mounts(mounts);
    }

    private static Optional<Mount> mount(String[] fields) {
        int dash = Arrays.asList(fields).indexOf("-");
        if (fields.length < LEAST_FIELDS || dash <= OPTIONS || fields.length <= dash + SUPER_OPTIONS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Mount(
                    fields[DEVICE],
                    Path.of(unescaped(fields[ROOT])),
                    Path.of(unescaped(fields[POINT])),
                    hasReadOnly(fields[OPTIONS]),
                    hasReadOnly(fields[dash + SUPER_OPTIONS])));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static boolean hasReadOnly(String options) {
        return Arrays.asList(options.split(",")).contains("ro");
    }

    private static String unescaped(String field) {
        return ESCAPED.matcher(field)
                .replaceAll(octal -> java.util.regex.Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(octal.group(1), 8))));
    }

    /**
     * Whether nobody can write in a folder, whatever its modes are.
     *
     * @param folder without links
     */
    boolean isReadOnly(Path folder) {
        Mount mount = null;
        for (Mount one : all) {
            // Of several at one point, the last one covers the others.
            if (folder.startsWith(one.point())
                    && (mount == null
                            || one.point().getNameCount() >= mount.point().getNameCount())) {
                mount = one;
            }
        }
        if (mount == null || !mount.isReadOnly() && !mount.isFrozen()) {
            return false;
        }
        Path inDevice = mount.inDevice(folder);
        String device = mount.device();
        return mount.isFrozen()
                || all.stream()
                        .filter(other -> other.device().equals(device) && !other.isReadOnly())
                        .noneMatch(other -> inDevice.startsWith(other.root())
                                || other.root().startsWith(inDevice));
    }
}
