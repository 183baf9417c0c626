package io.stagedoor.core.limit;

import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Holder;
import io.stagedoor.auth.TokenUse;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What tells what one client has shown from what others show: the id of a token that is limited in its use, or issuer and {@code jti}, or whatever else is
 * known of the proof. In memory only. May be secret.
 *
 * @param kind of what the rest is
 * @param authenticator that has let the client in; empty where it does not matter
 * @param issuer empty if there is none
 * @param id of the token or its use, or who it is for
 * @param more whatever else is known, where a token has no id; {@code null} where it has one
 */
public record Token(
        Kind kind,
        String authenticator,
        String issuer,
        String id,
        @Nullable Proof more) {

    /**
     * What is known of a token without an id, beside its subject. As it is, and not as text: this is made of each client that begins, and
     * seldom looked at.
     *
     * @param sessionId empty if there is none
     * @param keyId empty if there is none
     * @param issuedAt {@code null} if that is not known
     * @param end {@code null} for none
     */
    public record Proof(
            String sessionId,
            String keyId,
            @Nullable Instant issuedAt,
            @Nullable Instant end) {

        private Stream<String> texts() {
            return Stream.of(sessionId, keyId, text(issuedAt), text(end));
        }

        private static String text(@Nullable Instant time) {
            return time == null ? "" : time.toString();
        }

        /** Shows nothing of it. */
        @Override
        public String toString() {
            return "Proof[***]";
        }
    }

    /** What a token is known by. */
    public enum Kind {
        /** The id of a use. */
        USE,
        /** Its own id. */
        ID,
        /** What is known of the proof. */
        PROOF
    }

    /**
     * Of a client that is in, or about to begin.
     *
     * @param authenticator that let it in
     * @return empty if nobody has proven who it is, or nothing is known of the proof
     */
    public static Optional<Token> of(String authenticator, Grant grant) {
        if (!grant.isProven()) {
            return Optional.empty();
        }
        Optional<TokenUse> use = grant.use();
        return use.isPresent()
                ? Optional.of(new Token(Kind.USE, "", "", use.get().id(), null))
                : proof(
                        authenticator,
                        grant,
                        grant.holder().issuedAt().isPresent() ? Optional.empty() : grant.expiresAt());
    }

    /**
     * What was shown for a ticket: all tickets of a token have the same.
     *
     * @param grant of somebody who has shown a ticket
     * @return as of {@link #of}
     */
    public static Optional<Token> behind(String authenticator, Grant grant) {
        // When a ticket ends, its holder may choose.
        return grant.isProven() ? proof(authenticator, grant, Optional.empty()) : Optional.empty();
    }

    private static Optional<Token> proof(String authenticator, Grant grant, Optional<Instant> end) {
        Holder holder = grant.holder();
        String issuer = holder.issuer().orElse("");
        if (holder.tokenId().isPresent()) {
            return Optional.of(
                    new Token(Kind.ID, authenticator, issuer, holder.tokenId().get(), null));
        }
        String subject = holder.subject().orElse(grant.subject());
        if (subject.isEmpty()
                && holder.sessionId().isEmpty()
                && holder.issuedAt().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Token(
                Kind.PROOF,
                authenticator,
                issuer,
                subject,
                new Proof(
                        holder.sessionId().orElse(""),
                        holder.keyId().orElse(""),
                        holder.issuedAt().orElse(null),
                        end.orElse(null))));
    }

    /**
     * Those who have shown it.
     *
     * @param scope as of {@link Key#scope}
     * @param what they share places for
     */
    public Key key(String scope, String what) {
        return Key.of(
                scope,
                Stream.concat(
                                Stream.of(what, kind.name(), authenticator, issuer, id),
                                more == null ? Stream.empty() : more.texts())
                        .toArray(String[]::new));
    }

    /** Shows nothing of it. */
    @Override
    public String toString() {
        return "Token[***]";
    }
}
