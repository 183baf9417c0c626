package io.stagedoor.red5.bridge.protocol;

import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Reason;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a client sent, gathered from one or more carriers: the one form that each of them is brought into. One of {@code username},
 * {@code password} and {@code token} twice with different values is an ambiguity; of other parameters the first counts. Used by
 * one thread.
 */
public final class ClientParameters {

    /** What all carriers of one client may hold together, in characters: longer than any client sends. */
    public static final int MAX_LENGTH = 32 * 1024;

    static final String USERNAME = "username";
    static final String PASSWORD = "password";
    static final String TOKEN = "token";

    /** The parameters that are credentials. */
    static final Set<String> CREDENTIALS = Set.of(USERNAME, PASSWORD, TOKEN);

    private static final int MAX_OTHER = 64;

    private final Map<String, String> credentials = new HashMap<>();
    private final Map<String, String> others = new LinkedHashMap<>();
    private boolean ambiguous;
    private long length;

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

    /**
     * Counts what a carrier holds.
     *
     * @param limit of this carrier
     * @return whether it is to be looked at: {@code false} for what is too long, or missing
     */
    boolean takes(String raw, int limit) {
        if (raw == null || raw.isEmpty()) {
            return false;
        }
        length += raw.length() > limit ? MAX_LENGTH + 1 : raw.length();
        return length <= MAX_LENGTH;
    }

    boolean takes(String raw) {
        return takes(raw, MAX_LENGTH);
    }

    /** Why nobody can be asked about this client, if that is so. */
    public Optional<Reason> refusal() {
        if (length > MAX_LENGTH) {
            return Optional.of(Reason.TOKEN_TOO_LARGE);
        }
        return ambiguous ? Optional.of(Reason.AMBIGUOUS_CREDENTIALS) : Optional.empty();
    }

    /** What the client proves itself with. */
    public Credentials credentials() {
        return Credentials.of(credentials.get(USERNAME), credentials.get(PASSWORD), credentials.get(TOKEN));
    }

    /** The other parameters, by name. */
    public Map<String, String> others() {
        return others;
    }

    /** Shows nothing that a client sent. */
    @Override
    public String toString() {
        return "ClientParameters[" + credentials() + ", " + others.size() + " others]";
    }
}
