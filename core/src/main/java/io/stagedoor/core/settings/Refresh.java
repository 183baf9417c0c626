package io.stagedoor.core.settings;

import io.stagedoor.auth.support.text.Redacted;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * By what somebody else than the client itself may replace its grant, and how often that was done. It lies in the session, as types of the JDK, so that no update of
 * a bundle changes it. A bundle that does not know it drops it, and nobody replaces the grant by it any more. Immutable.
 *
 * @param id secret, nobody can guess it: whoever knows it names the session, and nobody but the client and its application is told it; empty if nobody is to
 * @param count how often the grant was replaced
 */
public record Refresh(String id, int count) {

    /** Of a client that nobody has told an id. */
    public static final Refresh NONE = new Refresh("", 0);

    /** The longest id that is looked for, in characters; a longer one is nobody's. */
    public static final int MAX_LENGTH = 64;

    private static final String ID = "refreshId";
    private static final String COUNT = "refreshes";

    private static final SecureRandom RANDOM = new SecureRandom();
    /** 192 bits, which makes the text as long as those that are redacted wherever they stand. */
    private static final int BYTES = 24;

    private static final String ALGORITHM = "SHA-256";

    /** What an id is looked up by: how long that takes says nothing of other ids. */
    public record Key(long high, long low) {}

    /** With an id that nobody had before. */
    public static Refresh next() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new Refresh(Redacted.ID + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), 0);
    }

    /** The same of a grant that was replaced once more. */
    public Refresh again() {
        return new Refresh(id, count + 1);
    }

    /** The id; empty if nobody was told one. */
    public Optional<String> told() {
        return id.isEmpty() ? Optional.empty() : Optional.of(id);
    }

    /** Writes it into a session. */
    public void putInto(Map<String, Object> session) {
        if (!id.isEmpty()) {
            session.put(ID, id);
        }
        if (count > 0) {
            session.put(COUNT, count);
        }
    }

    /** What a session has of it, as every front end keeps it. Reads two entries. */
    public static Refresh of(Map<String, Object> session) {
        String id = session.get(ID) instanceof String text ? text : "";
        int count = session.get(COUNT) instanceof Integer number ? number : 0;
        return id.isEmpty() && count == 0 ? NONE : new Refresh(id, count);
    }

    /** How often the grant of a session was replaced. */
    public static int countOf(Map<String, Object> session) {
        return session.get(COUNT) instanceof Integer number ? number : 0;
    }

    /** What a session is found by; {@code null} if nobody was told an id. */
    public static @Nullable Key keyOf(Map<String, Object> session) {
        return session.get(ID) instanceof String id ? key(id) : null;
    }

    /** What the session of an id is found by. */
    public static Key key(String id) {
        try {
            ByteBuffer digest =
                    ByteBuffer.wrap(MessageDigest.getInstance(ALGORITHM).digest(id.getBytes(StandardCharsets.UTF_8)));
            return new Key(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** Shows nothing of the id. */
    @Override
    public String toString() {
        return "Refresh[***, " + count + "]";
    }
}
