package io.stagedoor.core.session;

import io.stagedoor.auth.Holder;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a session says of the proof that its client came with, proven or not, as every front end keeps it. Each text is empty if it is not known. Read without
 * reading the whole grant: there may be a million sessions.
 *
 * @param subject who it is, or says that it is
 * @param issuedAt in seconds since 1970; -1 if it is not known
 */
public record Proof(String subject, String issuer, String tokenId, String sessionId, String keyId, long issuedAt) {

    /** Of a client that nobody knows. */
    private static final Proof NONE = new Proof("", "", "", "", "", -1);

    private static final int SUBJECT = 0;
    private static final int ISSUER = 1;
    private static final int TOKEN_ID = 2;
    private static final int SESSION_ID = 3;
    private static final int KEY_ID = 4;
    private static final int ISSUED_AT = 5;

    /** Of a session. */
    public static Proof of(Map<String, Object> session) {
        if (!(session.get(SessionState.GRANT) instanceof Map<?, ?> grant)) {
            return NONE;
        }
        // In the order in which a grant writes it.
        List<?> holder = grant.get("holder") instanceof List<?> known ? known : List.of();
        String name = text(holder, SUBJECT).isEmpty() && grant.get("subject") instanceof String claimed
                ? Holder.kept(claimed)
                : text(holder, SUBJECT);
        return new Proof(
                name,
                text(holder, ISSUER),
                text(holder, TOKEN_ID),
                text(holder, SESSION_ID),
                text(holder, KEY_ID),
                holder.size() > ISSUED_AT && holder.get(ISSUED_AT) instanceof Instant issued
                        ? issued.getEpochSecond()
                        : -1);
    }

    private static String text(List<?> list, int index) {
        return list.size() > index && list.get(index) instanceof String text ? text : "";
    }

    /** Shows nothing of it. */
    @Override
    public String toString() {
        return "Proof[***]";
    }
}
