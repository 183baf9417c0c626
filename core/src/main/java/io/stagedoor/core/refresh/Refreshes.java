package io.stagedoor.core.refresh;

import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.turn.Failures;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.client.FrontEnds;
import io.stagedoor.core.question.Inquiry;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.session.Entry;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.Refresh;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes new credentials by requests that belong to no connection: of a player with its session, or of somebody else with the id of a session. Thread-safe; asks on
 * the calling thread, and waits as long as a decision takes.
 */
public final class Refreshes {

    /** A player and what it has under way; more have no other id. */
    private static final int MOST_PARTS = 16;

    private final FrontEnds clients;
    private final Refreshing refreshing;
    private final Failures failures;
    private final Audit audit;
    private final Clock clock;

    public Refreshes(FrontEnds clients, Refreshing refreshing, Failures failures, Audit audit, Clock clock) {
        this.clients = clients;
        this.refreshing = refreshing;
        this.failures = failures;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A client shows new credentials together with its session.
     *
     * @param session as the front end keeps it: this very object
     * @param parameters that it sends with them
     * @param device as of {@link Inquiry#by}
     * @param address that it comes from
     */
    public Refreshed refresh(
            Object handle,
            Map<String, Object> session,
            Secret token,
            Map<String, String> parameters,
            String device,
            String address) {
        Optional<Refreshing.Device> by = Optional.of(new Refreshing.Device(device, address));
        Refreshing.Shown shown = new Refreshing.Shown(token, Optional.of(parameters), by);
        Refreshed refreshed = clients.holder(handle, session)
                .map(holder -> refreshing.refresh(holder, shown))
                .orElseGet(() -> Refreshed.not(Refreshed.Result.REFUSED));
        if (refreshed.isDone()) {
            underWay(
                    parts(
                            SessionState.peek(session, SessionState.APPLICATION),
                            Refresh.of(session).id()),
                    new Refreshing.Shown(token, Optional.empty(), by));
        }
        return refreshed;
    }

    /** What a client has under way goes on with its session. */
    private void underWay(List<Entry> parts, Refreshing.Shown shown) {
        parts.stream()
                .filter(this::isUnderWay)
                .flatMap(entry -> clients.holder(entry).stream())
                .forEach(holder -> refreshing.refresh(holder, shown));
    }

    /**
     * Somebody shows new credentials together with the id of a session. What is wrong counts against the address that it comes from.
     *
     * @param application that the client is in
     * @param id as of {@link Refresh#id}; may be anything
     * @param address of whoever shows them
     */
    public Refreshed refresh(String application, String id, Secret token, String address) {
        if (failures.isOver(address)) {
            return Refreshed.not(Refreshed.Result.TOO_MANY);
        }
        Refreshing.Shown shown = new Refreshing.Shown(token, Optional.empty(), Optional.empty());
        List<Entry> parts = parts(application, id);
        if (parts.isEmpty() && !id.isEmpty()) {
            clients.count(Kind.UNDER_WAY); // what began last may not have been met yet
            parts = parts(application, id);
        }
        Refreshed refreshed = parts.stream()
                .flatMap(entry -> clients.holder(entry).stream())
                .findFirst()
                .map(holder -> refreshing.refresh(holder, shown))
                .orElseGet(() -> unknown(application, address));
        if (refreshed.isDone()) {
            underWay(parts.subList(1, parts.size()), shown);
        } else if (refreshed.result() == Refreshed.Result.REFUSED) {
            failures.add(address);
        }
        return refreshed;
    }

    private Refreshed unknown(String application, String address) {
        new AuditEntry(clock, "refresh")
                .from(address)
                .over(Protocol.HTTP)
                .in(application)
                .log(audit, Outcome.deny(Reason.NOT_ADMITTED, "no session of the application has this id", 0));
        return Refreshed.not(Refreshed.Result.REFUSED);
    }

    /** The player first, which has the others under way. */
    private List<Entry> parts(String application, String id) {
        return clients.sessions().refreshedBy(id).stream()
                .filter(entry -> SessionState.peek(entry.session(), SessionState.APPLICATION)
                        .equals(application))
                .sorted((one, other) -> Boolean.compare(isUnderWay(one), isUnderWay(other)))
                .limit(MOST_PARTS)
                .toList();
    }

    private boolean isUnderWay(Entry entry) {
        return clients.sessions()
                .group(entry.session())
                .map(group -> group.kind() == Kind.UNDER_WAY)
                .orElse(true);
    }
}
