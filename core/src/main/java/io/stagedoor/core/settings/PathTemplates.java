package io.stagedoor.core.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Paths below a web application that name a stream: {@code {stream}} stands for its name, {@code {room}} for a room, each with slashes
 * where the stream is in a room, and {@code *} for any text. Behind a {@code ?} the name can be that of a parameter's value.
 */
public final class PathTemplates {

    private static final String STREAM = "{stream}";
    private static final String ROOM = "{room}";
    private static final Pattern VARIABLE = Pattern.compile("\\{stream}|\\{room}|\\*");

    /** The name of a parameter that nobody can spell in two ways. */
    private static final Pattern PARAMETER = Pattern.compile("[A-Za-z0-9_.-]+");

    /**
     * One template.
     *
     * @param path what the path has to be
     * @param parameter whose value is the stream's name; empty if the path has it
     */
    private record Template(Pattern path, String parameter) {}

    /**
     * What a template finds.
     *
     * @param name the stream's, with its room before it; empty if the parameter that should have it does not
     * @param byParameter whether a parameter has it
     */
    public record Match(Optional<String> name, boolean byParameter) {}

    private final List<Template> templates;

    private PathTemplates(List<Template> templates) {
        this.templates = templates;
    }

    /** Templates whose path has the name. */
    static PathTemplates of(String property, List<String> configured) {
        return new PathTemplates(configured.stream()
                .map(template -> new Template(compile(property, template, template, ""), ""))
                .toList());
    }

    /** Templates of which a parameter may have the name. */
    static PathTemplates withParameters(String property, List<String> configured) {
        return new PathTemplates(configured.stream()
                .map(template -> template(property, template))
                .toList());
    }

    private static Template template(String property, String template) {
        int mark = template.indexOf('?');
        if (mark < 0) {
            return new Template(compile(property, template, template, ""), "");
        }
        String query = template.substring(mark + 1);
        String parameter = query.endsWith("=" + STREAM) ? query.substring(0, query.length() - STREAM.length() - 1) : "";
        if (!PARAMETER.matcher(parameter).matches()) {
            throw new IllegalArgumentException(property + ": '" + template
                    + "' has something else behind ? than one parameter whose value is {stream}, as in"
                    + " /mb?stream={stream}");
        }
        return new Template(compile(property, template, template.substring(0, mark), STREAM), parameter);
    }

    /**
     * @param path the part of the template that is a path
     * @param elsewhere the part that has the stream's name, if that is not the path
     */
    private static Pattern compile(String property, String template, String path, String elsewhere) {
        String all = path + elsewhere;
        int room = path.indexOf(ROOM);
        if (!path.startsWith("/")
                || path.indexOf('?') >= 0
                || !all.contains(STREAM)
                || all.indexOf(STREAM) != all.lastIndexOf(STREAM)
                || room != path.lastIndexOf(ROOM)) {
            throw new IllegalArgumentException(property + ": '" + template
                    + "' does not begin with /, or does not have {stream} once and {room} at most once");
        }
        StringBuilder regex = new StringBuilder();
        Matcher variable = VARIABLE.matcher(path);
        int from = 0;
        while (variable.find()) {
            regex.append(Pattern.quote(path.substring(from, variable.start())));
            regex.append(
                    switch (variable.group()) {
                        case STREAM -> "(?<stream>.+?)";
                        case ROOM -> "(?<room>.+?)";
                        default -> ".*";
                    });
            from = variable.end();
        }
        // Groups for room and stream in any case: a template without one has it empty.
        String quoted = regex + Pattern.quote(path.substring(from));
        return Pattern.compile(
                (room < 0 ? "(?<room>)" : "") + (elsewhere.isEmpty() ? "" : "(?<stream>)") + quoted, Pattern.DOTALL);
    }

    /**
     * What a path names.
     *
     * @return the name of the stream, with its room before it; empty if none of the templates is the whole path
     */
    public Optional<String> match(String path) {
        return match(path, Map.<String, Optional<String>>of()::get).flatMap(Match::name);
    }

    /**
     * What a path and its parameters name, by the first template that is the whole path.
     *
     * @param parameters the value of a parameter; empty if there is not just one that everybody reads alike
     * @return empty if none of the templates is the whole path
     */
    public Optional<Match> match(String path, Function<String, Optional<String>> parameters) {
        for (Template template : templates) {
            Matcher matcher = template.path().matcher(path);
            if (matcher.matches()) {
                boolean byParameter = !template.parameter().isEmpty();
                Optional<String> stream =
                        byParameter ? parameters.apply(template.parameter()) : Optional.of(matcher.group("stream"));
                String room = matcher.group("room");
                return Optional.of(
                        new Match(stream.map(name -> room.isEmpty() ? name : room + "/" + name), byParameter));
            }
        }
        return Optional.empty();
    }
}
