package io.stagedoor.core.carrier;

import java.util.Map;

/** The URL of a connect, as Red5 shows it among the connect parameters. */
public final class ConnectUrl {

    private ConnectUrl() {}

    /**
     * The query of {@code app}; of {@code tcUrl}, only if there is none: both are the same URL, and ffmpeg cuts {@code tcUrl} off when it
     * is long, so that what stands there is no second word of the client's.
     */
    public static String query(Map<String, Object> params) {
        String query = QueryString.behindMark(text(params, "app"));
        return query.isEmpty() ? QueryString.behindMark(text(params, "tcUrl")) : query;
    }

    /** A text among the connect parameters; empty for none. */
    public static String text(Map<String, Object> params, String key) {
        return params.get(key) instanceof String text ? text : "";
    }
}
