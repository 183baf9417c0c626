package io.stagedoor.core.carrier;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The query of a URL as a carrier of parameters. */
public final class QueryString {

    private QueryString() {}

    /**
     * Adds the parameters of a query: split at {@code &}, each at its first {@code =} only, decoded once. A pair without
     * {@code =} is none; what cannot be decoded is taken as it stands.
     *
     * @param query without {@code ?}; may be anything a client sends, and {@code null}
     */
    public static void read(@Nullable String query, ClientParameters into) {
        read(query, "&", into.from("query"));
    }

    /** As {@link #read(String, ClientParameters)}, split at another character. */
    public static void read(@Nullable String query, String separator, ClientParameters into) {
        if (query != null && into.takes(query)) {
            readCounted(query, separator, into);
        }
    }

    /** The same, of what is a part of a carrier that has been counted. */
    static void readCounted(String query, String separator, ClientParameters into) {
        for (String pair : query.split(separator)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                into.add(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
    }

    /** What stands behind the first {@code ?}; empty if there is none. */
    static String behindMark(String url) {
        int mark = url.indexOf('?');
        return mark < 0 ? "" : url.substring(mark + 1);
    }

    /** Decoded once, {@code +} being a blank; as it stands, if it cannot be. */
    public static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) { // a % without two digits behind it
            return text;
        }
    }

    /** Decoded once, {@code +} being itself; as it stands, if it cannot be. */
    static String decodeKeepingPlus(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) { // a % without two digits behind it
            return text;
        }
    }
}
