package io.stagedoor.auth.jwt.internal.source;

import com.nimbusds.jose.jwk.Curve;
import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.signature.EcMaterial;
import io.stagedoor.auth.jwt.internal.signature.Ed25519Material;
import io.stagedoor.auth.jwt.internal.signature.Material;
import io.stagedoor.auth.jwt.internal.signature.RsaMaterial;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One public key, or one certificate, in PEM (RFC 7468 §13, §5). Of a certificate only the key counts. */
final class Pem {

    static final String BEGIN = "-----BEGIN ";

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final String PUBLIC_KEY = "PUBLIC KEY";
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final int ED25519_BYTES = 32;

    /** By the identifiers of RFC 3279 §2.3 and RFC 8410 §3 in DER: the name that the platform has for a kind. */
    private static final Map<String, String> KINDS = Map.of(
            "06092a864886f70d010101", "RSA",
            "06072a8648ce3d0201", "EC",
            "06032b6570", "Ed25519");

    private Pem() {}

    /**
     * The key.
     *
     * @param name what the configuration calls it; empty for nothing
     * @throws IllegalArgumentException saying of the file what is wrong with it
     */
    static KeyReading read(String text, String name, Set<Algorithm> allowed) {
        Material material = material(text);
        try {
            return new KeyReading(
                    List.of(new IssuerKey(name, false, material, Acceptance.algorithms(material, null, allowed), "")),
                    List.of());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("has no key that can be used: " + e.getMessage(), e);
        }
    }

    private static Material material(String text) {
        if (text.indexOf(BEGIN) != text.lastIndexOf(BEGIN)) {
            throw new IllegalArgumentException(
                    "has more than one PEM block; write each key into a file of its own, and name it by keys.NAME");
        }
        Matcher block = BLOCK.matcher(text);
        if (!block.find()) {
            throw new IllegalArgumentException("has a PEM block that is damaged; copy it again");
        }
        byte[] der = decoded(block.group(2));
        try {
            return switch (block.group(1)) {
                case PUBLIC_KEY -> ofKey(der);
                case CERTIFICATE ->
                    ofKey(CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der))
                            .getPublicKey()
                            .getEncoded());
                default -> throw new IllegalArgumentException(otherwise(block.group(1)));
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("has a key that cannot be read; copy it again", e);
        }
    }

    private static String otherwise(String kind) {
        return kind.contains("PRIVATE")
                ? "holds a private key, which no server needs; put the public one there: openssl pkey -in FILE -pubout"
                : "holds a " + kind + "; it must be a PUBLIC KEY or a CERTIFICATE";
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("has a PEM block that is damaged; copy it again", e);
        }
    }

    /** @param info SubjectPublicKeyInfo, RFC 5280 §4.1 */
    private static Material ofKey(byte[] info) throws GeneralSecurityException {
        PublicKey key = KeyFactory.getInstance(kind(info)).generatePublic(new X509EncodedKeySpec(info));
        if (key instanceof RSAPublicKey rsa) {
            return new RsaMaterial(rsa.getModulus(), rsa.getPublicExponent());
        }
        if (key instanceof ECPublicKey ec) {
            Curve curve = Curve.forECParameterSpec(ec.getParams());
            if (curve == null) {
                throw new IllegalArgumentException(
                        "has a key on another curve than P-256, P-384, P-521 and Ed25519; use one of these");
            }
            return new EcMaterial(curve, ec.getW().getAffineX(), ec.getW().getAffineY());
        }
        return new Ed25519Material(Arrays.copyOfRange(info, info.length - ED25519_BYTES, info.length));
    }

    private static String kind(byte[] info) {
        String hex = java.util.HexFormat.of().formatHex(info, 0, Math.min(info.length, 40));
        return KINDS.entrySet().stream()
                .filter(kind -> hex.contains(kind.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "has a key of another kind than RSA, EC and Ed25519; use one of these"));
    }
}
