package io.stagedoor.auth.jwt.internal.lifetime;

import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.TokenUse;
import io.stagedoor.auth.jwt.internal.token.NumericDate;
import io.stagedoor.auth.jwt.internal.token.Refusal;
import io.stagedoor.auth.support.property.Properties;
import java.time.Duration;
import java.util.Optional;

/** How often a token may be used. */
public enum Uses {
    /** By as many clients as show it. */
    MANY,
    /** By one client, which is told from others by {@code jti} (RFC 7519 §4.1.7). */
    ONCE;

    private static final String RULE = "tokenUse";

    /**
     * What properties say.
     *
     * @return empty if {@code tokenUse} is empty
     * @throws IllegalArgumentException naming the property, what is wrong with it and what to do
     */
    public static Optional<Uses> of(Properties properties) {
        return switch (properties.text(RULE)) {
            case "" -> Optional.empty();
            case "many" -> Optional.of(MANY);
            case "once" -> Optional.of(ONCE);
            default -> throw new IllegalArgumentException(RULE + ": is neither many nor once; set it to one of them");
        };
    }

    /**
     * Limits a grant as the rule says.
     *
     * @param grant with the holder of the token
     * @param expiry {@code exp} of the token, which {@link Lifetime} has found to be valid
     * @param clockSkew how far the issuer's clock may be off
     * @throws Refusal if nothing tells the token from others
     */
    public Grant limit(Grant grant, NumericDate expiry, Duration clockSkew) throws Refusal {
        if (this == MANY) {
            return grant;
        }
        String id = grant.holder()
                .tokenId()
                .orElseThrow(() -> new Refusal(
                        Reason.CLAIM_REQUIRED,
                        RULE
                                + "=once needs a jti that is a text or a number, and the token has none; let its issuer write one, another"
                                + " for each token, or set " + RULE + "=many"));
        String whole = grant.holder().issuer().orElse("") + '\0' + id;
        return grant.toBuilder()
                .use(TokenUse.once(whole).until(expiry.toInstant().plus(clockSkew)))
                .build();
    }
}
