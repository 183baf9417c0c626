package io.stagedoor.gateway.door.check;

import io.stagedoor.gateway.door.settings.Kind;
import io.stagedoor.gateway.hook.Ask;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The request of a client that a proxy asks about, as the proxy tells it: never by a header that the client could have set beside the proxy's.
 *
 * @param method as the client sent it
 * @param uri path and query as the client spelled them; begins with {@code /}
 * @param host with the port, if it has one, in lower case; empty if not told
 * @param secure whether the client came over TLS
 * @param address of the client; empty if not told
 */
record Original(String method, String uri, String host, boolean secure, String address) {

    /** Where each kind has what. */
    private record Names(String method, String uri, String host, String scheme, String address) {}

    private static final Names NGINX =
            new Names("X-Original-Method", "X-Original-URI", "X-Original-Host", "X-Original-Proto", "X-Real-IP");
    private static final Names FORWARDED = new Names(
            "X-Forwarded-Method", "X-Forwarded-Uri", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-For");

    /** What came of reading. */
    record Read(Optional<Original> original, String flaw) {}

    /**
     * Reads a question.
     *
     * @param rest what stands in the path behind the name of the server
     */
    static Read of(Ask ask, Kind kind, String rest) {
        Names names = switch (kind) {
            case TRAEFIK, CADDY, ENVOY -> FORWARDED;
            default -> NGINX;
        };
        boolean envoy = kind == Kind.ENVOY;
        List<String> uris =
                envoy ? List.of(rest + (ask.query().isEmpty() ? "" : "?" + ask.query())) : ask.header(names.uri());
        List<String> methods = envoy ? List.of(ask.method()) : ask.header(names.method());
        List<String> hosts = envoy ? ask.header("Host") : ask.header(names.host());
        List<String> schemes = ask.header(names.scheme());
        List<String> addresses = ask.header(names.address());
        if (uris.size() != 1 || methods.size() != 1 || hosts.size() > 1 || schemes.size() > 1 || addresses.size() > 1) {
            return new Read(
                    Optional.empty(),
                    "the proxy does not set " + names.uri() + " and " + names.method()
                            + ", or passes on its client's beside its own");
        }
        if (!uris.get(0).startsWith("/")) {
            return new Read(Optional.empty(), names.uri() + " is no path");
        }
        return new Read(
                Optional.of(new Original(
                        methods.get(0),
                        uris.get(0),
                        first(hosts).toLowerCase(Locale.ROOT),
                        first(schemes).equalsIgnoreCase("https"),
                        last(first(addresses)))),
                "");
    }

    private static String first(List<String> values) {
        return values.isEmpty() ? "" : values.get(0);
    }

    /** Of several the proxy itself has written the last one. */
    private static String last(String addresses) {
        return addresses.substring(addresses.lastIndexOf(',') + 1).strip();
    }

    /** The path as it is spelled. */
    String path() {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    /** The query as it is spelled; empty for none. */
    String query() {
        int query = uri.indexOf('?');
        return query < 0 ? "" : uri.substring(query + 1);
    }

    /** The host without its port. */
    String name() {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    /** Shows nothing that a client sent. */
    @Override
    public String toString() {
        return "Original[" + method + "]";
    }
}
