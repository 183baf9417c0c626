package io.stagedoor.red5.bridge.routing;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Paths below a web application that name a stream: {@code {stream}} stands for its name, {@code {room}} for a room, each with slashes
 * where the stream is in a room, and {@code *} for any text.
 */
public final class PathTemplates {

    private static final Pattern VARIABLE = Pattern.compile("\\{stream}|\\{room}|\\*");

    private final List<Pattern> templates;

    private PathTemplates(List<Pattern> templates) {
        this.templates = templates;
    }

    static PathTemplates of(String property, List<String> configured) {
        return new PathTemplates(
                configured.stream().map(template -> compile(property, template)).toList());
    }

    private static Pattern compile(String property, String template) {
        int stream = template.indexOf("{stream}");
        int room = template.indexOf("{room}");
        if (!template.startsWith("/")
                || stream < 0
                || stream != template.lastIndexOf("{stream}")
                || room != template.lastIndexOf("{room}")) {
            throw new IllegalArgumentException(property + ": '" + template
                    + "' does not begin with /, or has not {stream} once and {room} once at most");
        }
        StringBuilder regex = new StringBuilder();
        Matcher variable = VARIABLE.matcher(template);
        int from = 0;
        while (variable.find()) {
            regex.append(Pattern.quote(template.substring(from, variable.start())));
            regex.append(
                    switch (variable.group()) {
                        case "{stream}" -> "(?<stream>.+?)";
                        case "{room}" -> "(?<room>.+?)";
                        default -> ".*";
                    });
            from = variable.end();
        }
        // A group for the room in any case: a template without one has it empty.
        String quoted = regex + Pattern.quote(template.substring(from));
        return Pattern.compile(room < 0 ? "(?<room>)" + quoted : quoted, Pattern.DOTALL);
    }

    /**
     * What a path names.
     *
     * @return the name of the stream, with its room before it; empty if none of the templates is the whole path
     */
    public Optional<String> match(String path) {
        for (Pattern template : templates) {
            Matcher matcher = template.matcher(path);
            if (matcher.matches()) {
                String room = matcher.group("room");
                return Optional.of(room.isEmpty() ? matcher.group("stream") : room + "/" + matcher.group("stream"));
            }
        }
        return Optional.empty();
    }
}
