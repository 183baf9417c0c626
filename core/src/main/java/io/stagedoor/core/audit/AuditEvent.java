package io.stagedoor.core.audit;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.session.SessionState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One decision. It holds no secret: what clients put into names is redacted while it is made, and cut to {@value #MAX_TEXT} characters.
 *
 * @param time when it was made
 * @param connection the server's id of the connection; over HTTP an id that one player keeps for one stream; empty if nobody
 *     was asked about the request
 * @param address the client's address; empty if not known
 * @param protocol how the client came
 * @param application where it is
 * @param room in which room; empty for none
 * @param stream the stream or shared object; empty at connect
 * @param action what it wanted to do
 * @param subject who it is, where that is proven; empty if not
 * @param claimed who a client says it is that was refused, or let in without proof, where {@code subject} is empty; empty if it says
 *     nothing
 * @param authenticator who decided; empty if no authenticator was asked
 * @param generation the number of the routing table
 * @param settings which service decided, and by which of its settings
 * @param decision {@code allow}, {@code deny} or {@code unavailable}; {@code end} where what was allowed has ended; {@code act} where an operator
 *     did something; {@code notice} where what was allowed will end; {@code shadow} where an authenticator that was asked beside says otherwise
 * @param reason why: a constant of {@code Reason}; {@code REFUSED_BY_RED5} where Red5 did not begin what was allowed; {@code OFF}
 *     where authentication is off; {@code PROVISIONAL} where a client is let in to be asked when it publishes or plays; {@code
 *     GRANTED}; {@code WOULD_REFUSE}, {@code WOULD_ALLOW} or {@code UNDECIDED} of an authenticator that was asked beside; at an end, why Stagedoor ended it; or {@code FAIL_OPEN} where nobody could tell and the authenticator is configured to let clients through
 * @param detail more about it; may be empty; nothing secret
 * @param micros how long the decision took, in microseconds
 * @param beside where {@code decision} is {@code shadow}: what was compared; else {@code null}
 */
public record AuditEvent(
        Instant time,
        String connection,
        String address,
        String protocol,
        String application,
        String room,
        String stream,
        String action,
        String subject,
        String claimed,
        String authenticator,
        long generation,
        String settings,
        String decision,
        String reason,
        String detail,
        long micros,
        @Nullable ShadowAnswer beside) {

    /** Longer texts of clients are cut: a name is for finding a line, not for filling a disk. */
    static final int MAX_TEXT = 256;

    private static final String ALLOW = "allow";
    private static final String DENY = "deny";
    private static final String UNAVAILABLE = "unavailable";
    private static final String FAIL_OPEN = "FAIL_OPEN";
    private static final String PROVISIONAL = "PROVISIONAL";
    private static final String OFF = "OFF";
    private static final String END = "end";
    private static final String ACT = "act";
    static final String NOTICE = "notice";
    private static final String SHADOW = "shadow";
    static final String UNDECIDED = "UNDECIDED";
    /** Reasons for which a client is let in of whom nobody knows who it is. */
    private static final Set<String> UNASKED = Set.of(OFF, PROVISIONAL, FAIL_OPEN);

    /** A decision, or anything but a comparison. */
    public AuditEvent(
            Instant time,
            String connection,
            String address,
            String protocol,
            String application,
            String room,
            String stream,
            String action,
            String subject,
            String claimed,
            String authenticator,
            long generation,
            String settings,
            String decision,
            String reason,
            String detail,
            long micros) {
        this(
                time,
                connection,
                address,
                protocol,
                application,
                room,
                stream,
                action,
                subject,
                claimed,
                authenticator,
                generation,
                settings,
                decision,
                reason,
                detail,
                micros,
                null);
    }

    /** Makes one of what clients said. */
    public AuditEvent {
        connection = written(connection);
        address = written(address);
        application = written(application);
        stream = isTorn(room, stream) ? Redacted.MARK : written(stream);
        room = written(room);
        subject = written(subject);
        claimed = written(claimed);
        detail = written(detail);
    }

    /** A text of a client as everybody outside is shown it: without secrets, and cut. Control characters are still there. */
    public static String written(@Nullable String text) {
        String redacted = text == null ? "" : Redacted.of(text);
        return redacted.length() <= MAX_TEXT ? redacted : redacted.substring(0, MAX_TEXT) + "…";
    }

    /** Whether a password with a slash has become the end of a room and a stream. */
    private static boolean isTorn(String room, String stream) {
        String redacted = Redacted.of(room);
        return !stream.isEmpty()
                && !redacted.equals(room)
                && !Redacted.of(room + "/" + stream).startsWith(redacted + "/");
    }

    /** The name of an outcome's decision. */
    public static String decision(Outcome outcome) {
        if (outcome.decision() instanceof Decision.Allow) {
            return ALLOW;
        }
        return outcome.decision() instanceof Decision.Unavailable ? UNAVAILABLE : DENY;
    }

    /** The name of an outcome's reason. */
    public static String reason(Outcome outcome) {
        if (outcome.decision() instanceof Decision.Deny deny) {
            return deny.reason().name();
        }
        if (outcome.decision() instanceof Decision.Allow) {
            return failedOpen(outcome).isPresent() ? FAIL_OPEN : "GRANTED";
        }
        return "UNAVAILABLE";
    }

    /** An outcome's detail. */
    public static String detail(Outcome outcome) {
        if (outcome.decision() instanceof Decision.Deny deny) {
            return deny.detail();
        }
        return outcome.decision() instanceof Decision.Unavailable unavailable
                ? unavailable.detail()
                : failedOpen(outcome).orElse("");
    }

    /** The reason for which a session was let in, for telling of its end; empty where it was granted. */
    public static String endReason(SessionState session) {
        if (session.grant().isEmpty()) {
            return OFF;
        }
        return session.failedOpen() ? FAIL_OPEN : "";
    }

    /** What was wrong, if an authenticator let the client through because nobody could tell. */
    private static Optional<String> failedOpen(Outcome outcome) {
        return outcome.decision() instanceof Decision.Allow allow ? allow.failOpen() : Optional.empty();
    }

    /**
     * What an operator did.
     *
     * @param action what
     * @param by the way by which the order came
     * @param claimed the name that the sender gives; nobody has proven it
     * @param reason the reason that the ends have which follow from it
     * @param detail to whom, and what came of it
     * @param micros how long it took
     */
    public static AuditEvent act(
            Instant time, String action, String by, String claimed, String reason, String detail, long micros) {
        return new AuditEvent(
                time, "", "", "", "", "", "", action, "", claimed, by, 0, "", ACT, reason, detail, micros);
    }

    /**
     * What an authenticator that was asked beside says of a decision.
     *
     * @param decided the decision that counts
     * @param time when it was answered
     * @param subject who the client is by the answer, if the decision does not know it; empty if not known
     * @param outcome what came of the comparison: {@code WOULD_REFUSE}, {@code WOULD_ALLOW} or {@code UNDECIDED}
     * @param answer what the other one would have said
     * @param detail more about that; nothing secret
     * @param micros how long the answer took
     */
    public static AuditEvent shadow(
            AuditEvent decided,
            Instant time,
            String subject,
            String outcome,
            ShadowAnswer answer,
            String detail,
            long micros) {
        boolean named = !decided.subject().isEmpty() || !decided.claimed().isEmpty();
        return new AuditEvent(
                time,
                decided.connection(),
                decided.address(),
                decided.protocol(),
                decided.application(),
                decided.room(),
                decided.stream(),
                decided.action(),
                decided.subject(),
                named ? decided.claimed() : subject,
                decided.authenticator(),
                decided.generation(),
                decided.settings(),
                SHADOW,
                outcome,
                detail,
                micros,
                answer);
    }

    /** No decision: a mark for those who take them from a queue. */
    static AuditEvent none() {
        return new AuditEvent(Instant.EPOCH, "", "", "", "", "", "", "", "", "", "", 0, "", "", "", "", 0);
    }

    /** Names and values as everybody outside is told them, in this order: texts and numbers. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("time", time.toString());
        fields.put("connection", connection);
        fields.put("address", address);
        fields.put("protocol", protocol);
        fields.put("application", application);
        fields.put("room", room);
        fields.put("stream", stream);
        fields.put("action", action);
        fields.put("subject", subject);
        fields.put("claimed", claimed);
        fields.put("authenticator", authenticator);
        fields.put("generation", generation);
        fields.put("settings", settings);
        fields.put("decision", decision);
        fields.put("reason", reason);
        fields.put("detail", detail);
        fields.put("micros", micros);
        if (beside != null) {
            fields.put("decided", beside.decided());
            fields.put("decidedReason", beside.decidedReason());
            fields.put("shadow", beside.shadow());
            fields.put("shadowDecision", beside.decision());
            fields.put("shadowReason", beside.reason());
        }
        return fields;
    }

    /** Whether the client was refused. */
    public boolean isRefusal() {
        return isRefusal(decision);
    }

    /** Whether a decision of this name is one. */
    public static boolean isRefusal(String decision) {
        return decision.equals(DENY) || decision.equals(UNAVAILABLE);
    }

    /** Whether it is no decision, but the end of what one allowed. */
    boolean isEnd() {
        return decision.equals(END);
    }

    /** Whether Stagedoor has ended what was allowed: the reason of any other end is why the client was let in, or empty. */
    boolean isCut() {
        return isEnd() && !reason.isEmpty() && !isUnasked();
    }

    /** Whether an operator did it: neither a decision nor the end of what one allowed. */
    public boolean isAct() {
        return decision.equals(ACT);
    }

    /** Whether it is no decision, but what an authenticator that was asked beside would have said. */
    boolean isShadow() {
        return decision.equals(SHADOW);
    }

    /** Whether an authenticator that was asked beside would treat the client otherwise; not if nobody can tell. */
    boolean isDifference() {
        return isShadow() && !reason.equals(UNDECIDED);
    }

    /** Whether it says what will come. */
    boolean isNotice() {
        return decision.equals(NOTICE);
    }

    /** Whether anyone could have brought it about, because no authenticator was asked about the client. */
    boolean isUnasked() {
        return UNASKED.contains(reason);
    }

    /** Whether anyone could have brought it about under any name, because nobody has confirmed yet who the client is. */
    boolean isUnproven() {
        return !isRefusal() && !isAct() && !isShadow() && subject.isEmpty() && !claimed.isEmpty();
    }

    /**
     * Whether it is kept where no stranger's lines take its place. A client that has still to say, or to prove, who it is has been
     * allowed nothing.
     */
    boolean isKept() {
        return !isUnproven() && (isEnd() || isAct() || decision.equals(ALLOW) && !reason.equals(PROVISIONAL));
    }

    /** Whether it was refused because of what an operator has to mend, whoever the client is. */
    public boolean isOutage() {
        return decision.equals(UNAVAILABLE) || reason.equals(Reason.NOT_CONFIGURED.name());
    }
}
