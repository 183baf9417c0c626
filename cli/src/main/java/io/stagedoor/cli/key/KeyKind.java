package io.stagedoor.cli.key;

import static java.util.Objects.requireNonNull;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An algorithm that a private key signs tokens by (RFC 7518 §3.1, RFC 8037 §3.1). Keys and signatures are made by the JDK. */
enum KeyKind {
    RS256("RSA", "SHA256withRSA", null),
    RS384("RSA", "SHA384withRSA", null),
    RS512("RSA", "SHA512withRSA", null),
    PS256("RSA", "RSASSA-PSS", null),
    PS384("RSA", "RSASSA-PSS", null),
    PS512("RSA", "RSASSA-PSS", null),
    ES256("EC", "SHA256withECDSAinP1363Format", Curve.P_256),
    ES384("EC", "SHA384withECDSAinP1363Format", Curve.P_384),
    ES512("EC", "SHA512withECDSAinP1363Format", Curve.P_521),
    EDDSA("Ed25519", "Ed25519", Curve.Ed25519);

    private static final int RSA_BITS = 2048;
    private static final int ED25519_BYTES = 32;

    private final String kind;
    private final String signature;
    /** Null for RSA. */
    private final @Nullable Curve curve;

    KeyKind(String kind, String signature, @Nullable Curve curve) {
        this.kind = kind;
        this.signature = signature;
        this.curve = curve;
    }

    /** The one of this name; empty if there is none. */
    static Optional<KeyKind> named(String algorithm) {
        return Stream.of(values())
                .filter(one -> one.algorithm().getName().equals(algorithm))
                .findFirst();
    }

    /** The usual one for a private key; empty for a key of another kind or curve. */
    static Optional<KeyKind> of(PrivateKey key) {
        return Stream.of(values()).filter(one -> one.fits(key)).findFirst();
    }

    /** The name in a token. */
    JWSAlgorithm algorithm() {
        return this == EDDSA ? JWSAlgorithm.EdDSA : JWSAlgorithm.parse(name());
    }

    /** Whether a private key can sign by it. */
    boolean fits(Key key) {
        if (key instanceof java.security.interfaces.ECKey ec) {
            return curve != null && curve.equals(Curve.forECParameterSpec(ec.getParams()));
        }
        return key.getAlgorithm().equals(kind)
                || kind.equals("Ed25519") && key.getAlgorithm().equals("EdDSA");
    }

    /** A new pair of keys. */
    KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            if (kind.equals("RSA")) {
                generator.initialize(RSA_BITS);
            } else if (kind.equals("EC")) {
                generator.initialize(
                        new ECGenParameterSpec(requireNonNull(curve).getStdName()));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The public key, for this algorithm only.
     *
     * @param kid empty for the key's thumbprint (RFC 7638)
     */
    JWK jwk(PublicKey key, String kid) {
        try {
            JWK jwk = jwk(key);
            String named = kid.isEmpty() ? jwk.computeThumbprint().toString() : kid;
            if (jwk instanceof RSAKey rsa) {
                return new RSAKey.Builder(rsa)
                        .keyUse(KeyUse.SIGNATURE)
                        .algorithm(algorithm())
                        .keyID(named)
                        .build();
            }
            if (jwk instanceof ECKey ec) {
                return new ECKey.Builder(ec)
                        .keyUse(KeyUse.SIGNATURE)
                        .algorithm(algorithm())
                        .keyID(named)
                        .build();
            }
            return new OctetKeyPair.Builder((OctetKeyPair) jwk)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(algorithm())
                    .keyID(named)
                    .build();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private JWK jwk(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            return new RSAKey.Builder(rsa).build();
        }
        if (key instanceof ECPublicKey ec) {
            return new ECKey.Builder(requireNonNull(curve), ec).build();
        }
        byte[] encoded = key.getEncoded();
        return new OctetKeyPair.Builder(
                        Curve.Ed25519,
                        Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - ED25519_BYTES, encoded.length)))
                .build();
    }

    /** The signature of a key that fits. */
    byte[] sign(PrivateKey key, byte[] input) {
        try {
            Signature signer = Signature.getInstance(signature);
            setParameter(signer);
            signer.initSign(key);
            signer.update(input);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void setParameter(Signature signer) throws InvalidAlgorithmParameterException {
        if (signature.equals("RSASSA-PSS")) {
            int bits = Integer.parseInt(name().substring(2));
            String hash = "SHA-" + bits;
            signer.setParameter(new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), bits / Byte.SIZE, 1));
        }
    }
}
