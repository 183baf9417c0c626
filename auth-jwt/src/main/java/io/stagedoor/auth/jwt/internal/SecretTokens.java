package io.stagedoor.auth.jwt.internal;

import static java.util.Objects.requireNonNull;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Measure;
import io.stagedoor.auth.Purpose;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Judges tokens that are signed with a secret of the authenticator itself, by the claims of Red5 Pro. Immutable; thread-safe. */
final class SecretTokens {

    private final Settings settings;
    private final KeyRing keys;
    private final Set<Algorithm> algorithms;
    /** What allowances rest on, by the key. */
    private final Map<Key, String> bases = new HashMap<>();

    SecretTokens(Settings settings, KeyRing keys) {
        this.settings = settings;
        this.keys = keys;
        this.algorithms = settings.secrets().map(SecretSettings::algorithms).orElse(Set.of());
        String rules = settings.issuer() + "\n" + settings.lifetime() + "\n"
                + algorithms.stream().sorted().toList();
        keys.keys().forEach(key -> bases.put(key, key.basis(rules)));
    }

    /** How old the current secret is, and until when previous ones are accepted: a sentence for each that still is. */
    List<String> facts(Instant now) {
        return keys.facts(now);
    }

    /** For how long a previous secret is still accepted; empty without any secret. */
    Optional<Measure> measure(Instant now) {
        return settings.secrets()
                .map(any -> Measure.gauge(
                        "secret_overlap_seconds",
                        "How long a previous secret is still accepted; 0 if none is.",
                        (double) keys.overlap(now).toSeconds()));
    }

    /** What tells the current secret from another; empty if there is none. */
    String content() {
        return keys.keys().stream().findFirst().map(bases::get).orElse("");
    }

    /** Whether a key is in force, and the rules still are the same, that an allowance rests on. */
    boolean stands(String basis, Instant now) {
        return bases.entrySet().stream()
                .anyMatch(one -> one.getValue().equals(basis) && one.getKey().isInForce(now));
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
        if (decision instanceof Decision.Allow allow && request.purpose() == Purpose.TICKET) {
            decision = allow.withStanding(
                    new Decision.Standing(requireNonNull(claims.expiry()).toInstant(), bases.getOrDefault(signer, "")));
        }
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
        grant = settings.uses()
                .limit(
                        grant,
                        requireNonNull(claims.expiry()),
                        settings.lifetime().clockSkew());
        if (grant.holdsAny(request.protocol().transports())) {
            GrantedClaims.requireRooms(claims);
        }
        request.held("claims that limit");
        return grant.decide(request);
    }
}
