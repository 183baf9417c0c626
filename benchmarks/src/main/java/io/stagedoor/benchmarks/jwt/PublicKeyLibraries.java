package io.stagedoor.benchmarks.jwt;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The same tokens left to a library, each used as its README says: signature, {@code exp}, {@code iss} and {@code aud}. */
@State(Scope.Thread)
public class PublicKeyLibraries {

    private static final String ISSUER = "https://issuer.example/";
    private static final String KID = "key";

    private final KeyHolder rsa = KeyHolder.rs256();
    private final KeyHolder ec = KeyHolder.es256();
    private final String rsaToken = rsa.token(ISSUER, KID);
    private final String ecToken = ec.token(ISSUER, KID);
    private final RSAPublicKey rsaKey = (RSAPublicKey) rsa.publicKey();
    private final ECPublicKey ecKey = (ECPublicKey) ec.publicKey();
    private final DefaultJWTProcessor<SecurityContext> nimbusRsa =
            nimbus(JWSAlgorithm.RS256, new RSAKey.Builder(rsaKey).keyID(KID).build());
    private final DefaultJWTProcessor<SecurityContext> nimbusEc = nimbus(
            JWSAlgorithm.ES256, new ECKey.Builder(Curve.P_256, ecKey).keyID(KID).build());
    private final JwtParser jjwtRsa = Jwts.parser()
            .verifyWith(rsaKey)
            .requireIssuer(ISSUER)
            .requireAudience(KeyHolder.AUDIENCE)
            .build();
    private final JwtParser jjwtEc = Jwts.parser()
            .verifyWith(ecKey)
            .requireIssuer(ISSUER)
            .requireAudience(KeyHolder.AUDIENCE)
            .build();
    private final JWTVerifier javaJwtRsa = javaJwt(Algorithm.RSA256(rsaKey));
    private final JWTVerifier javaJwtEc = javaJwt(Algorithm.ECDSA256(ecKey));
    private final JwtConsumer jose4jRsa = jose4j(rsaKey, "RS256");
    private final JwtConsumer jose4jEc = jose4j(ecKey, "ES256");

    private static DefaultJWTProcessor<SecurityContext> nimbus(JWSAlgorithm algorithm, JWK key) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(algorithm, new ImmutableJWKSet<>(new JWKSet(key))));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                KeyHolder.AUDIENCE, new JWTClaimsSet.Builder().issuer(ISSUER).build(), Set.of("exp")));
        return processor;
    }

    private static JWTVerifier javaJwt(Algorithm algorithm) {
        return JWT.require(algorithm)
                .withIssuer(ISSUER)
                .withAudience(KeyHolder.AUDIENCE)
                .build();
    }

    private static JwtConsumer jose4j(java.security.Key key, String algorithm) {
        return new JwtConsumerBuilder()
                .setRequireExpirationTime()
                .setExpectedIssuer(ISSUER)
                .setExpectedAudience(KeyHolder.AUDIENCE)
                .setVerificationKey(key)
                .setJwsAlgorithmConstraints(ConstraintType.PERMIT, algorithm)
                .build();
    }

    /** Sees that each of them comes to the right answer. */
    @Setup
    public void start() throws Exception {
        nimbusRs256();
        nimbusEs256();
        jjwtRs256();
        jjwtEs256();
        javaJwtRs256();
        javaJwtEs256();
        jose4jRs256();
        jose4jEs256();
    }

    /** Nimbus' processor, RSA. */
    @Benchmark
    public Object nimbusRs256() throws Exception {
        return nimbusRsa.process(rsaToken, null);
    }

    /** Nimbus' processor, ECDSA. */
    @Benchmark
    public Object nimbusEs256() throws Exception {
        return nimbusEc.process(ecToken, null);
    }

    /** Of jjwt, RSA. */
    @Benchmark
    public Object jjwtRs256() {
        return jjwtRsa.parseSignedClaims(rsaToken);
    }

    /** Of jjwt, ECDSA. */
    @Benchmark
    public Object jjwtEs256() {
        return jjwtEc.parseSignedClaims(ecToken);
    }

    /** Of java-jwt, RSA. */
    @Benchmark
    public Object javaJwtRs256() {
        return javaJwtRsa.verify(rsaToken);
    }

    /** Of java-jwt, ECDSA. */
    @Benchmark
    public Object javaJwtEs256() {
        return javaJwtEc.verify(ecToken);
    }

    /** Of jose4j, RSA. */
    @Benchmark
    public Object jose4jRs256() throws Exception {
        return jose4jRsa.processToClaims(rsaToken);
    }

    /** Of jose4j, ECDSA. */
    @Benchmark
    public Object jose4jEs256() throws Exception {
        return jose4jEc.processToClaims(ecToken);
    }
}
