package io.stagedoor.gateway.hook;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A request over HTTP, as another server sent it. Immutable.
 *
 * @param method as it was sent
 * @param path as it was spelled, without its query; begins with {@code /}
 * @param query as it was spelled, without {@code ?}; empty for none; may hold secrets
 * @param headers by name in lower case, the values in order; may hold secrets
 * @param body whole; may hold secrets
 * @param address of whoever sent it, in text form
 * @param certified whether it came over TLS with a client certificate that an authority of ours has signed
 */
public record Ask(
        String method,
        String path,
        String query,
        Map<String, List<String>> headers,
        byte[] body,
        String address,
        boolean certified) {

    /** Copies the headers, and writes their names in lower case. */
    public Ask {
        Map<String, List<String>> lower = new HashMap<>();
        headers.forEach((name, values) -> lower.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        headers = Map.copyOf(lower);
    }

    /**
     * The values of a header, in order; empty for none.
     *
     * @param name in any case
     */
    public List<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /** Shows nothing that was sent but the method. */
    @Override
    public String toString() {
        return "Ask[" + method + "]";
    }
}
