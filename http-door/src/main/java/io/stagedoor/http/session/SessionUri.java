package io.stagedoor.http.session;

import io.stagedoor.http.request.Carried;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * A session as the parameter of a URI: its id, and a signature of the path that it is good for, so that it opens nothing else.
 *
 * @param id the session's
 * @param signature of the path
 */
public record SessionUri(String id, String signature) {

    /** The name of the parameter. */
    public static final String PARAMETER = Carried.SESSION;

    public static final char SEPARATOR = '.';

    /** The session that a query carries; empty for none, and for more than one. */
    public static Optional<SessionUri> of(String query) {
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
        return found == null || separator < 0
                ? Optional.empty()
                : Optional.of(new SessionUri(found.substring(0, separator), found.substring(separator + 1)));
    }

    /** The parameter of a session for a path. */
    public static SessionUri of(HttpSession session, String path) {
        return new SessionUri(session.id(), new PathSigner(session, "").sign(path));
    }

    /** Whether the session is good for this path by its signature. */
    public boolean isFor(HttpSession session, String path) {
        return MessageDigest.isEqual(
                new PathSigner(session, "").sign(path).getBytes(StandardCharsets.US_ASCII),
                signature.getBytes(StandardCharsets.UTF_8));
    }

    /** As it stands in a query. */
    public String pair() {
        return PARAMETER + "=" + id + SEPARATOR + signature;
    }

    /** Shows nothing of itself: who holds it may play. */
    @Override
    public String toString() {
        return "SessionUri[***]";
    }
}
