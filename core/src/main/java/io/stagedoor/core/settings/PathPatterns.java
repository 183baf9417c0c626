package io.stagedoor.core.settings;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Paths below a web application, {@code *} standing for any text, slashes included. One that begins with {@code *} stands for files
 * only, and for none below {@code /streams}, {@code /persistence} and {@code /events}: a servlet that serves whatever lies below a path
 * decides itself what {@code /path/x.html} is.
 */
public final class PathPatterns {

    private static final List<String> GUARDED = List.of("/streams", "/persistence", "/events");

    private final List<Pattern> anywhere;
    private final List<Pattern> files;

    private PathPatterns(List<Pattern> anywhere, List<Pattern> files) {
        this.anywhere = anywhere;
        this.files = files;
    }

    static PathPatterns of(String property, List<String> configured) {
        for (String pattern : configured) {
            if (!pattern.startsWith("/") && !pattern.startsWith("*")) {
                throw new IllegalArgumentException(property + ": '" + pattern + "' begins neither with / nor with *");
            }
        }
        return new PathPatterns(compiled(configured, "/"), compiled(configured, "*"));
    }

    private static List<Pattern> compiled(List<String> configured, String beginning) {
        return configured.stream()
                .filter(pattern -> pattern.startsWith(beginning))
                .map(PathPatterns::compile)
                .toList();
    }

    private static Pattern compile(String configured) {
        return Pattern.compile(List.of(configured.split("\\*", -1)).stream()
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")));
    }

    /**
     * Whether one of the patterns is the whole path.
     *
     * @param path decoded and normalised
     * @param file whether the path as a whole chose what serves it, to be read
     */
    public boolean match(String path, boolean file) {
        return matches(anywhere, path) || (file && !isGuarded(path) && matches(files, path));
    }

    private static boolean matches(List<Pattern> patterns, String path) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(path).matches());
    }

    /** In any case: a file system may not tell upper from lower case. */
    private static boolean isGuarded(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        return GUARDED.stream().anyMatch(folder -> lower.equals(folder) || lower.startsWith(folder + "/"));
    }
}
