package io.stagedoor.auth.jwt.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/** Somebody who signs tokens with a private key. Keys and signatures are made by the JDK alone, without any code or library of the provider. */
public final class SigningParty {

    private static final Map<String, String> CURVES =
            Map.of("ES256", "secp256r1", "ES384", "secp384r1", "ES512", "secp521r1");

    private final String algorithm;
    private final KeyPair keys;

    private SigningParty(String algorithm, KeyPair keys) {
        this.algorithm = algorithm;
        this.keys = keys;
    }

    /** One with a new key. */
    public static SigningParty of(String algorithm) {
        return new SigningParty(algorithm, newKeys(algorithm));
    }

    /** The same key, used for another algorithm. */
    public SigningParty signingBy(String other) {
        return new SigningParty(other, keys);
    }

    private static KeyPair newKeys(String algorithm) {
        try {
            KeyPairGenerator generator;
            if (CURVES.containsKey(algorithm)) {
                generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec(CURVES.get(algorithm)));
            } else if (algorithm.startsWith("Ed")) {
                generator = KeyPairGenerator.getInstance("Ed25519");
            } else {
                generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A token with the claims, and a header that names the algorithm and perhaps the key. */
    public String token(String kid, String claims) {
        String named = kid.isEmpty() ? "" : ",\"kid\":\"" + kid + "\"";
        return signed("{\"alg\":\"" + algorithm + "\"" + named + "}", claims);
    }

    /** A token with this header and payload. */
    public String signed(String header, String payload) {
        String input = JwtFixtures.base64(header) + "." + JwtFixtures.base64(payload);
        return input + "." + JwtFixtures.base64(signature(input.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The signature over this. */
    public byte[] signature(byte[] input) {
        try {
            Signature signature = Signature.getInstance(name());
            if (algorithm.startsWith("PS")) {
                int bits = Integer.parseInt(algorithm.substring(2));
                signature.setParameter(
                        new PSSParameterSpec("SHA-" + bits, "MGF1", new MGF1ParameterSpec("SHA-" + bits), bits / 8, 1));
            }
            signature.initSign(keys.getPrivate());
            signature.update(input);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private String name() {
        String sha = "SHA" + algorithm.substring(2);
        return switch (algorithm.substring(0, 2)) {
            case "RS" -> sha + "withRSA";
            case "PS" -> "RSASSA-PSS";
            case "ES" -> sha + "withECDSAinP1363Format";
            default -> "Ed25519";
        };
    }

    /** The public key in PEM. */
    public String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(keys.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** The public key as JWK; further members with commas before them. */
    public String jwk(String kid, String more) {
        return "{\"kid\":\"" + kid + "\"," + jwkMembers() + more + "}";
    }

    /** The members that are the key itself. */
    public String jwkMembers() {
        if (keys.getPublic() instanceof RSAPublicKey rsa) {
            return "\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\""
                    .formatted(base64(rsa.getModulus(), 0), base64(rsa.getPublicExponent(), 0));
        }
        if (keys.getPublic() instanceof ECPublicKey ec) {
            int bits = ec.getParams().getCurve().getField().getFieldSize();
            return "\"kty\":\"EC\",\"crv\":\"P-%d\",\"x\":\"%s\",\"y\":\"%s\""
                    .formatted(
                            bits,
                            base64(ec.getW().getAffineX(), (bits + 7) / 8),
                            base64(ec.getW().getAffineY(), (bits + 7) / 8));
        }
        byte[] encoded = keys.getPublic().getEncoded();
        return "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\""
                .formatted(JwtFixtures.base64(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)));
    }

    /** The public key as the bytes that somebody may take for a secret. */
    public byte[] encoded() {
        return keys.getPublic().getEncoded();
    }

    private static String base64(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        int from = bytes[0] == 0 && bytes.length > 1 ? 1 : 0;
        byte[] plain = Arrays.copyOfRange(bytes, from, bytes.length);
        byte[] padded = new byte[Math.max(length, plain.length)];
        System.arraycopy(plain, 0, padded, padded.length - plain.length, plain.length);
        return JwtFixtures.base64(padded);
    }

    /** Puts a file in the place of another in one step. */
    public static void replace(Path file, String content) {
        try {
            Path part = Files.writeString(file.resolveSibling(file.getFileName() + ".part"), content);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
