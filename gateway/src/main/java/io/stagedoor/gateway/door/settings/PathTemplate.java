package io.stagedoor.gateway.door.settings;

import io.stagedoor.auth.StreamPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where in a server's paths the application, the room and the stream stand: {@code /{application}/{room}/{stream}}, where {@code {room}} is any number of elements, also none. Other
 * elements have to be there as they are. Immutable.
 */
public final class PathTemplate {

    private static final String APPLICATION = "{application}";
    private static final String ROOM = "{room}";
    private static final String STREAM = "{stream}";

    private final List<String> before;
    private final boolean hasApplication;
    private final boolean hasRoom;
    private final String application;

    private PathTemplate(List<String> before, boolean hasApplication, boolean hasRoom, String application) {
        this.before = List.copyOf(before);
        this.hasApplication = hasApplication;
        this.hasRoom = hasRoom;
        this.application = application;
    }

    /**
     * A path, read by the template.
     *
     * @param context the part of it that leads to the application: empty, or {@code /} and some elements
     * @param below the rest of it: {@code /} and some elements
     */
    public record Split(String application, String context, String below) {}

    /**
     * Reads a template.
     *
     * @param application that all paths are of; empty where the template has it
     * @throws IllegalArgumentException naming the property and what to do
     */
    static PathTemplate of(String property, String template, String application) {
        List<String> elements = new ArrayList<>(List.of(template.split("/", -1)));
        boolean begins = elements.size() > 1 && elements.remove(0).isEmpty();
        int last = elements.size() - 1;
        boolean ends = begins && elements.remove(last).equals(STREAM);
        boolean hasRoom = ends && elements.remove(ROOM);
        int place = elements.indexOf(APPLICATION);
        boolean hasApplication = place >= 0 && place == elements.size() - 1;
        if (hasApplication) {
            elements.remove(place);
        }
        if (!ends || elements.stream().anyMatch(element -> element.isEmpty() || element.indexOf('{') >= 0)) {
            throw new IllegalArgumentException(
                    property
                            + ": is not /{application}/{room}/{stream}, or that with elements before it and without {application} or {room}; correct it");
        }
        if (hasApplication != application.isEmpty()) {
            throw new IllegalArgumentException(
                    hasApplication
                            ? property
                                    + ", application: both name the application; leave {application} out of the template, or application empty"
                            : "application: is empty, and " + property + " has no {application}; set one of them");
        }
        return new PathTemplate(elements, hasApplication, hasRoom, application);
    }

    /**
     * Where a path leads.
     *
     * @param path begins with {@code /}; its names are taken as they are, and not decoded
     * @return empty if it is none of these, or a name is refused
     */
    public Optional<StreamPath> path(String path) {
        return split(path).flatMap(split -> {
            String name = split.below().substring(1);
            return !hasRoom && name.indexOf('/') >= 0
                    ? Optional.empty()
                    : StreamPath.of(split.application(), "").flatMap(here -> here.resolve(name));
        });
    }

    /** A path in the part that leads to the application, and the rest; empty if it is none of these. */
    public Optional<Split> split(String path) {
        if (!path.startsWith("/")) {
            return Optional.empty();
        }
        String rest = path.substring(1);
        StringBuilder context = new StringBuilder();
        for (String element : before) {
            if (!rest.startsWith(element + "/")) {
                return Optional.empty();
            }
            context.append('/').append(element);
            rest = rest.substring(element.length() + 1);
        }
        if (!hasApplication) {
            return Optional.of(new Split(application, context.toString(), "/" + rest));
        }
        int slash = rest.indexOf('/');
        if (slash <= 0) {
            return Optional.empty();
        }
        String name = rest.substring(0, slash);
        return Optional.of(new Split(name, context.append('/').append(name).toString(), rest.substring(slash)));
    }
}
