package io.stagedoor.red5.bridge.http;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A session as the parameter of a URI: its id, and a signature of the path that it is good for, so that it opens nothing else.
 *
 * @param id the session's
 * @param signature of the path
 */
record SessionUri(String id, String signature) {

    /** The name of the parameter. */
    static final String PARAMETER = "stagedoor";

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SIGNATURE_BYTES = 16;
    private static final char SEPARATOR = '.';

    /** The session that a query carries; empty for none, and for more than one. */
    static Optional<SessionUri> of(String query) {
        String prefix = PARAMETER + "=";
        String found = null;
        for (String pair : query.split("&")) {
            if (pair.startsWith(prefix)) {
                if (found != null) {
                    return Optional.empty();
                }
                found = pair.substring(prefix.length());
            }
        }
        int separator = found == null ? -1 : found.indexOf(SEPARATOR);
        return separator < 0
                ? Optional.empty()
                : Optional.of(new SessionUri(found.substring(0, separator), found.substring(separator + 1)));
    }

    /** The parameter of a session for a path. */
    static SessionUri of(HttpSession session, String path) {
        return new SessionUri(session.id(), sign(session, path));
    }

    /** Whether the session is good for this path by its signature. */
    boolean isFor(HttpSession session, String path) {
        return MessageDigest.isEqual(
                sign(session, path).getBytes(StandardCharsets.US_ASCII), signature.getBytes(StandardCharsets.UTF_8));
    }

    private static String sign(HttpSession session, String path) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(session.key().getBytes(StandardCharsets.US_ASCII), ALGORITHM));
            byte[] whole = mac.doFinal((session.path().application() + "\n" + path).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(whole, SIGNATURE_BYTES));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** As it stands in a query. */
    String pair() {
        return PARAMETER + "=" + id + SEPARATOR + signature;
    }

    /** Shows nothing of itself: who holds it may play. */
    @Override
    public String toString() {
        return "SessionUri[***]";
    }
}
