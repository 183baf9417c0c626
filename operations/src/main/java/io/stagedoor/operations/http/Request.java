package io.stagedoor.operations.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request of somebody who has the token.
 *
 * @param method as it was sent
 * @param path without its query
 * @param parameters of the query, decoded
 * @param form of the body, decoded: may hold secrets; empty if there is none
 * @param accept the header {@code Accept}; empty if there is none
 */
public record Request(
        String method, String path, Map<String, String> parameters, Map<String, String> form, String accept) {

    private static final char REPLACEMENT = '\ufffd';

    /** One that says nothing of what it accepts. */
    public Request(String method, String path, Map<String, String> parameters, Map<String, String> form) {
        this(method, path, parameters, form, "");
    }

    /**
     * Reads a target.
     *
     * @param accept the header {@code Accept}
     * @return empty if it is no path, or its query has one name twice or what is not UTF-8
     */
    static Optional<Request> of(String method, String target, String accept) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        if (!path.startsWith("/")) {
            return Optional.empty();
        }
        return (query < 0 ? Optional.of(Map.<String, String>of()) : pairs(target.substring(query + 1)))
                .map(parameters -> new Request(method, path, parameters, Map.of(), accept));
    }

    /**
     * The same request with a body.
     *
     * @param body as {@code application/x-www-form-urlencoded}
     * @return empty if the body is none, or has one name twice or what is not UTF-8
     */
    Optional<Request> with(String body) {
        return pairs(body).map(pairs -> new Request(method, path, parameters, pairs, accept));
    }

    private static Optional<Map<String, String>> pairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                return Optional.empty();
            }
            Optional<String> name = decoded(pair.substring(0, equals));
            Optional<String> value = decoded(pair.substring(equals + 1));
            if (name.isEmpty() || value.isEmpty() || pairs.putIfAbsent(name.get(), value.get()) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(Map.copyOf(pairs));
    }

    private static Optional<String> decoded(String text) {
        try {
            String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
            return decoded.indexOf(REPLACEMENT) < 0 ? Optional.of(decoded) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Shows nothing that was asked for. */
    @Override
    public String toString() {
        return "Request[" + method + " " + path + "]";
    }
}
