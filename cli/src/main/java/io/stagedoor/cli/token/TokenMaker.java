package io.stagedoor.cli.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.stagedoor.auth.Secret;
import java.time.Clock;
import java.util.Date;
import java.util.List;

/** Makes tokens as a user's own service would: JSON Web Tokens signed with HS256 (RFC 7519, RFC 7518 §3.2). */
public final class TokenMaker {

    private static final JWSHeader HEADER =
            new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build();

    private final Secret secret;
    private final Clock clock;

    /**
     * A maker of tokens.
     *
     * @param secret what to sign with, at least 32 bytes
     * @param clock for {@code iat}
     */
    public TokenMaker(Secret secret, Clock clock) {
        this.secret = secret;
        this.clock = clock;
    }

    /** A token in its compact form. */
    public String make(TokenRequest request) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issueTime(Date.from(clock.instant()))
                .expirationTime(Date.from(request.expires()));
        put(claims, "sub", request.subject());
        put(claims, "name", request.name());
        put(claims, "iss", request.issuer());
        put(claims, "roles", request.roles());
        put(claims, "red5-transport", request.transports());
        put(claims, "red5-room", request.rooms());
        SignedJWT token = new SignedJWT(HEADER, claims.build());
        try {
            token.sign(new MACSigner(secret.bytes()));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    private static void put(JWTClaimsSet.Builder claims, String name, List<String> values) {
        put(claims, name, String.join(",", values));
    }

    private static void put(JWTClaimsSet.Builder claims, String name, String value) {
        if (!value.isEmpty()) {
            claims.claim(name, value);
        }
    }
}
