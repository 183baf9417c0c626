package io.stagedoor.benchmarks.jwt;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;

/** Somebody who signs tokens with a private key: what the JDK makes, and what an identity provider's token has in it. */
final class KeyHolder {

    static final String AUDIENCE = "https://media.example.com";

    private static final long LIFETIME_SECONDS = 6 * 60 * 60;

    private final String algorithm;
    private final String signature;
    private final KeyPair keys;

    private KeyHolder(String algorithm, String kind, int bits, String signature) {
        this.algorithm = algorithm;
        this.signature = signature;
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            if (bits > 0) {
                generator.initialize(bits);
            }
            keys = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static KeyHolder rs256() {
        return new KeyHolder("RS256", "RSA", 2048, "SHA256withRSA");
    }

    static KeyHolder es256() {
        return new KeyHolder("ES256", "EC", 256, "SHA256withECDSAinP1363Format");
    }

    static KeyHolder edDsa() {
        return new KeyHolder("EdDSA", "Ed25519", 0, "Ed25519");
    }

    /** The name that the JDK and Bouncy Castle's provider have for the signature. */
    String signatureName() {
        return signature;
    }

    PublicKey publicKey() {
        return keys.getPublic();
    }

    /** The public key in PEM. */
    String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** A token for a room, good for some hours. */
    String token(String issuer, String kid) {
        long now = Instant.now().getEpochSecond();
        String input = base64("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\",\"kid\":\"" + kid + "\"}") + "."
                + base64("{\"https://media.example.com/roles\":[\"streamers\"],\"iss\":\"" + issuer + "\",\"sub\":\""
                        + Tokens.SUBJECT + "\",\"aud\":[\"" + AUDIENCE + "\",\"" + issuer + "userinfo\"],\"iat\":" + now
                        + ",\"exp\":" + (now + LIFETIME_SECONDS)
                        + ",\"scope\":\"openid profile email\",\"azp\":\"my_client_id\","
                        + "\"permissions\":[\"publish:live\",\"play:live\"]}");
        return input + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(sign(keys.getPrivate(), bytes(input)));
    }

    private byte[] sign(PrivateKey key, byte[] input) {
        try {
            Signature signer = Signature.getInstance(signature);
            signer.initSign(key);
            signer.update(input);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(text));
    }
}
