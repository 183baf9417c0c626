package io.stagedoor.red5.hook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.red5.server.api.IConnection;
import org.red5.server.net.rtmp.RTMPConnManager;

/**
 * Protects the ids of RTMPT sessions. The path of each request has the id, and everybody who knows it can use the
 * session. So the id is a secret, and Stagedoor writes it nowhere. Thread-safe.
 */
public final class Rtmpt {

    private static final String PACKAGE = "org.red5.server.net.rtmpt.";
    private static final String PREFIX = "rtmpt-";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int SHOWN_BYTES = 10;

    /** Lasts as long as the server does: a digest says the same in all logs, and cannot be tried out elsewhere. */
    private static final SecretKeySpec KEY = key();

    private Rtmpt() {}

    /**
     * The name of a connection in logs, events and requests.
     *
     * @param connection of any kind
     * @return its session id; for a connection by RTMPT a digest of it, the same for as long as the server runs. Empty where there is
     *     no session id
     */
    public static String idOf(IConnection connection) {
        String id = connection.getSessionId();
        if (id == null) {
            return "";
        }
        return is(connection) ? digest(id) : id;
    }

    /**
     * Where an RTMPT session was opened from.
     *
     * @param sessionId as it stands in a request's path
     * @return the client's address at that time; empty where there is no such session (any more)
     */
    public static Optional<String> openedFrom(String sessionId) {
        return find(sessionId).map(IConnection::getRemoteAddress);
    }

    /**
     * The replacement for a word in logs.
     *
     * @return the digest of a session that there is; empty for any other word
     */
    public static Optional<String> shown(String word) {
        return find(word).map(connection -> digest(word));
    }

    private static Optional<IConnection> find(String sessionId) {
        // Generations of Red5 differ in the type that this gives.
        Object found = RTMPConnManager.getInstance().getConnectionBySessionId(sessionId);
        return found instanceof IConnection connection && is(connection) ? Optional.of(connection) : Optional.empty();
    }

    private static boolean is(IConnection connection) {
        for (Class<?> type = connection.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().startsWith(PACKAGE)) {
                return true;
            }
        }
        return false;
    }

    private static String digest(String id) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(KEY);
            byte[] digest = mac.doFinal(id.getBytes(StandardCharsets.UTF_8));
            return PREFIX + HexFormat.of().formatHex(digest, 0, SHOWN_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }

    private static SecretKeySpec key() {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        return new SecretKeySpec(random, ALGORITHM);
    }
}
