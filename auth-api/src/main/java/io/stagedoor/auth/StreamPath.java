package io.stagedoor.auth;

import java.util.Objects;
import java.util.Optional;

/**
 * The target of a client: application, room, stream. Only this class normalises and validates such paths, so
 * authenticators judge the same path that the server opens.
 *
 * <p>A name is refused when it is empty, {@code .} or {@code ..}, longer than {@value #MAX_NAME} characters (a room: with all
 * its names), or contains {@code /} (names of scopes), {@code \}, a control character, an unpaired surrogate, {@code %2f} or
 * {@code %5c} in any case. Upper and lower case are different.
 *
 * @param application the name of the application; never empty
 * @param room the names of the rooms from the application down, joined by {@code /}; empty for none
 * @param stream the name of the stream or shared object without query and room; empty where a client only
 *     connects
 */
public record StreamPath(String application, String room, String stream) {

    /** The longest name, in characters, that is accepted. */
    public static final int MAX_NAME = 1024;

    /** From here on, as below a blank, what is acceptable has to be looked up. */
    private static final char DELETE = 0x7f;

    /** Throws {@link IllegalArgumentException} for names that are refused; {@link #of} and {@link #resolve} return empty instead. */
    public StreamPath {
        if (!isName(application) || !(room.isEmpty() || areNames(room)) || !(stream.isEmpty() || isName(stream))) {
            throw new IllegalArgumentException("not an acceptable path");
        }
    }

    /**
     * The path of an application or a room in it.
     *
     * @param application the name of the application
     * @param room the names of the rooms from the application down, joined by {@code /}, as the server resolved them;
     *     empty for none
     * @return empty when a name is refused
     */
    public static Optional<StreamPath> of(String application, String room) {
        return isName(application) && (room.isEmpty() || areNames(room))
                ? Optional.of(new StreamPath(application, room, ""))
                : Optional.empty();
    }

    /**
     * The path of a stream below this one.
     *
     * @param name the stream's name as the server opens it, without a query or anything else that the server takes off; what stands before
     *     the last {@code /} is the room below this path's room
     * @return empty when a name is refused, or contains {@code ?}: a query may hold credentials, and belongs to no path
     */
    public Optional<StreamPath> resolve(String name) {
        int slash = name.lastIndexOf('/');
        String last = name.substring(slash + 1);
        String below = slash < 0 ? "" : name.substring(0, slash);
        if (name.indexOf('?') >= 0 || !isName(last) || (slash >= 0 && !areNames(below))) {
            return Optional.empty();
        }
        String joined = room.isEmpty() || below.isEmpty() ? room + below : room + "/" + below;
        return joined.length() > MAX_NAME ? Optional.empty() : Optional.of(new StreamPath(application, joined, last));
    }

    /** Application, room and stream joined by {@code /}, for logs: contains no control character. */
    @Override
    public String toString() {
        return application + (room.isEmpty() ? "" : "/" + room) + (stream.isEmpty() ? "" : "/" + stream);
    }

    private static boolean areNames(String joined) {
        if (joined.length() > MAX_NAME) {
            return false;
        }
        for (String name : joined.split("/", -1)) {
            if (!isName(name)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isName(String name) {
        Objects.requireNonNull(name, "name");
        if (name.isEmpty() || name.length() > MAX_NAME || name.equals(".") || name.equals("..")) {
            return false;
        }
        // A loop: every client's path comes by here once, in a thread of its own, where a stream's machinery is cold.
        int length = name.length();
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            if (c == '/' || c == '\\' || c == '%' && isEncodedSlash(name, i)) {
                return false;
            }
            if (c < ' ' || c >= DELETE) {
                int codePoint = name.codePointAt(i);
                if (!isAcceptable(codePoint)) {
                    return false;
                }
                i += Character.charCount(codePoint) - 1;
            }
        }
        return true;
    }

    private static boolean isEncodedSlash(String name, int percent) {
        return name.regionMatches(true, percent, "%2f", 0, 3) || name.regionMatches(true, percent, "%5c", 0, 3);
    }

    private static boolean isAcceptable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }
}
