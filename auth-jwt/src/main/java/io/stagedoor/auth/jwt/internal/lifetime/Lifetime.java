package io.stagedoor.auth.jwt.internal.lifetime;

import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.jwt.internal.token.NumericDate;
import io.stagedoor.auth.jwt.internal.token.Refusal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Judges {@code exp} and {@code nbf} (RFC 7519 §4.1.4, §4.1.5). A refusal says how much is missing. Immutable.
 *
 * @param longest how far ahead {@code exp} may lie
 * @param clockSkew how far the issuer's clock may be off: for {@code exp} and {@code nbf}, not for the longest lifetime
 * @param limit the property that has the longest lifetime in minutes, for messages
 */
public record Lifetime(Duration longest, Duration clockSkew, String limit) {

    /** Nobody who is in came with such an {@code exp}. */
    private static final Instant NEVER_VALID = Instant.ofEpochSecond(1);

    /**
     * Returns if the token is valid now.
     *
     * @param purpose of the question; whoever is in stays in after {@code exp}, unless its grant says otherwise
     * @param expiry {@code null} if it is missing, or not a number
     * @param hasNotBefore whether {@code nbf} is there
     * @param notBefore {@code null} if it is missing, or not a number
     */
    public void require(
            Purpose purpose,
            @Nullable NumericDate expiry,
            boolean hasNotBefore,
            @Nullable NumericDate notBefore,
            Instant now)
            throws Refusal {
        if (expiry == null) {
            throw new Refusal(Reason.NO_EXPIRY, "exp is missing, or not a number");
        }
        Instant over = purpose == Purpose.RECHECK ? NEVER_VALID : now.minus(clockSkew);
        if (!expiry.isAfter(over)) {
            throw new Refusal(Reason.EXPIRED, "exp was " + expiry.distance(now) + " ago" + skew());
        }
        if (expiry.isAfter(now.plus(longest))) {
            throw new Refusal(
                    Reason.LIFETIME_TOO_LONG,
                    "exp is %s ahead; the limit is %s=%d%s"
                            .formatted(expiry.distance(now), limit, longest.toMinutes(), milliseconds("exp", expiry)));
        }
        if (hasNotBefore) {
            requireBegun(notBefore, now);
        }
    }

    private void requireBegun(@Nullable NumericDate notBefore, Instant now) throws Refusal {
        if (notBefore == null) {
            throw new Refusal(Reason.NOT_YET_VALID, "nbf is not a number");
        }
        if (notBefore.isAfter(now.plus(clockSkew))) {
            throw new Refusal(
                    Reason.NOT_YET_VALID,
                    "nbf is " + notBefore.distance(now) + " ahead" + skew() + milliseconds("nbf", notBefore));
        }
    }

    /** The clocks of the issuer and of this server may differ by this. */
    private String skew() {
        return "; clockSkewSeconds=" + clockSkew.toSeconds();
    }

    private static String milliseconds(String claim, NumericDate date) {
        return date.looksLikeMilliseconds() ? "; is " + claim + " in milliseconds? It must be in seconds" : "";
    }
}
