package io.stagedoor.red5.bridge.audit;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.red5.bridge.routing.Outcome;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One decision.
 *
 * @param time when it was made
 * @param connection the server's id of the connection; empty for HTTP
 * @param address the client's address; empty if not known
 * @param protocol how the client came
 * @param application where it is
 * @param room in which room; empty for none
 * @param stream the stream or shared object; empty at connect
 * @param action what it wanted to do
 * @param subject who it is, as far as was known; empty if not
 * @param authenticator who decided; empty if no authenticator was asked
 * @param generation the number of the routing table
 * @param settings which service decided, and by which of its settings
 * @param decision {@code allow}, {@code deny} or {@code unavailable}
 * @param reason why: a constant of {@code Reason}; {@code REFUSED_BY_RED5} where Red5 did not begin what was allowed; {@code OFF}
 *     where authentication is off; {@code PROVISIONAL} where a client is let in to be asked when it publishes or plays; {@code
 *     GRANTED}; or {@code FAIL_OPEN} where nobody could tell and the authenticator is configured to let clients through
 * @param detail more about it; may be empty; nothing secret
 * @param micros how long the decision took, in microseconds
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
        String authenticator,
        long generation,
        String settings,
        String decision,
        String reason,
        String detail,
        long micros) {

    private static final String ALLOW = "allow";
    private static final String UNAVAILABLE = "unavailable";

    /** The name of an outcome's decision. */
    public static String decision(Outcome outcome) {
        if (outcome.decision() instanceof Decision.Allow) {
            return ALLOW;
        }
        return outcome.decision() instanceof Decision.Unavailable ? UNAVAILABLE : "deny";
    }

    /** The name of an outcome's reason. */
    public static String reason(Outcome outcome) {
        if (outcome.decision() instanceof Decision.Deny deny) {
            return deny.reason().name();
        }
        if (outcome.decision() instanceof Decision.Allow) {
            return failedOpen(outcome).isPresent() ? "FAIL_OPEN" : "GRANTED";
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

    /** What was wrong, if an authenticator let the client through because nobody could tell. */
    private static Optional<String> failedOpen(Outcome outcome) {
        return outcome.decision() instanceof Decision.Allow allow
                ? Optional.ofNullable(allow.grant().attributes().get(Grant.FAIL_OPEN))
                : Optional.empty();
    }

    /** No decision: a mark for those who take them from a queue. */
    static AuditEvent none() {
        return new AuditEvent(Instant.EPOCH, "", "", "", "", "", "", "", "", "", 0, "", "", "", "", 0);
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
        fields.put("authenticator", authenticator);
        fields.put("generation", generation);
        fields.put("settings", settings);
        fields.put("decision", decision);
        fields.put("reason", reason);
        fields.put("detail", detail);
        fields.put("micros", micros);
        return fields;
    }

    boolean isRefusal() {
        return !decision.equals(ALLOW);
    }

    /** Whether it was refused because of what an operator has to mend, whoever the client is. */
    boolean isOutage() {
        return decision.equals(UNAVAILABLE) || reason.equals(Reason.NOT_CONFIGURED.name());
    }
}
