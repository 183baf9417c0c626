package io.stagedoor.auth.jwt.internal.signature;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A key as numbers, checked. Two are equal if they are the same key. Nothing is registered with the platform: RSA is verified by the JDK, curves
 * by Bouncy Castle, which takes a tenth of the time.
 */
public sealed interface Material permits RsaMaterial, EcMaterial, Ed25519Material, SharedMaterial {

    /** The algorithms that its kind and curve allow. */
    List<Algorithm> fits();

    /**
     * A verifier.
     *
     * @param algorithm one that fits
     */
    Verifier verifier(Algorithm algorithm);

    /** Its kind and its size or curve, for people: {@code RSA 2048}, {@code EC P-256}, {@code OKP Ed25519}. */
    String kind();

    /** What operators know it by: the SHA-256 of its SubjectPublicKeyInfo, in part; empty for a secret. */
    String fingerprint();

    /** Bytes that no other key has; a copy. */
    byte[] identity();

    /** The beginning of the SHA-256 of a public key. */
    static String fingerprint(byte[] encoded) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
