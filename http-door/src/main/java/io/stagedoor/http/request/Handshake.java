package io.stagedoor.http.request;

import io.stagedoor.hook.HttpRequest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The WebSocket handshake in the head of a request (RFC 6455 §4.2.1). */
public final class Handshake {

    /** The one version that servers speak. */
    public static final String VERSION = "13";

    public static final String VERSION_HEADER = "Sec-WebSocket-Version";

    private static final String UPGRADE = "Upgrade";
    private static final String WEBSOCKET = "websocket";
    private static final String CONNECTION = "Connection";
    private static final String KEY_HEADER = "Sec-WebSocket-Key";
    private static final int KEY_CHARACTERS = 24;
    private static final int KEY_BYTES = 16;

    private Handshake() {}

    /** Whether any server would take the request for the beginning of a WebSocket: the name stands anywhere in {@code Upgrade}. */
    public static boolean isNamed(HttpRequest request) {
        return request.headers(UPGRADE).stream().anyMatch(Handshake::namesWebSocket);
    }

    private static boolean namesWebSocket(String value) {
        for (int from = 0; from <= value.length() - WEBSOCKET.length(); from++) {
            if (value.regionMatches(true, from, WEBSOCKET, 0, WEBSOCKET.length())) {
                return true;
            }
        }
        return false;
    }

    /**
     * What keeps a request that names a WebSocket from being a handshake. Red5 takes any method and any key, and looks at the first
     * {@code Upgrade} only; here a handshake is {@code GET}, one {@code Upgrade} that says nothing else, {@code Upgrade} among the tokens of
     * {@code Connection}, one key of 16 bytes in base64, and version 13 once.
     *
     * @return the method, or the header that is missing or wrong; empty for a handshake
     */
    public static Optional<String> flaw(HttpRequest request) {
        if (!request.method().equals("GET")) {
            return Optional.of("method");
        }
        if (!single(request, UPGRADE).filter(WEBSOCKET::equalsIgnoreCase).isPresent()) {
            return Optional.of(UPGRADE);
        }
        if (request.headers(CONNECTION).stream().noneMatch(Handshake::saysUpgrade)) {
            return Optional.of(CONNECTION);
        }
        if (!single(request, KEY_HEADER).filter(Handshake::isKey).isPresent()) {
            return Optional.of(KEY_HEADER);
        }
        return single(request, VERSION_HEADER).filter(VERSION::equals).isPresent()
                ? Optional.empty()
                : Optional.of(VERSION_HEADER);
    }

    /** The value of a header that stands there once. */
    private static Optional<String> single(HttpRequest request, String name) {
        List<String> values = request.headers(name);
        return values.size() == 1 ? Optional.of(values.get(0).trim()) : Optional.empty();
    }

    private static boolean saysUpgrade(String tokens) {
        for (String token : tokens.split(",")) {
            if (token.trim().equalsIgnoreCase(UPGRADE)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isKey(String text) {
        if (text.length() != KEY_CHARACTERS) {
            return false;
        }
        try {
            return Base64.getDecoder().decode(text).length == KEY_BYTES;
        } catch (IllegalArgumentException e) { // no base64
            return false;
        }
    }
}
