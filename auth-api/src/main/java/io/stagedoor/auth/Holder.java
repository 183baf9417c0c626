package io.stagedoor.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The identity that a grant was given to, and the proof that it was given for. It tells one holder from all others. Clients, applications and logs never
 * see it. Each part is empty if the provider does not know it. Immutable.
 *
 * <p>A text longer than {@value #MAX_LENGTH} characters is kept as its digest, so two parts are equal if their texts are, and a holder has a bounded
 * size.
 *
 * @since 2.0
 */
public final class Holder {

    /** The longest text, in characters, that is kept as it is. */
    public static final int MAX_LENGTH = 256;

    /** A holder of which nothing is known. */
    public static final Holder UNKNOWN = builder().build();

    private static final int SUBJECT = 0;
    private static final int ISSUER = 1;
    private static final int TOKEN_ID = 2;
    private static final int SESSION_ID = 3;
    private static final int KEY_ID = 4;
    private static final int ISSUED_AT = 5;

    private static final String ALGORITHM = "SHA-256";
    private static final String DIGEST = "sha-256:";

    private final @Nullable String subject;
    private final @Nullable String issuer;
    private final @Nullable String tokenId;
    private final @Nullable String sessionId;
    private final @Nullable String keyId;
    private final @Nullable Instant issuedAt;

    private Holder(Builder builder) {
        subject = builder.subject;
        issuer = builder.issuer;
        tokenId = builder.tokenId;
        sessionId = builder.sessionId;
        keyId = builder.keyId;
        issuedAt = builder.issuedAt;
    }

    /** A builder of a holder of which nothing is known. */
    public static Builder builder() {
        return new Builder();
    }

    /** The identity. It is unique only together with the {@link #issuer}. */
    public Optional<String> subject() {
        return Optional.ofNullable(subject);
    }

    /** The issuer of the token ({@code iss}, RFC 7519, section 4.1.1). */
    public Optional<String> issuer() {
        return Optional.ofNullable(issuer);
    }

    /** The id of the token ({@code jti}, RFC 7519, section 4.1.7). */
    public Optional<String> tokenId() {
        return Optional.ofNullable(tokenId);
    }

    /** The id of the session at the issuer ({@code sid}, OpenID Connect Front-Channel Logout 1.0, section 3). */
    public Optional<String> sessionId() {
        return Optional.ofNullable(sessionId);
    }

    /** The id of the key that signed the token ({@code kid}, RFC 7515, section 4.1.4). */
    public Optional<String> keyId() {
        return Optional.ofNullable(keyId);
    }

    /** When the token was issued ({@code iat}, RFC 7519, section 4.1.6). */
    public Optional<Instant> issuedAt() {
        return Optional.ofNullable(issuedAt);
    }

    /**
     * A text as a holder keeps it, for comparing one that no holder has.
     *
     * @param text may be empty
     */
    public static String kept(String text) {
        // A text that looks like a digest is not taken for one: it would be equal to another text.
        return text.length() > MAX_LENGTH || text.startsWith(DIGEST) ? digest(text) : text;
    }

    /**
     * The parts in their order, as strings and an {@link Instant}; an empty text for one that is not known. There are as many of these as sessions, so
     * it is a list: a map of the same takes twice the memory.
     *
     * @return unmodifiable; {@link #of} makes the same holder of it
     */
    List<Object> toList() {
        return List.of(
                text(subject),
                text(issuer),
                text(tokenId),
                text(sessionId),
                text(keyId),
                issuedAt == null ? "" : issuedAt);
    }

    private static String text(@Nullable String part) {
        return part == null ? "" : part;
    }

    /**
     * The holder that {@link #toList} wrote, in this version or a later one that knows more parts.
     *
     * @throws ClassCastException if a part is of another type
     * @throws IndexOutOfBoundsException if a part is missing
     */
    static Holder of(List<?> list) {
        Builder builder = builder();
        builder.subject = part(list, SUBJECT);
        builder.issuer = part(list, ISSUER);
        builder.tokenId = part(list, TOKEN_ID);
        builder.sessionId = part(list, SESSION_ID);
        builder.keyId = part(list, KEY_ID);
        builder.issuedAt = "".equals(list.get(ISSUED_AT)) ? null : (Instant) list.get(ISSUED_AT);
        return builder.build();
    }

    private static @Nullable String part(List<?> list, int index) {
        String part = (String) list.get(index);
        return part.isEmpty() ? null : part;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Holder that
                && Objects.equals(subject, that.subject)
                && Objects.equals(issuer, that.issuer)
                && Objects.equals(tokenId, that.tokenId)
                && Objects.equals(sessionId, that.sessionId)
                && Objects.equals(keyId, that.keyId)
                && Objects.equals(issuedAt, that.issuedAt);
    }

    @Override
    public int hashCode() {
        return Objects.hash(subject, issuer, tokenId, sessionId, keyId, issuedAt);
    }

    /** Shows nothing of the holder. */
    @Override
    public String toString() {
        return "Holder[***]";
    }

    private static String digest(String text) {
        try {
            return DIGEST
                    + HexFormat.of()
                            .formatHex(
                                    MessageDigest.getInstance(ALGORITHM).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** Builds holders. An empty text is an {@link IllegalArgumentException}: leave an unknown part out. Not thread-safe. */
    public static final class Builder {

        private @Nullable String subject;
        private @Nullable String issuer;
        private @Nullable String tokenId;
        private @Nullable String sessionId;
        private @Nullable String keyId;
        private @Nullable Instant issuedAt;

        private Builder() {}

        /** Sets the proven identity. */
        public Builder subject(String proven) {
            subject = bounded(proven, "subject");
            return this;
        }

        /** Sets the issuer of the token. */
        public Builder issuer(String name) {
            issuer = bounded(name, "issuer");
            return this;
        }

        /** Sets the id of the token. */
        public Builder tokenId(String id) {
            tokenId = bounded(id, "tokenId");
            return this;
        }

        /** Sets the id of the session at the issuer. */
        public Builder sessionId(String id) {
            sessionId = bounded(id, "sessionId");
            return this;
        }

        /** Sets the id of the key that signed the token. */
        public Builder keyId(String id) {
            keyId = bounded(id, "keyId");
            return this;
        }

        /** Sets when the token was issued. */
        public Builder issuedAt(Instant time) {
            issuedAt = Objects.requireNonNull(time, "issuedAt");
            return this;
        }

        /** The holder. */
        public Holder build() {
            return new Holder(this);
        }

        private static String bounded(String text, String part) {
            if (text.isEmpty()) {
                throw new IllegalArgumentException(part + " is empty");
            }
            return kept(text);
        }
    }
}
