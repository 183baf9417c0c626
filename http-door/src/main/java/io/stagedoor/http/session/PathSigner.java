package io.stagedoor.http.session;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs paths by the key of one session: 128 bits of an HMAC-SHA256 over the application and the path, in base64url. Signs as many as are
 * wanted, one after the other; for one thread.
 */
public final class PathSigner {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int DIGEST_BYTES = 32;
    private static final int SIGNATURE_BYTES = 16;

    private final Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    private final Mac mac;
    private final byte[] beginning;
    private final byte[] digest = new byte[DIGEST_BYTES];
    private final byte[] signature = new byte[SIGNATURE_BYTES];
    private final byte[] text = encoder.encode(signature);

    /**
     * A signer for a session.
     *
     * @param folder what all paths that are signed begin with; empty for whole paths
     */
    public PathSigner(HttpSession session, String folder) {
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(session.key().getBytes(StandardCharsets.US_ASCII), ALGORITHM));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
        beginning = (session.path().application() + "\n" + folder).getBytes(StandardCharsets.UTF_8);
    }

    /** The signature of the rest of a path, in UTF-8. Good until the next is made; not to be changed. */
    public byte[] sign(byte[] rest, int from, int to) {
        mac.update(beginning, 0, beginning.length);
        mac.update(rest, from, to - from);
        try {
            mac.doFinal(digest, 0);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("a digest of " + ALGORITHM + " has " + DIGEST_BYTES + " bytes", e);
        }
        System.arraycopy(digest, 0, signature, 0, SIGNATURE_BYTES);
        encoder.encode(signature, text);
        return text;
    }

    /** The signature of the rest of a path. */
    public String sign(String rest) {
        byte[] bytes = rest.getBytes(StandardCharsets.UTF_8);
        return new String(sign(bytes, 0, bytes.length), StandardCharsets.US_ASCII);
    }
}
