package io.stagedoor.gateway.hook;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer to another server. Immutable.
 *
 * @param status of HTTP
 * @param headers further ones
 * @param body whole; may hold secrets
 * @param allows whether it lets somebody through: any other answer is asked for again where its bundle was just being replaced
 * @param closes whether the connection is closed after it
 */
public record Reply(int status, Map<String, List<String>> headers, byte[] body, boolean allows, boolean closes) {

    private static final byte[] NOTHING = {};

    /** Copies the headers. */
    public Reply {
        headers = Map.copyOf(headers);
    }

    /** Lets somebody through. */
    public static Reply allow(Map<String, List<String>> headers) {
        return new Reply(200, headers, NOTHING, true, false);
    }

    /** Lets nobody through. */
    public static Reply refuse(int status, Map<String, List<String>> headers) {
        if (status < 400 || status > 499) {
            throw new IllegalArgumentException("not a status of a refusal: " + status);
        }
        return new Reply(status, headers, NOTHING, false, false);
    }

    /**
     * This answer with a content.
     *
     * @param type of the content
     */
    public Reply with(String type, byte[] content) {
        Map<String, List<String>> more = new HashMap<>(headers);
        more.put("Content-Type", List.of(type));
        return new Reply(status, more, content, allows, closes);
    }

    /** This answer, after which the connection is closed. */
    public Reply closing() {
        return new Reply(status, headers, body, allows, true);
    }

    /** Shows nothing of the content. */
    @Override
    public String toString() {
        return "Reply[" + status + "]";
    }
}
