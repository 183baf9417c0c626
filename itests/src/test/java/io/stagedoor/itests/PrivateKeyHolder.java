package io.stagedoor.itests;

import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;

/** Somebody who signs tokens with a private key, made by the JDK. Others need the public key only. */
public final class PrivateKeyHolder {

    private final String algorithm;
    private final String signature;
    private final KeyPair keys;

    private PrivateKeyHolder(String algorithm, String kind, int bits, String signature) {
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

    /** One that signs by RS256. */
    public static PrivateKeyHolder rs256() {
        return new PrivateKeyHolder("RS256", "RSA", 2048, "SHA256withRSA");
    }

    /** One that signs by ES256. */
    public static PrivateKeyHolder es256() {
        return new PrivateKeyHolder("ES256", "EC", 256, "SHA256withECDSAinP1363Format");
    }

    /** One that signs by EdDSA. */
    public static PrivateKeyHolder edDsa() {
        return new PrivateKeyHolder("EdDSA", "Ed25519", 0, "Ed25519");
    }

    /** A token of these claims. */
    public String sign(String kid, Token token) {
        String input = Base64URL.encode("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\",\"kid\":\"" + kid + "\"}") + "."
                + Base64URL.encode(token.json());
        try {
            Signature signer = Signature.getInstance(signature);
            signer.initSign(keys.getPrivate());
            signer.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + Base64URL.encode(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public key in PEM. */
    public String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** The public key as JWK; of RSA only. */
    public String jwk(String kid) {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        return "{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"" + algorithm + "\",\"kid\":\"" + kid + "\",\"n\":\""
                + unsigned(key.getModulus()) + "\",\"e\":\"" + unsigned(key.getPublicExponent()) + "\"}";
    }

    private static Base64URL unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return Base64URL.encode(bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }
}
