package io.stagedoor.auth.jwt.internal.issuer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.stagedoor.auth.Holder;
import io.stagedoor.auth.jwt.internal.claim.ClaimTree;
import io.stagedoor.auth.jwt.internal.token.NumericDate;
import io.stagedoor.auth.jwt.internal.token.Refusal;
import io.stagedoor.auth.jwt.internal.token.TokenHolder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The payload of a token, as far as it is looked at. For one thread. */
final class IssuedClaims {

    private @Nullable NumericDate expiry;
    private boolean hasNotBefore;
    private @Nullable NumericDate notBefore;
    private boolean isBound;
    private @Nullable String issuer;
    private @Nullable String tokenId;
    private @Nullable String sessionId;
    private @Nullable NumericDate issuedAt;
    private final ClaimTree.Found found;

    private IssuedClaims(byte[] payload, ClaimTree wanted) throws Refusal {
        found = wanted.read(payload, this::member);
    }

    /**
     * Reads a payload that a key of ours has signed.
     *
     * @param wanted the claims that somebody wants to know
     */
    static IssuedClaims read(byte[] payload, ClaimTree wanted) throws Refusal {
        return new IssuedClaims(payload, wanted);
    }

    private void member(String name, JsonParser value) throws IOException {
        switch (name) {
            case "exp" -> expiry = NumericDate.read(value);
            case "nbf" -> {
                hasNotBefore = true;
                notBefore = NumericDate.read(value);
            }
            case "iss" -> issuer = text(value);
            case "jti" -> tokenId = TokenHolder.id(value);
            case "sid" -> sessionId = TokenHolder.id(value);
            case "iat" -> issuedAt = NumericDate.read(value);
            case "cnf" -> isBound = true;
            default -> {}
        }
    }

    private static @Nullable String text(JsonParser value) throws IOException {
        return value.currentToken() == JsonToken.VALUE_STRING ? value.getText() : null;
    }

    /**
     * Who holds the token.
     *
     * @param subject that the rules of the issuer find; may be empty
     * @param keyId of the key that signed it; may be empty
     */
    Holder holder(String subject, String keyId) {
        return TokenHolder.of(subject, issuer, tokenId, sessionId, keyId, issuedAt);
    }

    /** {@code null} if {@code exp} is missing, or not a number. */
    @Nullable
    NumericDate expiry() {
        return expiry;
    }

    boolean hasNotBefore() {
        return hasNotBefore;
    }

    /** {@code null} if {@code nbf} is missing, or not a number. */
    @Nullable
    NumericDate notBefore() {
        return notBefore;
    }

    /** Whether it is bound to a key of the client ({@code cnf}, RFC 7800 §3.1). */
    boolean isBound() {
        return isBound;
    }

    /** The wanted claims. */
    ClaimTree.Found found() {
        return found;
    }
}
