package io.stagedoor.cli.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.stagedoor.auth.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;

/** Makes tokens as a user's own service would: JSON Web Tokens (RFC 7519), signed with a shared secret by HS256, or with a private key. */
public final class TokenMaker {

    private static final JWSHeader HEADER =
            new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build();

    private final JWSHeader header;
    private final UnaryOperator<byte[]> signature;
    private final Clock clock;

    /**
     * A maker of tokens.
     *
     * @param secret what to sign with, at least 32 bytes
     * @param clock for {@code iat}
     */
    public TokenMaker(Secret secret, Clock clock) {
        this(HEADER, input -> mac(secret, input), clock);
    }

    /**
     * A maker of tokens.
     *
     * @param header names the algorithm
     * @param signature signs by it
     * @param clock for {@code iat}
     */
    public TokenMaker(JWSHeader header, UnaryOperator<byte[]> signature, Clock clock) {
        this.header = header;
        this.signature = signature;
        this.clock = clock;
    }

    private static byte[] mac(Secret secret, byte[] input) {
        try {
            return new MACSigner(secret.bytes()).sign(HEADER, input).decode();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
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
        request.others().forEach(claims::claim);
        if (!request.audiences().isEmpty()) {
            claims.audience(request.audiences());
        }
        SignedJWT token = new SignedJWT(header, claims.build());
        byte[] input = token.getSigningInput();
        return new String(input, StandardCharsets.US_ASCII) + "." + Base64URL.encode(signature.apply(input));
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
