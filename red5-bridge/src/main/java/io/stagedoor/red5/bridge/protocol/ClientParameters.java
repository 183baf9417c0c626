package io.stagedoor.red5.bridge.protocol;

import io.stagedoor.auth.Credentials;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a client sent, gathered from one or more carriers. One of {@code username}, {@code password} and {@code token} twice with
 * different values is an ambiguity; of other parameters the first counts.
 */
final class ClientParameters {

    static final String USERNAME = "username";
    static final String PASSWORD = "password";
    static final String TOKEN = "token";

    /** The parameters that are credentials, in the order in which they stand among RTMP connect arguments. */
    private static final Set<String> CREDENTIALS = Set.of(USERNAME, PASSWORD, TOKEN);

    private static final int MAX_OTHER = 64;

    private final Map<String, String> credentials = new HashMap<>();
    private final Map<String, String> others = new LinkedHashMap<>();
    private boolean ambiguous;

    /** Adds a parameter. A blank value, or {@code undefined}, is none. */
    void add(String name, String value) {
        if (value == null || value.isBlank() || value.equals("undefined")) {
            return;
        }
        if (CREDENTIALS.contains(name)) {
            String before = credentials.putIfAbsent(name, value);
            ambiguous |= before != null && !before.equals(value);
        } else if (others.size() < MAX_OTHER) {
            others.putIfAbsent(name, value);
        }
    }

    boolean isAmbiguous() {
        return ambiguous;
    }

    Credentials credentials() {
        return Credentials.of(credentials.get(USERNAME), credentials.get(PASSWORD), credentials.get(TOKEN));
    }

    Map<String, String> others() {
        return others;
    }
}
