package io.stagedoor.core.meter;

import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The counts of the core. What is counted of a decision is what its line in the audit log says: a client's words are none of it. Thread-safe.
 *
 * <p>To count something else by application, add a {@link Counter}, a method that counts, and a line to {@link #metrics}.
 */
public final class Meters {

    /** Clients of an application that is not configured. */
    public static final String OTHER = Names.OTHER;

    /** What a client, or the server, has ended by itself. */
    private static final String LEFT = "LEFT";

    private static final String SHARE = "share";
    private static final String SHARES = SHARE + ":";

    private static final Names PROTOCOLS =
            new Names(Stream.concat(Arrays.stream(Protocol.values()).map(Protocol::name), Stream.of("UNKNOWN"))
                    .toList());
    private static final Names ACTIONS = new Names(List.of(
            "connect",
            "publish",
            "play",
            SHARE,
            "call",
            "length",
            "refresh",
            "reconsider",
            "recheck",
            "ticket",
            "provisional",
            "crowd"));
    private static final Names DECISIONS = new Names(List.of("allow", "deny", "unavailable"));
    private static final Names REASONS = new Names(Stream.concat(
                    Arrays.stream(Reason.values()).map(Reason::name),
                    Stream.of("GRANTED", "OFF", "PROVISIONAL", "FAIL_OPEN", "REFUSED_BY_RED5"))
            .toList());
    private static final Names ENDS =
            new Names(List.of(LEFT, "EXPIRED", "REVOKED", "REPLACED", "KICKED", "RECHECK_DENIED", "NOT_CONFIRMED"));

    private final Budget budget;
    private final Counter decisions;
    private final Counter ends;
    private final DecisionTimes durations = new DecisionTimes();

    /** Until somebody knows what is configured, nothing is. */
    private volatile UnaryOperator<String> applications = application -> OTHER;

    /** Nothing is counted yet. */
    public Meters() {
        this(Budget.MOST);
    }

    /** @param most how many series there may be that have an application */
    Meters(int most) {
        budget = new Budget(most);
        decisions = new Counter(
                "stagedoor_decisions_total",
                "Decisions, as the audit log has them.",
                List.of("protocol", "action", "decision", "reason"),
                budget,
                () -> applications,
                PROTOCOLS,
                ACTIONS,
                DECISIONS,
                REASONS);
        ends = new Counter(
                "stagedoor_ends_total",
                "Ends of what was allowed, by the reason for which Stagedoor ended it; LEFT where the client or the server did.",
                List.of("protocol", "reason"),
                budget,
                () -> applications,
                PROTOCOLS,
                ENDS);
    }

    /**
     * Says what the value of the label {@code application} is.
     *
     * @param names by the name that a client came with, the name of the configuration that judges it; {@link #OTHER} for none
     */
    public void nameApplications(UnaryOperator<String> names) {
        applications = names;
    }

    /**
     * Counts a decision.
     *
     * @param authenticator that decided; empty if none was asked
     * @param nanos how long it took
     */
    public void decided(
            String application,
            String protocol,
            String action,
            String decision,
            String reason,
            String authenticator,
            long nanos) {
        decisions.count(
                application,
                PROTOCOLS.place(protocol),
                ACTIONS.place(action.startsWith(SHARES) ? SHARE : action),
                DECISIONS.place(decision),
                REASONS.place(reason));
        durations.add(authenticator, nanos);
    }

    /**
     * Counts the end of what was allowed.
     *
     * @param reason why Stagedoor ended it; empty if the client or the server did
     */
    public void ended(String application, String protocol, String reason) {
        ends.count(application, PROTOCOLS.place(protocol), ENDS.place(reason.isEmpty() ? LEFT : reason));
    }

    /** The decisions alone. */
    public Metric decisions() {
        return decisions.metric();
    }

    /** All that is counted here. */
    public List<Metric> metrics() {
        return List.of(decisions.metric(), durations.metric(), ends.metric());
    }

    /** How many series there are that have an application. */
    int series() {
        return budget.taken();
    }
}
