package io.stagedoor.auth;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Verifies what an identity provider says of sessions that have ended there: logout tokens, OpenID Connect Back-Channel Logout 1.0. A bundle that
 * has the provider's keys registers it as a service without properties; all that there are are asked. Thread-safe.
 */
@FunctionalInterface
public interface LogoutVerifier {

    /**
     * Verifies a logout token (section 2.6), but for the part that needs memory: whether its {@code jti} has been seen before. Must not wait for
     * anybody. Does not throw.
     *
     * @param token as it was sent; anybody may have sent it
     */
    Answer verify(Secret token);

    /** What a verifier says. */
    sealed interface Answer {}

    /**
     * A session, or all sessions of a subject, have ended.
     *
     * @param issuer {@code iss}
     * @param tokenId {@code jti}
     * @param session {@code sid}; if it is there, only this session has ended
     * @param subject who it is, as clients are known whose tokens are of this issuer; empty only if {@code session} is not
     * @param issuedAt {@code iat}: what was issued later is of a new session
     * @param until when the last token can have ended that was issued before the logout
     */
    record Ended(
            String issuer,
            String tokenId,
            Optional<String> session,
            Optional<String> subject,
            Instant issuedAt,
            Instant until)
            implements Answer {

        /** Rejects one that names nobody. */
        public Ended {
            Objects.requireNonNull(issuer, "issuer");
            Objects.requireNonNull(tokenId, "tokenId");
            Objects.requireNonNull(issuedAt, "issuedAt");
            Objects.requireNonNull(until, "until");
            if (session.isEmpty() && subject.isEmpty()) {
                throw new IllegalArgumentException("neither a session nor a subject: nobody has logged out");
            }
        }
    }

    /**
     * The token is not one of an issuer that this verifier knows, or not as it must be.
     *
     * @param reason as for other tokens
     * @param detail for our log; no secret
     */
    record Refused(Reason reason, String detail) implements Answer {

        /** Rejects null. */
        public Refused {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(detail, "detail");
        }
    }

    /**
     * Nobody can tell at this moment: an issuer has no keys, or its keys are being fetched. The provider should send it again.
     *
     * @param detail for our log; no secret
     */
    record Unknown(String detail) implements Answer {

        /** Rejects null. */
        public Unknown {
            Objects.requireNonNull(detail, "detail");
        }
    }
}
