package io.stagedoor.auth.jwt.internal.token;

import com.fasterxml.jackson.core.JsonParser;
import io.stagedoor.auth.Holder;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a token says of its holder. A part that is empty, or no text where it has to be one, says nothing. */
public final class TokenHolder {

    private static final Instant EARLIEST = Instant.ofEpochSecond(1);
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    /** Most tokens are of the issuer of the one before: sessions share its text. */
    private static volatile String lastIssuer = "";

    private TokenHolder() {}

    /**
     * The holder. Each argument may be {@code null} or empty for a claim that says nothing.
     *
     * @param subject {@code sub}, or the claim that is configured in its place
     * @param issuer {@code iss}
     * @param tokenId {@code jti}
     * @param sessionId {@code sid}
     * @param keyId of the key that signed the token
     * @param issuedAt {@code iat}
     */
    public static Holder of(
            @Nullable String subject,
            @Nullable String issuer,
            @Nullable String tokenId,
            @Nullable String sessionId,
            @Nullable String keyId,
            @Nullable NumericDate issuedAt) {
        Holder.Builder holder = Holder.builder();
        if (subject != null && !subject.isEmpty()) {
            holder.subject(subject);
        }
        if (issuer != null && !issuer.isEmpty()) {
            holder.issuer(shared(issuer));
        }
        if (tokenId != null && !tokenId.isEmpty()) {
            holder.tokenId(tokenId);
        }
        if (sessionId != null && !sessionId.isEmpty()) {
            holder.sessionId(sessionId);
        }
        if (keyId != null && !keyId.isEmpty()) {
            holder.keyId(keyId);
        }
        if (issuedAt != null && isPlausible(issuedAt)) {
            holder.issuedAt(issuedAt.toInstant());
        }
        return holder.build();
    }

    /**
     * An id of a payload: a text, or a number or truth value as it is written, because some issuers write numbers; {@code null} for anything else.
     */
    public static @Nullable String id(JsonParser value) throws IOException {
        return switch (value.currentToken()) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> value.getText();
            default -> null;
        };
    }

    private static String shared(String issuer) {
        String last = lastIssuer;
        if (last.equals(issuer)) {
            return last;
        }
        lastIssuer = issuer;
        return issuer;
    }

    /** Whether it is a time at which a token may have been issued: any other may be too large or too small for an {@link Instant}. */
    private static boolean isPlausible(NumericDate issuedAt) {
        return issuedAt.isAfter(EARLIEST) && !issuedAt.isAfter(LATEST);
    }
}
