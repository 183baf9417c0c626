package io.stagedoor.host.felix;

import io.stagedoor.host.log.StagedoorLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;

/**
 * Files of Config Admin that a crash has broken off. Felix fails over them at each start, and does not say which it was. The
 * configuration itself is in {@code stagedoor/conf}, and is read anew.
 */
final class TornState {

    private static final Logger LOG = StagedoorLog.logger(TornState.class);

    private static final String SUFFIX = ".config";

    /** Felix writes a line for each property, in the order of their names, and one of these into each file. */
    private static final Pattern IDENTITY = Pattern.compile("(?m)^(service|factory)\\.pid=\".*\"\\s*$");

    private TornState() {}

    /**
     * Removes the files that are not whole. Follows no link.
     *
     * @param state where Config Admin keeps its files; not in use yet
     */
    static void remove(Path state) throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(state)) {
            files = tree.filter(file -> file.toString().endsWith(SUFFIX))
                    .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
        for (Path file : files) {
            if (!isWhole(Files.readString(file, StandardCharsets.ISO_8859_1))) {
                Files.delete(file);
                LOG.warn(
                        "{}: removed, because it was broken off, as by a crash or a full disk. Stagedoor reads stagedoor/conf anew.",
                        file);
            }
        }
    }

    private static boolean isWhole(String text) {
        return text.endsWith("\n") && IDENTITY.matcher(text).find();
    }
}
