package io.stagedoor.cli.check;

import io.stagedoor.auth.support.file.FileReplacement;
import io.stagedoor.auth.support.file.Lines;
import io.stagedoor.auth.support.file.Lines.Line;
import io.stagedoor.auth.support.text.Utf8;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Where settings stand in the files of an installation. The command has little memory, so it looks into files of {@value #MAX_BYTES} bytes
 * and {@value #MAX_LINES} lines all together, far more than anybody writes by hand: what was found in others has no line's number.
 */
final class ConfLines {

    private static final int MAX_BYTES = 4 << 20;
    private static final int MAX_LINES = 50_000;

    /** What a sentence may begin with that is no setting. */
    private static final Pattern WORDS = Pattern.compile("line|others|it|component|bundle|path");

    private final Path home;
    private final Map<String, List<Line>> files = new HashMap<>();
    private long bytesLeft = MAX_BYTES;
    private int linesLeft = MAX_LINES;

    ConfLines(Path home) {
        this.home = home;
    }

    /** Whether a word at the beginning of a sentence about a file is the name of a setting. */
    boolean isSetting(String file, String word) {
        return of(file, word).isPresent() || !WORDS.matcher(word).matches();
    }

    /** The line that sets a property; the last one of several, which counts. */
    OptionalInt of(String file, String setting) {
        return last(file, line -> line.name().equalsIgnoreCase(setting));
    }

    /** The line of a property, or of one below it, in whose value a name stands. */
    OptionalInt naming(String file, String setting, String name) {
        return last(
                file,
                line -> (line.name().equals(setting) || line.name().startsWith(setting + "."))
                        && line.value().contains(name));
    }

    private OptionalInt last(String file, Predicate<Line> which) {
        return files.computeIfAbsent(file, this::read).stream()
                .filter(Line::isEntry)
                .filter(which)
                .mapToInt(Line::number)
                .reduce((one, later) -> later);
    }

    private List<Line> read(String file) {
        try {
            Path path = home.resolve(file);
            if (!file.endsWith(".cfg") || !Files.isRegularFile(path) || Files.size(path) > bytesLeft) {
                return List.of();
            }
            byte[] content = FileReplacement.read(path);
            int ends = ends(content);
            if (ends > linesLeft) {
                return List.of();
            }
            linesLeft -= ends;
            bytesLeft -= content.length;
            return Lines.of(Utf8.withoutMark(content));
        } catch (IOException | IllegalArgumentException e) { // the finding itself says so
            return List.of();
        }
    }

    private static int ends(byte[] content) {
        int ends = 0;
        for (byte one : content) {
            if (one == '\n' || one == '\r') {
                ends++;
            }
        }
        return ends;
    }
}
