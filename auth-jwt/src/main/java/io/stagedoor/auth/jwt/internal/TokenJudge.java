package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.jwt.internal.key.Key;
import io.stagedoor.auth.jwt.internal.key.KeyRing;
import io.stagedoor.auth.jwt.internal.token.Claims;
import io.stagedoor.auth.jwt.internal.token.CompactJws;
import io.stagedoor.auth.jwt.internal.token.GrantedClaims;
import io.stagedoor.auth.jwt.internal.token.JoseHeader;
import io.stagedoor.auth.jwt.internal.token.KnownHeaders;
import io.stagedoor.auth.jwt.internal.token.Payload;
import io.stagedoor.auth.jwt.internal.token.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Judges tokens by one configuration and its keys. Immutable but for what it remembers of headers; thread-safe. */
final class TokenJudge {

    private static final byte[] BEARER = "bearer ".getBytes(StandardCharsets.US_ASCII);

    private final Settings settings;
    private final KeyRing keys;
    private final Lifetime lifetime;
    private final KnownHeaders knownHeaders = new KnownHeaders();

    TokenJudge(Settings settings, KeyRing keys) {
        this.settings = settings;
        this.keys = keys;
        this.lifetime = new Lifetime(settings);
    }

    /** The checks in their order: the first that fails is the reason. */
    Decision judge(ConnectRequest request, Instant now) {
        Optional<Secret> sent = request.credentials().token();
        if (sent.isEmpty()) {
            return new Decision.Abstain();
        }
        try {
            byte[] token = withoutBearer(sent.get());
            if (isMissing(token)) {
                return new Decision.Abstain();
            }
            Verified verified = verified(token, now);
            Decision decision = judge(Payload.claims(verified.token().payload()), request, now);
            if (decision instanceof Decision.Allow) {
                verified.signer().count(now);
            }
            return decision;
        } catch (Refusal refusal) {
            return refusal.deny();
        }
    }

    /** Judges the claims of a token that one of our keys has signed: a refusal says whose token it is. */
    private Decision judge(Claims claims, ConnectRequest request, Instant now) {
        try {
            lifetime.require(claims, now);
            requireIssuer(claims);
            Decision decision = granted(claims, request);
            return decision instanceof Decision.Deny deny ? deny.withSubject(claims.subjectOrNothing()) : decision;
        } catch (Refusal refusal) {
            return refusal.deny().withSubject(claims.subjectOrNothing());
        }
    }

    private byte[] withoutBearer(Secret sent) throws Refusal {
        // Before the bytes are copied: the prefix is no part of the token, but may not add to the work either.
        if (sent.length() > settings.maxTokenBytes() + BEARER.length) {
            throw tooLarge();
        }
        byte[] bytes = sent.bytes();
        byte[] token = startsWithBearer(bytes) ? Arrays.copyOfRange(bytes, BEARER.length, bytes.length) : bytes;
        if (token.length > settings.maxTokenBytes()) {
            throw tooLarge();
        }
        return token;
    }

    private Refusal tooLarge() {
        return new Refusal(Reason.TOKEN_TOO_LARGE, "longer than maxTokenBytes=" + settings.maxTokenBytes());
    }

    private static boolean startsWithBearer(byte[] bytes) {
        if (bytes.length < BEARER.length) {
            return false;
        }
        for (int i = 0; i < BEARER.length; i++) {
            int c = bytes[i];
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != BEARER[i]) {
                return false;
            }
        }
        return true;
    }

    /** What counts as missing without the prefix does so behind it. */
    private static boolean isMissing(byte[] token) {
        return (token.length < 16)
                && Credentials.of(null, null, new String(token, StandardCharsets.UTF_8))
                        .token()
                        .isEmpty();
    }

    /** A token and the key that has signed it. */
    record Verified(CompactJws token, Key signer) {}

    /** The token, if it is one that was signed with a key that is in force. */
    Verified verified(byte[] bytes, Instant now) throws Refusal {
        CompactJws token = CompactJws.of(bytes);
        try {
            return verified(token, now);
        } catch (Refusal refusal) {
            throw refusal.claimedBy(Payload.claimedSubject(token.payload()));
        }
    }

    private Verified verified(CompactJws token, Instant now) throws Refusal {
        String known = knownHeaders.kid(token);
        String kid = known == null ? JoseHeader.acceptableKid(token.header()) : known;
        Key signer = keys.signer(token, kid, now)
                .orElseThrow(() -> new Refusal(Reason.BAD_SIGNATURE, keys.explain(token, now)));
        if (known == null) {
            knownHeaders.add(token, kid);
        }
        return new Verified(token, signer);
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

    private Decision granted(Claims claims, ConnectRequest request) throws Refusal {
        GrantedClaims.requireRolesAndTransports(claims);
        Grant grant = GrantedClaims.grant(
                claims,
                settings.expiresPerAction()
                        ? Optional.of(claims.expiry().toInstant().plus(settings.clockSkew()))
                        : Optional.empty());
        if (grant.holdsAny(request.protocol().transports())) {
            GrantedClaims.requireRooms(claims);
        }
        return grant.decide(request);
    }
}
