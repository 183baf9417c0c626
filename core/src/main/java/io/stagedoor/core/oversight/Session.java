package io.stagedoor.core.oversight;

import io.stagedoor.auth.Grant;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.audit.AuditEvent;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.session.Entry;
import io.stagedoor.core.session.Group;
import io.stagedoor.core.session.SessionState;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A client that is in, as an operator sees it. Holds no secret; names that clients chose are as in the audit log.
 *
 * @param id as {@code connection} in the audit log; may be empty, and several clients may have the same
 * @param kind {@code connection}, {@code response}, {@code websocket} or {@code player}
 * @param protocol by which it came
 * @param application where it is
 * @param room in which room; empty for none
 * @param streams what it sends or receives: the name alone, or {@code room/name}, in no order
 * @param published those of the streams that it sends; it receives the others
 * @param subject who it is, where that is proven; empty if not
 * @param claimed who it says that it is, where that is not proven; empty if it says nothing
 * @param issuer whose proof of that counted, as of {@link io.stagedoor.auth.Holder#issuer}; empty if there is none
 * @param authenticator that let it in; empty if nobody was asked
 * @param address where it comes from; empty if that is not kept
 * @param since when it came in; empty if nobody keeps that
 * @param until when everything that it holds ends; empty for no end
 * @param idleSince since when a player over HTTP does not count as one that plays any more, because it asks for nothing: it has no place then, and is remembered only;
 *     empty for anybody else
 * @param bytesIn how many bytes the server has received from it; -1 if nobody counts them
 * @param bytesOut how many bytes the server has sent to it; -1 if nobody counts them
 */
public record Session(
        String id,
        String kind,
        String protocol,
        String application,
        String room,
        List<String> streams,
        List<String> published,
        String subject,
        String claimed,
        String issuer,
        String authenticator,
        String address,
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<Instant> idleSince,
        long bytesIn,
        long bytesOut) {

    /** @param now in milliseconds since 1970 */
    static Session of(Group group, Entry entry, Holder holder, long now) {
        Map<String, Object> session = entry.session();
        Optional<Holder.Usage> usage = holder.usage();
        String name = AuditEvent.written(subjectOf(session));
        boolean proven = isProven(session);
        return new Session(
                AuditEvent.written(entry.id()),
                group.shown(),
                group.protocol(),
                AuditEvent.written(group.application()),
                AuditEvent.written(SessionState.peek(session, "room")),
                shown(entry.streams()),
                shown(entry.streams().stream()
                        .filter(holder.published()::contains)
                        .toList()),
                proven ? name : "",
                proven ? "" : name,
                AuditEvent.written(issuerOf(session)),
                group.authenticator(),
                // That of a player is a digest, and lies under another name.
                SessionState.peek(session, "remoteAddress"),
                usage.map(Holder.Usage::since),
                endOf(session),
                holder.countsUntil() <= now
                        ? Optional.of(Instant.ofEpochMilli(holder.countsUntil()))
                        : Optional.empty(),
                usage.map(Holder.Usage::bytesIn).orElse(-1L),
                usage.map(Holder.Usage::bytesOut).orElse(-1L));
    }

    private static List<String> shown(Collection<StreamPath> paths) {
        return paths.stream().map(Session::shown).toList();
    }

    private static String shown(StreamPath path) {
        return AuditEvent.written(path.room().isEmpty() ? path.stream() : path.room() + "/" + path.stream());
    }

    /** As every front end keeps a grant. */
    private static Map<?, ?> grantOf(Map<String, Object> session) {
        return session.get(SessionState.GRANT) instanceof Map<?, ?> grant ? grant : Map.of();
    }

    /** Who the client is, or says that it is. */
    static String subjectOf(Map<String, Object> session) {
        return grantOf(session).get("subject") instanceof String subject ? subject : "";
    }

    private static String issuerOf(Map<String, Object> session) {
        return SessionState.peekGrant(session)
                .flatMap(grant -> grant.holder().issuer())
                .orElse("");
    }

    private static boolean isProven(Map<String, Object> session) {
        return !(grantOf(session).get("attributes") instanceof Map<?, ?> facts) || !facts.containsKey(Grant.UNPROVEN);
    }

    private static Optional<Instant> endOf(Map<String, Object> session) {
        long end = SessionState.peekEnd(session);
        return end == SessionState.NO_END ? Optional.empty() : Optional.of(Instant.ofEpochMilli(end));
    }

    /** Names and values for whoever writes it down: texts, numbers and lists of texts. What is not known is left out. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("kind", kind);
        fields.put("protocol", protocol);
        fields.put("application", application);
        fields.put("room", room);
        fields.put("streams", streams);
        fields.put("published", published);
        fields.put("subject", subject);
        fields.put("claimed", claimed);
        fields.put("issuer", issuer);
        fields.put("authenticator", authenticator);
        fields.put("address", address);
        since.ifPresent(time -> fields.put("since", time.toString()));
        until.ifPresent(time -> fields.put("until", time.toString()));
        idleSince.ifPresent(time -> fields.put("idleSince", time.toString()));
        if (bytesIn >= 0) {
            fields.put("bytesIn", bytesIn);
        }
        if (bytesOut >= 0) {
            fields.put("bytesOut", bytesOut);
        }
        return fields;
    }
}
