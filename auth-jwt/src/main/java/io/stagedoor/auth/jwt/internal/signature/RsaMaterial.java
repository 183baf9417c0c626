package io.stagedoor.auth.jwt.internal.signature;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.Security;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;

/**
 * An RSA public key.
 *
 * @param modulus odd, of {@value #LEAST_BITS} to {@value #MOST_BITS} bits
 * @param exponent odd, of 3 to 32 bits
 */
public record RsaMaterial(BigInteger modulus, BigInteger exponent) implements Material {

    static final int LEAST_BITS = 2048;
    static final int MOST_BITS = 8192;

    private static final String JDK = "SunRsaSign";
    private static final int MOST_EXPONENT_BITS = 32;

    /** @throws IllegalArgumentException with the reason why the numbers make no key that is accepted */
    public RsaMaterial {
        int bits = modulus.bitLength();
        if (modulus.signum() <= 0 || bits < LEAST_BITS || bits > MOST_BITS) {
            throw new IllegalArgumentException(
                    "an RSA key of " + bits + " bits; it must have " + LEAST_BITS + " to " + MOST_BITS);
        }
        if (!modulus.testBit(0)) {
            throw new IllegalArgumentException("an RSA key whose modulus is even");
        }
        // 1 makes every message its own signature; an even one has no private exponent.
        if (exponent.compareTo(BigInteger.valueOf(3)) < 0
                || !exponent.testBit(0)
                || exponent.bitLength() > MOST_EXPONENT_BITS) {
            throw new IllegalArgumentException("an RSA key whose exponent is even, below 3 or above 32 bits");
        }
    }

    @Override
    public List<Algorithm> fits() {
        return Algorithm.all(Algorithm::isForRsa);
    }

    @Override
    public Verifier verifier(Algorithm algorithm) {
        RSASSAVerifier verifier = new RSASSAVerifier(key());
        Provider jdk = Security.getProvider(JDK);
        if (jdk != null) {
            // Else the library has it looked for again for each token, and another one may stand before it.
            verifier.getJCAContext().setProvider(jdk);
        }
        return (signingInput, signature) -> {
            try {
                return verifier.verify(algorithm.header(), signingInput, signature);
            } catch (JOSEException e) {
                return false;
            }
        };
    }

    @Override
    public String kind() {
        return "RSA " + modulus.bitLength();
    }

    @Override
    public String fingerprint() {
        return Material.fingerprint(key().getEncoded());
    }

    @Override
    public byte[] identity() {
        return key().getEncoded();
    }

    private RSAPublicKey key() {
        try {
            return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("an RSA key that the platform does not accept", e);
        }
    }
}
