package io.stagedoor.core.admission;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.client.EndReason;
import io.stagedoor.core.client.Ends;
import io.stagedoor.core.client.FrontEnds;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.start.Limits;
import io.stagedoor.core.start.OneUse;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** What follows when something that was allowed does not begin, or has ended: the audit log, the authenticator, the places. Thread-safe. */
final class Departures {

    private final Desk desk;
    private final Router router;
    private final Dispatcher dispatcher;
    private final Audit audit;
    private final Clock clock;
    private final FrontEnds clients;
    private final Ends ends;
    private final Limits limits;
    private final OneUse oneUse;

    Departures(
            Desk desk,
            Router router,
            Dispatcher dispatcher,
            Audit audit,
            Clock clock,
            FrontEnds clients,
            Ends ends,
            Limits limits,
            OneUse oneUse) {
        this.desk = desk;
        this.router = router;
        this.dispatcher = dispatcher;
        this.audit = audit;
        this.clock = clock;
        this.clients = clients;
        this.ends = ends;
        this.limits = limits;
        this.oneUse = oneUse;
    }

    /**
     * Writes down that the server did not begin what was allowed. Nothing has ended thereby.
     *
     * @param name of the stream as the server would have opened it
     */
    void notBegun(Client client, Map<String, Object> session, String action, String name) {
        AuditEntry entry = desk.entry(client, action);
        Desk.known(session).ifPresent(state -> {
            entry.by(state);
            Optional<StreamPath> path = state.path().resolve(name);
            path.ifPresentOrElse(entry::at, () -> entry.wanted(name));
            path.ifPresent(stream -> clients.sessions().left(session, stream));
            limits.ended(session, Desk.actionOf(action));
            entry.refusedByRed5(audit, desk.door(state.path().application()).generation());
        });
    }

    /**
     * Tells the authenticator, and the audit log, that what was allowed has ended. Does not block.
     *
     * @param action what has ended; empty for the connection
     * @param named how the audit log names it
     * @param name of the stream or shared object as the server has opened it
     * @param reason why it was ended; empty if the client or the server did
     */
    void ended(
            Client client,
            Map<String, Object> session,
            Optional<Action> action,
            String named,
            String name,
            Optional<EndReason> reason) {
        if (action.isEmpty()) {
            limits.gone(session);
            clients.sessions().ended(session);
        } else {
            limits.ended(session, action.get());
        }
        Optional<SessionState> known = Desk.known(session);
        if (known.isEmpty()) {
            return;
        }
        SessionState state = known.get();
        if (action.isEmpty()) {
            oneUse.gone(client, state);
        }
        Optional<StreamPath> path =
                action.isEmpty() ? Optional.of(state.path()) : state.path().resolve(name);
        if (action.isPresent()) {
            path.ifPresent(stream -> clients.sessions().left(session, stream));
        }
        if (!state.provisional()) {
            path.ifPresent(what -> desk.entry(client, named)
                    .by(state)
                    .at(what)
                    .ended(
                            audit,
                            state,
                            reason.map(EndReason::name),
                            ends.causes().of(client.id(), reason)));
        }
        if (action.isEmpty()) {
            ends.causes().forget(client.id());
        }
        boolean routed = router.route(state.path().application()).isPresent();
        if (action.isPresent() && state.grant().isPresent() && routed && path.isPresent()) {
            dispatcher.ended(
                    state.authenticator(),
                    Wishes.request(client, state, action.get(), path.get(), "", clock.instant()));
        }
    }

    /**
     * Writes down that a request that lasts, or what one has opened, was ended.
     *
     * @param id by which the client's lines are found
     * @param session what the client was let through by
     * @param stream what it was for
     * @param action on it; empty for a client that was connected, and no more
     */
    void cut(String id, SessionState session, StreamPath stream, Optional<Action> action, EndReason reason) {
        AuditEntry.begin(
                        clock,
                        action.map(Desk::nameOf).orElse("connect"),
                        id,
                        session.remoteAddress(),
                        Optional.of(session.protocol()))
                .by(session)
                .at(stream)
                .ended(audit, session, Optional.of(reason.name()), ends.causes().of(id, Optional.of(reason)));
    }
}
