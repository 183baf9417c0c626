package io.stagedoor.auth.jwt.internal.lifetime;

import io.stagedoor.auth.Grant;
import io.stagedoor.auth.jwt.internal.token.NumericDate;
import io.stagedoor.auth.support.property.Properties;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What {@code exp} (RFC 7519 §4.1.4) ends of a client that a token has let in. Immutable; thread-safe.
 *
 * @param rule what it ends
 * @param grace how long after {@code exp} and the clock skew everything is cut; nought unless the rule is {@link Rule#CUT}
 */
public record Expiry(Rule rule, Duration grace) {

    private static final String RULE = "expiry";
    private static final String GRACE = "expiryGraceSeconds";

    /** What {@code exp} ends. */
    public enum Rule {
        /** Nothing: it counts when a client connects. */
        CONNECT,
        /** The client may begin no other stream. */
        ACTION,
        /** The client is cut off, and all its streams. */
        CUT
    }

    /**
     * What properties say.
     *
     * @return empty if {@code expiry} is empty
     * @throws IllegalArgumentException naming the property, what is wrong with it and what to do
     */
    public static Optional<Expiry> of(Properties properties) {
        Optional<Rule> rule = rule(properties.text(RULE));
        Duration grace = properties.duration(GRACE);
        if (!grace.isZero() && !rule.equals(Optional.of(Rule.CUT))) {
            throw new IllegalArgumentException(GRACE + ": is only for " + RULE + "=cut; set that, or remove " + GRACE);
        }
        return rule.map(known -> new Expiry(known, grace));
    }

    private static Optional<Rule> rule(String text) {
        return switch (text) {
            case "" -> Optional.empty();
            case "connect" -> Optional.of(Rule.CONNECT);
            case "action" -> Optional.of(Rule.ACTION);
            case "cut" -> Optional.of(Rule.CUT);
            default ->
                throw new IllegalArgumentException(
                        RULE + ": is neither connect, action nor cut; set it to one of them");
        };
    }

    /**
     * Ends a grant as the rule says.
     *
     * @param expiry {@code exp} of the token, which {@link Lifetime} has found to be valid
     * @param clockSkew how far the issuer's clock may be off
     */
    public Grant.Builder end(Grant.Builder grant, NumericDate expiry, Duration clockSkew) {
        if (rule == Rule.CONNECT) {
            return grant;
        }
        Instant end = expiry.toInstant().plus(clockSkew);
        return rule == Rule.ACTION ? grant.expiresAt(end) : grant.endsAt(end.plus(grace));
    }
}
