package io.stagedoor.core.admission;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.client.Admission;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.client.Door;
import io.stagedoor.core.client.FrontEnds;
import io.stagedoor.core.client.Known;
import io.stagedoor.core.client.Reading;
import io.stagedoor.core.client.TicketWish;
import io.stagedoor.core.client.Wish;
import io.stagedoor.core.question.Admitting;
import io.stagedoor.core.question.Shadowing;
import io.stagedoor.core.revocation.Revoked;
import io.stagedoor.core.routing.Basis;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.start.Limits;
import io.stagedoor.core.start.OneUse;
import io.stagedoor.core.start.Start;
import io.stagedoor.core.start.Starting;
import java.util.Map;
import java.util.Optional;

/** Judges clients that send their credentials with the name of a stream: who they are, and whether they may, in one. */
final class ProvisionalClients {

    private final Dispatcher dispatcher;
    private final Admitting admitting;
    private final FrontEnds clients;
    private final Starting starting;
    private final Shadowing shadowing;

    ProvisionalClients(
            Dispatcher dispatcher, Admitting admitting, FrontEnds clients, Starting starting, Shadowing shadowing) {
        this.shadowing = shadowing;
        this.starting = starting;
        this.dispatcher = dispatcher;
        this.admitting = admitting;
        this.clients = clients;
    }

    /** Whether a client is to be asked later who it is. One that says something at its connect is judged by that. */
    static boolean waitsFor(ConnectRequest connect, ApplicationSettings settings) {
        return (settings.rtmp().streamKeys().allowed() || settings.tickets().streamKeys())
                && connect.protocol() == Protocol.RTMP
                && connect.credentials().equals(Credentials.NONE);
    }

    /**
     * Judges a client by what is in force now.
     *
     * @param session that it was let in with
     * @param connect what it came with
     * @param path where the wish leads; empty if the name is refused
     * @return a refusal, or an admission with a session
     */
    Admission judge(
            Client client,
            Map<String, Object> session,
            Door door,
            ConnectRequest connect,
            Wish wish,
            Optional<StreamPath> path,
            AuditEntry entry) {
        ApplicationSettings settings = door.settings().orElseThrow();
        Optional<Outcome> refusal = refusal(settings, wish, path, door.generation());
        if (refusal.isPresent()) {
            return admitting.refuse(entry, refusal.get());
        }
        Reading reading = wish.credentials(connect);
        entry.shows(reading.shown());
        if (reading.request() == null) {
            return admitting.refuse(entry, reading.refused(door.generation()));
        }
        // Before it is asked: what changes meanwhile is a change for this client.
        String basis = Basis.of(door.route().get(), connect.protocol());
        Dispatcher asking = client.mayWait() ? dispatcher : dispatcher.withoutWaiting();
        Outcome who = asking.authenticate(door.route().get(), reading.request());
        if (who.decision() instanceof Decision.Allow some
                && (Limits.apply(settings, wish.action(), some.grant()) || OneUse.applies(some.grant()))) {
            who = dispatcher.settled(who, connect.deadline(), client.mayWait());
        }
        Route route = door.route().get();
        if (!(who.decision() instanceof Decision.Allow in)) {
            Admission refused = admitting.refuse(entry, who);
            if (path.isPresent()) {
                shadowing.connect(route, reading.request(), use(wish, path.get()), who, entry, null);
            }
            return refused;
        }
        if (path.isEmpty()) {
            return admitting.refuse(entry.holds(Optional.of(in.grant())), TicketWish.nothing(door.generation()));
        }
        entry.holds(Optional.of(in.grant()));
        SessionState state = admitting.session(reading.request(), who.authenticator(), in, basis, settings);
        StreamRequest request = StreamRequest.builder(
                        state.connect(connect.connectionId(), connect.deadline()),
                        in.grant(),
                        wish.action(),
                        path.get(),
                        connect.deadline())
                .mode(wish.mode())
                .build();
        Outcome may = asking.authorize(door.route().get(), who.authenticator(), request);
        if (Limits.apply(settings, wish.action(), in.grant()) || OneUse.applies(in.grant())) {
            may = dispatcher.settled(may, connect.deadline(), client.mayWait());
        }
        if (!(may.decision() instanceof Decision.Allow allow)) {
            Admission refused = admitting.refuse(entry, may);
            shadowing.connect(route, reading.request(), use(wish, path.get()), may, entry, null);
            return refused;
        }
        Outcome decided = may;
        Grant held = Known.of(in.grant(), allow.grant());
        Start start = new Start(
                settings,
                who.authenticator(),
                held,
                wish.action(),
                path.get(),
                Start.Who.of(client, session),
                connect.deadline(),
                false);
        may = starting.begin(may, start);
        if (!may.allowed()) {
            return admitting.refuse(entry, may);
        }
        client.show(reading.request(), in.grant());
        client.show(allow.grant());
        SessionState known =
                admitting.session(reading.request(), who.authenticator(), in.withGrant(held), basis, settings);
        Admission admission = clients.began(client, session, Admission.admitted(known), path.get());
        if (clients.isCondemned(client, admission.session().get())) {
            starting.takeBack(start);
            return admitting.refuse(
                    entry, new Outcome(Revoked.late(), may.authenticator(), may.generation(), may.settings()));
        }
        admitting.log(entry, may);
        admitting.confirm(client, admission.session().get(), who, entry, connect.deadline());
        admitting.confirm(client, admission.session().get(), may, entry, connect.deadline());
        shadowing.connect(
                route,
                reading.request(),
                use(wish, path.get()),
                decided,
                entry,
                clients.sessions().entry(admission.session().get()).orElse(null));
        return admission;
    }

    private static Shadowing.Use use(Wish wish, StreamPath path) {
        return new Shadowing.Use(wish.action(), path, wish.mode());
    }

    private static Optional<Outcome> refusal(
            ApplicationSettings settings, Wish wish, Optional<StreamPath> path, long generation) {
        boolean isTicket = wish instanceof TicketWish;
        if (wish instanceof TicketWish ticket && !ticket.allowed()) {
            return Optional.of(TicketWish.off(generation));
        }
        if (!isTicket && !settings.rtmp().streamKeys().allowed()) {
            return Optional.of(Outcome.deny(Reason.NO_CREDENTIALS, "streamNameAuth is off", generation));
        }
        if (wish.action() == Action.SHARE) {
            return Optional.of(Outcome.deny(Reason.NOT_ADMITTED, "the client has not authenticated yet", generation));
        }
        if (path.isEmpty() && !isTicket) { // of a ticket it is said what it lacks
            return Optional.of(Admitting.refusedName(generation));
        }
        return Admitting.refusedMode(settings, wish.action(), wish.mode(), generation);
    }
}
