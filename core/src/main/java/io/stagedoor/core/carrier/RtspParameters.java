package io.stagedoor.core.carrier;

import org.jspecify.annotations.Nullable;

/** Texts of the form {@code username=u;password=p;token=t;} as a carrier of parameters: what Red5's mobile SDKs send over RTSP. */
public final class RtspParameters {

    private RtspParameters() {}

    /**
     * Adds the parameters of a text: split at {@code ;}, each at its first {@code =} only, taken as they are. A pair without
     * {@code =} is none.
     *
     * @param text may be anything a client sends, and {@code null}
     */
    public static void read(@Nullable String text, ClientParameters into) {
        if (text == null || !into.from("RTSP parameters").takes(text)) {
            return;
        }
        for (String pair : text.split(";")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                into.add(pair.substring(0, equals).strip(), pair.substring(equals + 1));
            }
        }
    }
}
