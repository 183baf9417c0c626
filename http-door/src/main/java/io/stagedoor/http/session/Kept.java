package io.stagedoor.http.session;

import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Secret;
import io.stagedoor.core.settings.LastAnswer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the session of a player keeps to ask about it again. Immutable.
 *
 * @param answered when somebody said last that it may stay
 * @param credentials that it showed
 * @param parameters of its query that decisions depend on
 * @param remoteAddress where it came from
 * @param userAgent what it calls itself
 */
public record Kept(
        LastAnswer answered,
        Credentials credentials,
        Map<String, String> parameters,
        String remoteAddress,
        String userAgent) {

    private static final String SHOWN = "shown";

    /** The same with a later answer about these credentials. */
    Kept answered(LastAnswer last, Credentials shown) {
        return new Kept(last, shown, parameters, remoteAddress, userAgent);
    }

    /** Writes it into a session, as types of the JDK. */
    void putInto(Map<String, Object> session) {
        answered.putInto(session);
        Map<String, Object> shown = new HashMap<>();
        credentials.username().ifPresent(username -> shown.put("username", username));
        credentials.password().map(Secret::reveal).ifPresent(password -> shown.put("password", password));
        credentials.token().map(Secret::reveal).ifPresent(token -> shown.put("token", token));
        shown.put("parameters", parameters);
        shown.put("remoteAddress", remoteAddress);
        shown.put("userAgent", userAgent);
        session.put(SHOWN, Map.copyOf(shown));
    }

    /**
     * What {@link #putInto} wrote; empty for nothing.
     *
     * @throws RuntimeException for what it has not written
     */
    @SuppressWarnings("unchecked")
    static Optional<Kept> of(Map<String, Object> session) {
        return LastAnswer.of(session).map(last -> {
            Map<String, Object> shown = (Map<String, Object>) Objects.requireNonNull(session.get(SHOWN), SHOWN);
            return new Kept(
                    last,
                    Credentials.of((String) shown.get("username"), (String) shown.get("password"), (String)
                            shown.get("token")),
                    new HashMap<>((Map<String, String>) shown.get("parameters")),
                    Objects.requireNonNull((String) shown.get("remoteAddress")),
                    Objects.requireNonNull((String) shown.get("userAgent")));
        });
    }

    /** Shows nothing that the client sent. */
    @Override
    public String toString() {
        return "Kept";
    }
}
