package io.stagedoor.auth.jwt.internal;

import static java.util.Objects.requireNonNull;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.jwt.internal.key.Key;
import io.stagedoor.auth.jwt.internal.key.KeyRing;
import io.stagedoor.auth.jwt.internal.key.SecretSettings;
import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.token.Claims;
import io.stagedoor.auth.jwt.internal.token.CompactJws;
import io.stagedoor.auth.jwt.internal.token.GrantedClaims;
import io.stagedoor.auth.jwt.internal.token.Payload;
import io.stagedoor.auth.jwt.internal.token.Refusal;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Judges tokens that are signed with a secret of the authenticator itself, by the claims of Red5 Pro. Immutable; thread-safe. */
final class SecretTokens {

    private final Settings settings;
    private final KeyRing keys;
    private final Set<Algorithm> algorithms;

    SecretTokens(Settings settings, KeyRing keys) {
        this.settings = settings;
        this.keys = keys;
        this.algorithms = settings.secrets().map(SecretSettings::algorithms).orElse(Set.of());
    }

    /** The algorithms that tokens may be signed with. */
    Set<Algorithm> algorithms() {
        return algorithms;
    }

    /** Whether a key in force has this name. */
    boolean isKnown(String kid, Instant now) {
        return keys.isKnown(kid, now);
    }

    /** The key that has signed the token. */
    Optional<Key> signer(CompactJws token, Algorithm algorithm, String kid, Instant now) {
        return algorithms.contains(algorithm) ? keys.signer(token, algorithm, kid, now) : Optional.empty();
    }

    /** Why no key has; empty if there is nothing to say. */
    String explain(CompactJws token, Algorithm algorithm, Instant now) {
        return keys.explain(token, algorithm, now);
    }

    /**
     * Judges a token that one of these keys has signed.
     *
     * @param kid what the token's header calls the key; empty for nothing
     */
    Decision judge(CompactJws token, Key signer, String kid, ConnectRequest request, Instant now) {
        Claims claims;
        try {
            claims = Payload.claims(token.payload());
        } catch (Refusal malformed) {
            return malformed.deny();
        }
        Decision decision = judge(claims, signer.name().isEmpty() ? kid : signer.name(), request, now);
        if (decision instanceof Decision.Allow && !request.purpose().isTrial()) {
            signer.count(now);
        }
        return decision;
    }

    /** A refusal says whose token it is. */
    private Decision judge(Claims claims, String keyId, ConnectRequest request, Instant now) {
        try {
            settings.lifetime()
                    .require(request.purpose(), claims.expiry(), claims.hasNotBefore(), claims.notBefore(), now);
            request.held("exp and nbf");
            requireIssuer(claims);
            request.held("iss");
            Decision decision = granted(claims, keyId, request);
            return decision instanceof Decision.Deny deny ? deny.withSubject(claims.subjectOrNothing()) : decision;
        } catch (Refusal refusal) {
            return refusal.deny().withSubject(claims.subjectOrNothing());
        }
    }

    private void requireIssuer(Claims claims) throws Refusal {
        if (!settings.issuer().isEmpty() && !settings.issuer().equals(claims.issuer())) {
            throw new Refusal(
                    Reason.WRONG_ISSUER,
                    "expectedIssuer is '%s', but iss is %s"
                            .formatted(
                                    settings.issuer(),
                                    claims.issuer() == null ? "missing" : "'" + claims.issuer() + "'"));
        }
    }

    private Decision granted(Claims claims, String keyId, ConnectRequest request) throws Refusal {
        GrantedClaims.requireRolesAndTransports(claims);
        Grant.Builder granted = GrantedClaims.grant(claims, keyId);
        Grant grant = settings.expiry()
                .end(
                        granted,
                        requireNonNull(claims.expiry()),
                        settings.lifetime().clockSkew())
                .build();
        if (grant.holdsAny(request.protocol().transports())) {
            GrantedClaims.requireRooms(claims);
        }
        request.held("claims that limit");
        return grant.decide(request);
    }
}
