package io.stagedoor.cli.operations;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How a server shows that it knows the token of the channel, without showing it: the HMAC-SHA256 (RFC 2104), by the token, of a text with
 * the address that was asked, and a nonce.
 */
final class Proof {

    /** The header of a request without a token. */
    static final String NONCE = "Stagedoor-Nonce";

    /** The header of the answer. */
    static final String ANSWER = "Stagedoor-Proof";

    private static final String CONTEXT = "stagedoor operations channel\n";
    private static final String HMAC = "HmacSHA256";
    private static final int NONCE_BYTES = 32;

    private final String nonce;
    private final byte[] wanted;

    private Proof(String nonce, byte[] wanted) {
        this.nonce = nonce;
        this.wanted = wanted;
    }

    /**
     * What is wanted of one server, once.
     *
     * @param host address and port, as in the header {@code Host}
     */
    static Proof make(String host, String token) {
        byte[] random = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(random);
        String nonce = HexFormat.of().formatHex(random);
        return new Proof(nonce, of(host, token, nonce).getBytes(StandardCharsets.US_ASCII));
    }

    /** What a server answers, in hexadecimal digits. */
    static String of(String host, String token, String nonce) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.US_ASCII), HMAC));
            return HexFormat.of()
                    .formatHex(mac.doFinal((CONTEXT + host + "\n" + nonce).getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }

    String nonce() {
        return nonce;
    }

    /** Whether an answer has exactly the proof. In constant time. */
    boolean isGivenBy(List<String> answers) {
        return answers.size() == 1 && MessageDigest.isEqual(answers.get(0).getBytes(StandardCharsets.UTF_8), wanted);
    }
}
