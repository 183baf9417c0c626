package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.Reason;
import io.stagedoor.auth.jwt.internal.token.Claims;
import io.stagedoor.auth.jwt.internal.token.NumericDate;
import io.stagedoor.auth.jwt.internal.token.Refusal;
import java.time.Instant;

/** Judges {@code exp} and {@code nbf} (RFC 7519 §4.1.4, §4.1.5) by one configuration. A refusal says how much is missing. Immutable. */
final class Lifetime {

    private final Settings settings;

    Lifetime(Settings settings) {
        this.settings = settings;
    }

    /** Returns if the token is valid now. */
    void require(Claims claims, Instant now) throws Refusal {
        if (claims.expiry() == null) {
            throw new Refusal(Reason.NO_EXPIRY, "exp is missing, or not a number");
        }
        if (!claims.expiry().isAfter(now.minus(settings.clockSkew()))) {
            throw new Refusal(Reason.EXPIRED, "exp was " + claims.expiry().distance(now) + " ago" + skew());
        }
        if (claims.expiry().isAfter(now.plus(settings.longestLifetime()))) {
            throw new Refusal(
                    Reason.LIFETIME_TOO_LONG,
                    "exp is %s ahead; the limit is jwtTtlMinutes=%d%s"
                            .formatted(
                                    claims.expiry().distance(now),
                                    settings.longestLifetime().toMinutes(),
                                    milliseconds("exp", claims.expiry())));
        }
        if (claims.hasNotBefore()) {
            requireBegun(claims.notBefore(), now);
        }
    }

    private void requireBegun(NumericDate notBefore, Instant now) throws Refusal {
        if (notBefore == null) {
            throw new Refusal(Reason.NOT_YET_VALID, "nbf is not a number");
        }
        if (notBefore.isAfter(now.plus(settings.clockSkew()))) {
            throw new Refusal(
                    Reason.NOT_YET_VALID,
                    "nbf is " + notBefore.distance(now) + " ahead" + skew() + milliseconds("nbf", notBefore));
        }
    }

    /** The clocks of the issuer and of this server may differ by this. */
    private String skew() {
        return "; clockSkewSeconds=" + settings.clockSkew().toSeconds();
    }

    private static String milliseconds(String claim, NumericDate date) {
        return date.looksLikeMilliseconds() ? "; is " + claim + " in milliseconds? It must be in seconds" : "";
    }
}
