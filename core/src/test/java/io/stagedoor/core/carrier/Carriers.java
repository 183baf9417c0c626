package io.stagedoor.core.carrier;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** All carriers by the names that the test vectors give them, each reading one text. */
final class Carriers {

    static final Map<String, BiConsumer<String, ClientParameters>> ALL = new TreeMap<>(Map.ofEntries(
            Map.entry("arguments", (raw, into) -> ConnectArguments.read(arguments(raw), false, into)),
            Map.entry("arguments-decode", (raw, into) -> ConnectArguments.read(arguments(raw), true, into)),
            Map.entry("connect-url", (raw, into) -> QueryString.read(ConnectUrl.query(url(raw)), into)),
            Map.entry("connect-object", (raw, into) -> ConnectArguments.readMap(object(raw), false, into)),
            Map.entry("stream-name", StreamNameQuery::read),
            Map.entry("path", (raw, into) -> QueryString.read(raw, ";", into)),
            Map.entry("rtsp", RtspParameters::read),
            Map.entry("authorization", AuthorizationHeader::read),
            Map.entry("cookie", CookieHeader::read),
            Map.entry("srt", SrtStreamId::read),
            Map.entry("query", QueryString::read),
            Map.entry("subprotocol", WebSocketProtocols::read)));

    private Carriers() {}

    private static Map<String, Object> url(String raw) {
        String[] parts = raw.split(" ", 2);
        return Map.of("app", parts[0], "tcUrl", parts.length > 1 ? parts[1] : "");
    }

    private static Object[] arguments(String raw) {
        return Arrays.stream(raw.split(" -C ")).map(Carriers::argument).toArray();
    }

    private static Object argument(String typed) {
        return switch (typed.isEmpty() ? ' ' : typed.charAt(0)) {
            case 'S' -> typed.substring(Math.min(2, typed.length()));
            case 'N' -> 5.0;
            case 'B' -> true;
            case 'O' -> object(typed);
            default -> null;
        };
    }

    private static Map<String, Object> object(String typed) {
        return Arrays.stream(typed.substring(Math.min(2, typed.length())).split(";"))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(pair -> pair[0], pair -> (Object) pair[1], (one, other) -> one));
    }
}
