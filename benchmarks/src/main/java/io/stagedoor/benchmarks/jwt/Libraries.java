package io.stagedoor.benchmarks.jwt;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.jwk.source.ImmutableSecret;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.fusionauth.jwt.hmac.HMACVerifier;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.Keys;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.HmacKey;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What it costs to do less, or to leave it to a library: each used as its README says, with what can be used again made once. They
 * verify the signature, {@code exp} and, where they can, {@code iss}; none of them judges roles, transports and rooms.
 */
@State(Scope.Thread)
public class Libraries {

    private static final byte[] SECRET = Tokens.SECRET.getBytes(StandardCharsets.UTF_8);

    private final String token = Tokens.token();
    private final Floor floor = new Floor();
    private final JWTVerifier javaJwt =
            JWT.require(Algorithm.HMAC256(SECRET)).withIssuer(Tokens.ISSUER).build();
    private final JwtParser jjwt = Jwts.parser()
            .verifyWith(Keys.hmacShaKeyFor(SECRET))
            .requireIssuer(Tokens.ISSUER)
            .build();
    private final JwtConsumer jose4j = new JwtConsumerBuilder()
            .setRequireExpirationTime()
            .setExpectedIssuer(Tokens.ISSUER)
            .setVerificationKey(new HmacKey(SECRET))
            .setJwsAlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.HMAC_SHA256)
            .build();
    private final HMACVerifier fusionAuth = HMACVerifier.newVerifier(SECRET);
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private MACVerifier nimbus;

    /** Sees that all of them come to the right answer, about a right token and about a wrong one. */
    @Setup
    public void check() throws Exception {
        nimbus = new MACVerifier(SECRET);
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(JWSAlgorithm.HS256, new ImmutableSecret<>(SECRET)));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                new JWTClaimsSet.Builder().issuer(Tokens.ISSUER).build(), Set.of("exp")));
        String subject = nimbusParse().getSubject()
                + nimbusProcessor().getSubject()
                + javaJwt()
                + jjwt()
                + jose4j()
                + fusionAuth();
        if (!floor()
                || !subject.equals(Tokens.SUBJECT.repeat(6))
                || floor.hasSigned(Tokens.token("x" + Tokens.SECRET, ""))) {
            throw new IllegalStateException("not all answers are right: " + subject);
        }
    }

    /** HMAC, base64 and constant-time comparison. */
    @Benchmark
    public boolean floor() {
        return floor.hasSigned(token);
    }

    /** Nimbus: parse, verify, claims, and the two rules by hand. */
    @Benchmark
    @SuppressWarnings("JavaUtilDate") // the library's
    public JWTClaimsSet nimbusParse() throws Exception {
        SignedJWT jwt = SignedJWT.parse(token);
        JWTClaimsSet claims = jwt.getJWTClaimsSet();
        if (!jwt.verify(nimbus)
                || claims.getExpirationTime().before(new Date())
                || !claims.getIssuer().equals(Tokens.ISSUER)) {
            throw new IllegalStateException();
        }
        return claims;
    }

    /** Nimbus: its processor. */
    @Benchmark
    public JWTClaimsSet nimbusProcessor() throws Exception {
        return processor.process(token, null);
    }

    /** Auth0. */
    @Benchmark
    public String javaJwt() {
        return javaJwt.verify(token).getSubject();
    }

    /** JJWT. */
    @Benchmark
    public String jjwt() {
        return jjwt.parseSignedClaims(token).getPayload().getSubject();
    }

    /** jose4j. */
    @Benchmark
    public String jose4j() throws Exception {
        return jose4j.processToClaims(token).getSubject();
    }

    /** FusionAuth, which knows no issuer to expect. */
    @Benchmark
    public String fusionAuth() {
        io.fusionauth.jwt.domain.JWT jwt =
                io.fusionauth.jwt.domain.JWT.getDecoder().decode(token, fusionAuth);
        if (!Tokens.ISSUER.equals(jwt.issuer)) {
            throw new IllegalStateException();
        }
        return jwt.subject;
    }
}
