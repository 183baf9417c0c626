package io.stagedoor.core.audit;

import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.session.SessionState;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Collects the facts of one decision for its line in the audit log. Used by one thread. */
public final class AuditEntry {

    /** What is written for a connection that nobody knows how to judge. */
    private static final String UNKNOWN = "UNKNOWN";

    private final Instant time;
    private final long began = System.nanoTime();
    private final String action;
    private String connection = "";
    private String address = "";
    private String protocol = UNKNOWN;
    private String application = "";
    private String room = "";
    private String stream = "";
    private String subject = "";
    /** Whether the client was let in without having proven who it is. */
    private boolean unproven;

    private Credentials shown = Credentials.NONE;
    private String claimed = "";
    private String authenticator = "";
    private @Nullable AuditEvent written;

    /** A decision that begins now. */
    public AuditEntry(Clock clock, String action) {
        this.time = clock.instant();
        this.action = action;
    }

    /**
     * A decision about a client that begins now.
     *
     * @param protocol by which the client comes; empty if nobody knows
     */
    public static AuditEntry begin(Clock clock, String action, String id, String address, Optional<Protocol> protocol) {
        AuditEntry entry = new AuditEntry(clock, action).as(id).from(address);
        protocol.ifPresent(entry::over);
        return entry;
    }

    /** Of a client that was let in. */
    public AuditEntry by(SessionState session) {
        application = session.path().application();
        subject = "";
        authenticator = session.authenticator();
        shows(session.credentials());
        return holds(session.grant());
    }

    /** By which id the client's lines are found; empty for none. */
    public AuditEntry as(String id) {
        connection = id;
        return this;
    }

    /** What the client shows to prove who it is: until it has, its user name is what it claims to be. */
    public AuditEntry shows(Credentials credentials) {
        shown = credentials;
        claimed = credentials.username().orElse("");
        return this;
    }

    /** What a client holds that has been let in, though it may be refused yet; empty for one that has not. */
    public AuditEntry holds(Optional<Grant> grant) {
        grant.ifPresent(this::knows);
        return this;
    }

    private void knows(Grant grant) {
        unproven = !grant.isProven();
        subject = unproven ? "" : grant.subject();
        claimed = unproven ? grant.subject() : claimed;
    }

    /** By what the client comes. */
    public AuditEntry over(Protocol how) {
        protocol = how.name();
        return this;
    }

    /** Its address; may be {@code null}. */
    public AuditEntry from(@Nullable String where) {
        address = where == null ? "" : where;
        return this;
    }

    /** The application. */
    public AuditEntry in(String name) {
        application = name;
        return this;
    }

    /** Where it wants to go. */
    public AuditEntry at(StreamPath path) {
        application = path.application();
        room = path.room();
        stream = path.stream();
        return this;
    }

    /** What it wants, where that is no path. */
    public AuditEntry wanted(String name) {
        stream = name;
        return this;
    }

    /** Writes the decision. */
    public void log(Audit audit, Outcome outcome) {
        if (outcome.decision() instanceof Decision.Allow allow) {
            knows(allow.grant());
        } else if (outcome.decision() instanceof Decision.Deny deny && isIdentified(deny)) {
            subject = deny.subject();
            claimed = deny.claimed().isEmpty() ? claimed : deny.claimed();
        }
        if (!outcome.authenticator().isEmpty()) {
            authenticator = outcome.authenticator();
        }
        write(
                audit,
                outcome.generation(),
                outcome.settings(),
                AuditEvent.decision(outcome),
                AuditEvent.reason(outcome),
                AuditEvent.detail(outcome));
    }

    private static boolean isIdentified(Decision.Deny deny) {
        return !deny.subject().isEmpty() || !deny.claimed().isEmpty();
    }

    /** What the client claims to be, if that is all that is known of it. Some put their secret into the wrong field. */
    private String claim(String decision) {
        boolean counts = subject.isEmpty() && (unproven || AuditEvent.isRefusal(decision));
        if (!counts || claimed.isEmpty()) {
            return "";
        }
        boolean secret = Stream.of(shown.password(), shown.token())
                .flatMap(Optional::stream)
                .anyMatch(one -> claimed.contains(one.reveal()));
        return secret ? Redacted.MARK : claimed;
    }

    /** Let in because configuration says that nobody is asked. */
    public void off(Audit audit, long generation) {
        write(audit, generation, "", "allow", "OFF", "");
    }

    /** Let in to be asked later. */
    public void provisional(Audit audit, long generation) {
        write(audit, generation, "", "allow", "PROVISIONAL", "");
    }

    /**
     * What was allowed has ended.
     *
     * @param reason why Stagedoor ended it; empty if the client or the server did
     * @param detail more about it; may be empty
     */
    public void ended(Audit audit, SessionState session, Optional<String> reason, String detail) {
        write(audit, 0, "", "end", reason.orElseGet(() -> AuditEvent.endReason(session)), detail);
    }

    /**
     * What was allowed has ended, of a client whose session only its front end can read.
     *
     * @param by the name of the authenticator that let it in
     * @param reason why Stagedoor ended it
     * @param detail more about it; may be empty
     */
    public void ended(Audit audit, String by, String reason, String detail) {
        authenticator = by;
        write(audit, 0, "", "end", reason, detail);
    }

    /**
     * What a client holds ends soon. The Event Admin is told, and no log.
     *
     * @param by the name of the authenticator that let it in
     * @param end when, as {@code detail} says it: ISO 8601, UTC
     */
    public void notice(Audit audit, String by, Instant end) {
        authenticator = by;
        audit.notice(event(0, "", AuditEvent.NOTICE, "EXPIRING", end.toString(), System.nanoTime() - began));
    }

    /** Allowed, and refused by Red5 for a reason of its own. */
    public void refusedByRed5(Audit audit, long generation) {
        write(audit, generation, "", "deny", "REFUSED_BY_RED5", "Stagedoor allowed it, but Red5 did not start it");
    }

    private void write(Audit audit, long generation, String settings, String decision, String reason, String detail) {
        long nanos = System.nanoTime() - began;
        AuditEvent event = event(generation, settings, decision, reason, detail, nanos);
        written = event;
        audit.log(event, nanos);
    }

    /** What was written last; {@code null} before anything was. */
    public @Nullable AuditEvent written() {
        return written;
    }

    private AuditEvent event(
            long generation, String settings, String decision, String reason, String detail, long nanos) {
        return new AuditEvent(
                time,
                connection,
                address,
                protocol,
                application,
                room,
                stream,
                action,
                subject,
                claim(decision),
                authenticator,
                generation,
                settings,
                decision,
                reason,
                detail,
                TimeUnit.NANOSECONDS.toMicros(nanos));
    }
}
