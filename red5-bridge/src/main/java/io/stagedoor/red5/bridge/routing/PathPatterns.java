package io.stagedoor.red5.bridge.routing;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Paths below a web application, {@code *} standing for any text, slashes included. */
public final class PathPatterns {

    private final List<Pattern> patterns;

    private PathPatterns(List<Pattern> patterns) {
        this.patterns = patterns;
    }

    static PathPatterns of(List<String> configured) {
        return new PathPatterns(configured.stream().map(PathPatterns::compile).toList());
    }

    private static Pattern compile(String configured) {
        if (!configured.startsWith("/") && !configured.startsWith("*")) {
            throw new IllegalArgumentException(
                    "httpPublicPaths: '" + configured + "' begins neither with / nor with *");
        }
        return Pattern.compile(List.of(configured.split("\\*", -1)).stream()
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")));
    }

    /**
     * Whether one of the patterns is the whole path.
     *
     * @param path decoded and normalised
     */
    public boolean match(String path) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(path).matches());
    }
}
