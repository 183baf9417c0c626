package io.stagedoor.auth.jwt.internal.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys on curves, and signatures that the platform has made. */
class EcMaterialTest {

    private static final byte[] SIGNED = "header.payload".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @CsvSource({"ES256, P-256, secp256r1, 32", "ES384, P-384, secp384r1, 48", "ES512, P-521, secp521r1, 66"})
    void a_signature_holds_for_its_key_and_its_text_and_in_its_range(
            Algorithm algorithm, String curve, String jdkName, int half) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(jdkName));
        KeyPair keys = generator.generateKeyPair();
        Signature signer = Signature.getInstance("SHA" + algorithm.shown().substring(2) + "withECDSAinP1363Format");
        signer.initSign(keys.getPrivate());
        signer.update(SIGNED);
        byte[] signature = signer.sign();
        EcMaterial material = material(curve, keys);
        Verifier verifier = material.verifier(algorithm);
        for (int again = 0; again < 3; again++) {
            assertThat(verifier.hasSigned(SIGNED, Base64URL.encode(signature))).isTrue();
            assertThat(verifier.hasSigned(
                            "header.other".getBytes(StandardCharsets.US_ASCII), Base64URL.encode(signature)))
                    .isFalse();
            assertThat(material(curve, generator.generateKeyPair())
                            .verifier(algorithm)
                            .hasSigned(SIGNED, Base64URL.encode(signature)))
                    .isFalse();
        }
        assertThat(material.fingerprint())
                .isEqualTo(Material.fingerprint(keys.getPublic().getEncoded()));

        BigInteger order = ((ECPublicKey) keys.getPublic()).getParams().getOrder();
        BigInteger r = new BigInteger(1, signature, 0, half);
        BigInteger s = new BigInteger(1, signature, half, half);
        BigInteger most = BigInteger.ONE.shiftLeft(8 * half);
        for (BigInteger[] numbers : new BigInteger[][] {
            {BigInteger.ZERO, s}, {r, BigInteger.ZERO}, {BigInteger.ZERO, BigInteger.ZERO}, {order, s}, {r, order},
            {order, order}, {r.add(order), s}, {r, s.add(order)}, {BigInteger.ONE, BigInteger.ONE}, {s, r}
        }) {
            if (numbers[0].compareTo(most) < 0 && numbers[1].compareTo(most) < 0) {
                assertThat(verifier.hasSigned(SIGNED, Base64URL.encode(concat(numbers[0], numbers[1], half))))
                        .as("%s %s", numbers[0], numbers[1])
                        .isFalse();
            }
        }
    }

    private static EcMaterial material(String curve, KeyPair keys) {
        ECPublicKey key = (ECPublicKey) keys.getPublic();
        return new EcMaterial(
                Curve.parse(curve), key.getW().getAffineX(), key.getW().getAffineY());
    }

    private static byte[] concat(BigInteger r, BigInteger s, int half) {
        byte[] both = new byte[2 * half];
        put(r, both, half);
        put(s, both, 2 * half);
        return both;
    }

    private static void put(BigInteger number, byte[] into, int end) {
        byte[] bytes = number.toByteArray();
        for (int i = 0; i < bytes.length && end - 1 - i >= 0; i++) {
            if (bytes[bytes.length - 1 - i] != 0) {
                into[end - 1 - i] = bytes[bytes.length - 1 - i];
            }
        }
    }
}
