package io.stagedoor.core.admission;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.client.Admission;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.client.Door;
import io.stagedoor.core.client.Wish;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.NoRoute;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.ApplicationSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is needed for any question about a client: what is in force for it, its line in the audit log, its session. Thread-safe. */
final class Desk {

    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

    private final Router router;
    private final Dispatcher dispatcher;
    private final Audit audit;
    private final Clock clock;
    private final LongSupplier nanos;

    Desk(Router router, Dispatcher dispatcher, Audit audit, Clock clock, LongSupplier nanos) {
        this.router = router;
        this.dispatcher = dispatcher;
        this.audit = audit;
        this.clock = clock;
        this.nanos = nanos;
    }

    /** What is in force for an application at this moment. */
    Door door(String application) {
        return new Door(application, router, nanos);
    }

    /** Who is asked about a client. */
    Dispatcher asking(Client client) {
        return client.mayWait() ? dispatcher : dispatcher.withoutWaiting();
    }

    /** The line of a decision that begins now. */
    AuditEntry entry(Client client, String action) {
        return AuditEntry.begin(clock, action, client.id(), client.address(), client.protocol());
    }

    /** The protocol that configuration can switch off for a client; empty for the server itself. */
    static Optional<Protocol> asked(Client client) {
        return client.protocol().filter(any -> !client.isOwn());
    }

    /** A session as the front end kept it; empty if another version of this bundle wrote what this one cannot read. */
    static Optional<SessionState> known(Map<String, Object> session) {
        try {
            return Optional.of(SessionState.of(session));
        } catch (IllegalArgumentException e) {
            LOG.debug("Cannot read a session.", Redacted.of(e));
            return Optional.empty();
        }
    }

    /** The refusal of a client whose session cannot be read. */
    Admission unknown(String where, AuditEntry entry) {
        entry.in(where)
                .log(
                        audit,
                        Outcome.deny(Reason.NOT_ADMITTED, "the session has an unknown format", router.generation()));
        return Admission.refused();
    }

    /** Why nobody of the application may do anything, if that is so. */
    static Optional<Outcome> refusal(Door door) {
        return NoRoute.refusal(door.route(), door.generation());
    }

    /** A refusal. */
    static Outcome deny(Reason reason, String detail, Door door) {
        return Outcome.deny(reason, detail, door.generation());
    }

    /** When a decision about a client has to be there that begins now. */
    Instant deadline(Client client, ApplicationSettings settings) {
        Duration time = settings.timing().decisionTimeout();
        return clock.instant()
                .plus(client.patience().filter(most -> most.compareTo(time) < 0).orElse(time));
    }

    /** As {@link #nameOf(Action)} writes it. */
    static Action actionOf(String name) {
        return name.equals("publish") ? Action.PUBLISH : name.equals("play") ? Action.SUBSCRIBE : Action.SHARE;
    }

    /** How the audit log calls it. */
    static String nameOf(Wish wish) {
        return wish.action() == Action.SHARE ? "share:" + wish.mode() : nameOf(wish.action());
    }

    /** How the audit log calls it. */
    static String nameOf(Action action) {
        return switch (action) {
            case PUBLISH -> "publish";
            case SUBSCRIBE -> "play";
            case SHARE -> "share";
        };
    }
}
