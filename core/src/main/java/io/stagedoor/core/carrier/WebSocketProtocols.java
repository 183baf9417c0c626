package io.stagedoor.core.carrier;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Sec-WebSocket-Protocol} as a carrier of credentials: the one header besides cookies that a script in a browser can
 * write. A name among the protocols that are offered, and the value as the next one: {@code new WebSocket(url, ["token", jwt])}.
 */
public final class WebSocketProtocols {

    private static final Map<String, String> NAMES = Map.of(
            "token", ClientParameters.TOKEN,
            "bearer", ClientParameters.TOKEN,
            "access_token", ClientParameters.TOKEN,
            "username", ClientParameters.USERNAME,
            "password", ClientParameters.PASSWORD);

    private WebSocketProtocols() {}

    /**
     * Adds the credentials among the protocols, as they stand.
     *
     * @param header the value of one header; may be anything a client sends, and {@code null}
     */
    public static void read(@Nullable String header, ClientParameters into) {
        if (header == null || !into.from("header Sec-WebSocket-Protocol").takes(header)) {
            return;
        }
        String[] offered = header.split(",");
        for (int i = 0; i + 1 < offered.length; i++) {
            String name = NAMES.get(offered[i].strip().toLowerCase(Locale.ROOT));
            if (name != null) {
                into.add(name, offered[++i].strip());
            }
        }
    }
}
