package io.stagedoor.core.settings;

import io.stagedoor.auth.support.property.Properties;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A name in an RTMP connect path that is no room, but carries credentials: {@code live/room1/NAME;token=…}.
 *
 * @param name the name; empty if there is no such thing
 */
public record RoomCredentials(String name) {

    /** No such thing. */
    public static final RoomCredentials NONE = new RoomCredentials("");

    private static final String ENABLED = "rtmpAuthRoomScopeEnabled";
    private static final String NAMED = "rtmpAuthRoomScopeName";
    private static final String MARK = ";";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]*[A-Za-z0-9_-][A-Za-z0-9_.-]*");

    static RoomCredentials of(Properties properties) {
        boolean enabled = properties.flag(ENABLED);
        String name = properties.text(NAMED);
        if (enabled && !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(NAMED + ": '" + name
                    + "' is not a name of letters, digits, '_', '-' and '.', which " + ENABLED + " needs");
        }
        return new RoomCredentials(enabled ? name : "");
    }

    /** Whether a name in a connect path is this, and no room. */
    public boolean is(String part) {
        return !name.isEmpty() && (part.equals(name) || part.startsWith(name + MARK));
    }

    /**
     * What the names of a connect path carry: pairs, separated by {@code ;}.
     *
     * @return empty if no name is this one; empty text if it carries nothing
     */
    public Optional<String> carriedBy(List<String> names) {
        return names.stream()
                .filter(this::is)
                .map(part -> part.substring(Math.min(part.length(), name.length() + 1)))
                .findFirst();
    }

    /** Whether there are two of them: nobody could say which one counts. */
    public boolean isTwiceIn(List<String> names) {
        return names.stream().filter(this::is).count() > 1;
    }

    /** The rooms among the names of a connect path. */
    public List<String> rooms(List<String> names) {
        return names.stream().filter(part -> !is(part)).toList();
    }
}
