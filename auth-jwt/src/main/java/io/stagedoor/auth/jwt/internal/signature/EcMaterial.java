package io.stagedoor.auth.jwt.internal.signature;

import com.nimbusds.jose.crypto.utils.ECChecks;
import com.nimbusds.jose.jwk.Curve;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.spec.ECFieldFp;
import java.util.List;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.jce.spec.ECNamedCurveParameterSpec;
import org.bouncycastle.jce.spec.ECPublicKeySpec;

/**
 * A point on one of the curves of {@link Algorithm}.
 *
 * @param curve P-256, P-384 or P-521
 */
public record EcMaterial(Curve curve, BigInteger x, BigInteger y) implements Material {

    /** @throws IllegalArgumentException with the reason why this is no key that is accepted */
    public EcMaterial {
        if (fits(curve).isEmpty() || curve.toECParameterSpec() == null) {
            throw new IllegalArgumentException("a key on another curve than P-256, P-384, P-521 and Ed25519");
        }
        if (!isCoordinate(x, curve)
                || !isCoordinate(y, curve)
                || !ECChecks.isPointOnCurve(x, y, curve.toECParameterSpec())) {
            throw new IllegalArgumentException("a key that is not a point on the curve " + curve);
        }
    }

    private static boolean isCoordinate(BigInteger number, Curve curve) {
        ECFieldFp field = (ECFieldFp) curve.toECParameterSpec().getCurve().getField();
        return number.signum() >= 0 && number.compareTo(field.getP()) < 0;
    }

    private static List<Algorithm> fits(Curve curve) {
        return Algorithm.all(
                algorithm -> algorithm.curve().filter(curve::equals).isPresent());
    }

    @Override
    public List<Algorithm> fits() {
        return fits(curve);
    }

    /** The key is made ready once: the library would do that for each signature if it were handed over as a key of the platform. */
    @Override
    public Verifier verifier(Algorithm algorithm) {
        ECDomainParameters domain = new ECDomainParameters(CustomNamedCurves.getByName(curve.getName()));
        ECPublicKeyParameters key = new ECPublicKeyParameters(domain.getCurve().createPoint(x, y), domain);
        String digest = "SHA-" + algorithm.shown().substring(2);
        int half = algorithm.leastSignatureBytes() / 2;
        return (signingInput, signature) -> {
            byte[] bytes = signature.decode();
            if (bytes.length != 2 * half) {
                return false;
            }
            ECDSASigner signer = new ECDSASigner();
            signer.init(false, key);
            // It refuses numbers that are not from 1 to below the curve's order.
            return signer.verifySignature(
                    hash(digest, signingInput),
                    new BigInteger(1, bytes, 0, half),
                    new BigInteger(1, bytes, half, half));
        };
    }

    /** By the platform, which has the processor do it. */
    private static byte[] hash(String digest, byte[] input) {
        try {
            return MessageDigest.getInstance(digest).digest(input);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String kind() {
        return "EC " + curve;
    }

    @Override
    public String fingerprint() {
        return Material.fingerprint(encoded());
    }

    @Override
    public byte[] identity() {
        return encoded();
    }

    /** On the named curve of our own: never with parameters that come with a key. */
    private byte[] encoded() {
        // By its name: otherwise the library writes all numbers of the curve, and nobody else's hash is the same.
        ECNamedCurveParameterSpec named = ECNamedCurveTable.getParameterSpec(curve.getName());
        try {
            return KeyFactory.getInstance("EC", BouncyCastle.PROVIDER)
                    .generatePublic(new ECPublicKeySpec(named.getCurve().createPoint(x, y), named))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a key that is not accepted on the curve " + curve, e);
        }
    }
}
