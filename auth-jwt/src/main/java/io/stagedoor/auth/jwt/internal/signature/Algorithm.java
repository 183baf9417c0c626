package io.stagedoor.auth.jwt.internal.signature;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The algorithms that a token may be signed with (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2). {@code none} and everything else is
 * not one of them.
 */
public enum Algorithm {
    /** HMAC with SHA-256. */
    HS256(JWSAlgorithm.HS256, null, 32),
    /** HMAC with SHA-384. */
    HS384(JWSAlgorithm.HS384, null, 48),
    /** HMAC with SHA-512. */
    HS512(JWSAlgorithm.HS512, null, 64),
    /** RSASSA-PKCS1-v1_5 with SHA-256. */
    RS256(JWSAlgorithm.RS256, null, 0),
    /** RSASSA-PKCS1-v1_5 with SHA-384. */
    RS384(JWSAlgorithm.RS384, null, 0),
    /** RSASSA-PKCS1-v1_5 with SHA-512. */
    RS512(JWSAlgorithm.RS512, null, 0),
    /** RSASSA-PSS with SHA-256. */
    PS256(JWSAlgorithm.PS256, null, 0),
    /** RSASSA-PSS with SHA-384. */
    PS384(JWSAlgorithm.PS384, null, 0),
    /** RSASSA-PSS with SHA-512. */
    PS512(JWSAlgorithm.PS512, null, 0),
    /** ECDSA on P-256 with SHA-256. */
    ES256(JWSAlgorithm.ES256, Curve.P_256, 0),
    /** ECDSA on P-384 with SHA-384. */
    ES384(JWSAlgorithm.ES384, Curve.P_384, 0),
    /** ECDSA on P-521 with SHA-512. */
    ES512(JWSAlgorithm.ES512, Curve.P_521, 0),
    /** EdDSA on Ed25519, which RFC 9864 calls {@code Ed25519}. */
    EDDSA(JWSAlgorithm.EdDSA, Curve.Ed25519, 0, "Ed25519");

    private static final Map<String, Algorithm> BY_NAME = Stream.of(values())
            .flatMap(algorithm -> algorithm.names.stream().map(name -> Map.entry(name, algorithm)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private final List<String> names;
    private final JWSHeader header;
    private final @Nullable Curve curve;
    private final int leastSecretBytes;

    Algorithm(JWSAlgorithm algorithm, @Nullable Curve curve, int leastSecretBytes, String... otherNames) {
        this.names = Stream.concat(Stream.of(algorithm.getName()), Stream.of(otherNames))
                .toList();
        this.header = new JWSHeader(algorithm);
        this.curve = curve;
        this.leastSecretBytes = leastSecretBytes;
    }

    /** The algorithm of this name; empty if it is not one of these. Case counts. */
    public static Optional<Algorithm> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The names of some algorithms, in the order of this enum: {@code RS256, ES256}. */
    public static String names(Collection<Algorithm> algorithms, String between) {
        return algorithms.stream().sorted().map(Algorithm::shown).collect(Collectors.joining(between));
    }

    /** The algorithms that {@code what} holds for, in their order. */
    static List<Algorithm> all(Function<Algorithm, Boolean> what) {
        return Stream.of(values()).filter(what::apply).toList();
    }

    /** Its usual name. */
    public String shown() {
        return names.get(0);
    }

    /** Whether it is verified with the secret that it was signed with. */
    public boolean isForSecrets() {
        return leastSecretBytes > 0;
    }

    /** The least bytes of a secret for it, RFC 7518 §3.2; 0 if it is not for secrets. */
    public int leastSecretBytes() {
        return leastSecretBytes;
    }

    /** The bytes of its shortest signature by a key that is accepted: RFC 7518 §3.2 to §3.5, RFC 8032 §5.1.6. */
    public int leastSignatureBytes() {
        if (isForSecrets()) {
            return leastSecretBytes;
        }
        if (isForRsa()) {
            return RsaMaterial.LEAST_BITS / Byte.SIZE;
        }
        return switch (this) {
            case ES384 -> 96;
            case ES512 -> 132;
            default -> 64;
        };
    }

    /** Its curve; empty if it has none. */
    Optional<Curve> curve() {
        return Optional.ofNullable(curve);
    }

    /** Whether its keys are RSA keys. */
    boolean isForRsa() {
        return !isForSecrets() && curve == null;
    }

    /** A header that names this algorithm and nothing else: the library is never shown the token's own. */
    JWSHeader header() {
        return header;
    }
}
