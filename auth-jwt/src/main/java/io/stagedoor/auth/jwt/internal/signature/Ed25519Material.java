package io.stagedoor.auth.jwt.internal.signature;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** A point on Ed25519, RFC 8032 §5.1. Verified by Bouncy Castle: Nimbus' verifier needs another library. */
public final class Ed25519Material implements Material {

    /** SubjectPublicKeyInfo of RFC 8410 §4 up to the point itself. */
    private static final byte[] INFO = HexFormat.of().parseHex("302a300506032b6570032100");

    private final byte[] point;

    /** @throws IllegalArgumentException if the bytes are not a point of the large group */
    public Ed25519Material(byte[] point) {
        // Points of small order pass a partial check: some signatures hold for them over any message.
        if (point.length != Ed25519.PUBLIC_KEY_SIZE || !Ed25519.validatePublicKeyFull(point, 0)) {
            throw new IllegalArgumentException("a key that is not a point on the curve Ed25519");
        }
        this.point = point.clone();
    }

    @Override
    public List<Algorithm> fits() {
        return List.of(Algorithm.EDDSA);
    }

    @Override
    public Verifier verifier(Algorithm algorithm) {
        Ed25519PublicKeyParameters key = new Ed25519PublicKeyParameters(point);
        return (signingInput, signature) -> {
            byte[] bytes = signature.decode();
            return bytes.length == Ed25519.SIGNATURE_SIZE
                    && key.verify(Ed25519.Algorithm.Ed25519, null, signingInput, 0, signingInput.length, bytes, 0);
        };
    }

    @Override
    public String kind() {
        return "OKP Ed25519";
    }

    @Override
    public String fingerprint() {
        byte[] info = Arrays.copyOf(INFO, INFO.length + point.length);
        System.arraycopy(point, 0, info, INFO.length, point.length);
        return Material.fingerprint(info);
    }

    @Override
    public byte[] identity() {
        return point.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ed25519Material that && Arrays.equals(point, that.point);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(point);
    }
}
