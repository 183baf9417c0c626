package io.stagedoor.itests;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** The claims of a token, and the ways to make one of them, proper and improper. Immutable. */
public final class Token {

    private final Map<String, Object> claims;

    private Token(Map<String, Object> claims) {
        this.claims = claims;
    }

    /** Claims that let a client do everything for five minutes. */
    public static Token token() {
        return new Token(Map.of()).claim("sub", "user-1").expiresIn(Duration.ofMinutes(5));
    }

    /** A secret that nobody knows, in a text that is found again wherever it turns up. */
    public static String newSecret() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        return "canary-" + HexFormat.of().formatHex(random);
    }

    /** With this claim; {@code null} is the JSON value. */
    public Token claim(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(claims);
        more.put(name, value);
        return new Token(more);
    }

    /** Without this claim. */
    public Token without(String name) {
        Map<String, Object> less = new LinkedHashMap<>(claims);
        less.remove(name);
        return new Token(less);
    }

    /** With this role only. */
    public Token roles(String roles) {
        return claim("roles", roles);
    }

    /** Limited to these rooms. */
    public Token rooms(String rooms) {
        return claim("red5-room", rooms);
    }

    /** With an {@code exp} that lies so far ahead; behind when negative. */
    public Token expiresIn(Duration ahead) {
        return claim("exp", Instant.now().plus(ahead).getEpochSecond());
    }

    /** Signed with HS256. */
    public String signedWith(String secret) {
        return signedWith(secret, JWSAlgorithm.HS256);
    }

    /** Signed with another HMAC algorithm. */
    public String signedWith(String secret, JWSAlgorithm algorithm) {
        try {
            JWSObject jws = new JWSObject(new JWSHeader(algorithm), new Payload(json()));
            jws.sign(new MACSigner(secret.getBytes(StandardCharsets.UTF_8)));
            return jws.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With {@code alg} {@code none} and the given third part. */
    public String unsigned(String signature) {
        return Base64URL.encode("{\"alg\":\"none\"}") + "." + Base64URL.encode(json()) + "." + signature;
    }

    /** The claims as JSON. */
    public String json() {
        return JSONObjectUtils.toJSONString(claims);
    }
}
