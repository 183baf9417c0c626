package io.stagedoor.core.admission;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.client.Admission;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.client.Door;
import io.stagedoor.core.client.FrontEnds;
import io.stagedoor.core.client.Known;
import io.stagedoor.core.client.TicketWish;
import io.stagedoor.core.client.Wish;
import io.stagedoor.core.question.Admitting;
import io.stagedoor.core.question.Lengths;
import io.stagedoor.core.question.Shadowing;
import io.stagedoor.core.revocation.Revoked;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Insiders;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.start.Limits;
import io.stagedoor.core.start.OneUse;
import io.stagedoor.core.start.Start;
import io.stagedoor.core.start.Starting;
import io.stagedoor.core.ticket.TicketKey;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Judges what clients want that are in: to publish, to play, to use a shared object, to call a method. Thread-safe. */
final class Wishes {

    private final Desk desk;
    private final Dispatcher dispatcher;
    private final Audit audit;
    private final Clock clock;
    private final Admitting admitting;
    private final ProvisionalClients provisional;
    private final Lengths lengths;
    private final FrontEnds clients;
    private final Starting starting;
    private final Shadowing shadowing;

    Wishes(
            Desk desk,
            Dispatcher dispatcher,
            Audit audit,
            Clock clock,
            Admitting admitting,
            ProvisionalClients provisional,
            FrontEnds clients,
            Starting starting,
            Shadowing shadowing) {
        this.desk = desk;
        this.dispatcher = dispatcher;
        this.audit = audit;
        this.clock = clock;
        this.admitting = admitting;
        this.provisional = provisional;
        this.lengths = new Lengths(dispatcher, audit);
        this.clients = clients;
        this.starting = starting;
        this.shadowing = shadowing;
    }

    /**
     * Judges a client that wants to publish, to play or to use a shared object.
     *
     * @param where the name of the application that the server says the client is in, for a session that cannot be read
     * @return with a session for a client that was in provisionally
     */
    Admission stream(Client client, Map<String, Object> session, String where, Wish wish) {
        Wish meant = meant(session, wish);
        return judged(client, session, where, meant).meaning(meant);
    }

    /** What a client wants that sends a ticket in the place of a name. */
    private Wish meant(Map<String, Object> session, Wish wish) {
        return wish.name().contains(TicketKey.PREFIX)
                ? Desk.known(session)
                        .map(state -> TicketWish.of(
                                wish, state, desk.door(state.path().application()), dispatcher.tickets()))
                        .orElse(wish)
                : wish;
    }

    /**
     * What the server shall take a name for that a client only mentions. Judges nothing.
     *
     * @return empty for the name that the client sent
     */
    Optional<String> mention(Map<String, Object> session, Wish wish) {
        return meant(session, wish) instanceof TicketWish ticket ? Optional.of(ticket.name()) : Optional.empty();
    }

    private Admission judged(Client client, Map<String, Object> session, String where, Wish wish) {
        AuditEntry entry = desk.entry(client, Desk.nameOf(wish));
        Optional<Wanted> wanted = wanted(session, wish, entry);
        if (wanted.isEmpty()) {
            return desk.unknown(where, entry.wanted(wish.name()));
        }
        SessionState state = wanted.get().by();
        Door door = wanted.get().door();
        Optional<StreamPath> path = wanted.get().path();
        Optional<Outcome> out = revoked(client, session, state, wish, path, door);
        if (out.isPresent()) {
            return admitting.refuse(entry, out.get());
        }
        Optional<Outcome> ticket = wish instanceof TicketWish named && !state.provisional()
                ? named.refusal(state, door.generation())
                : Optional.empty();
        if (ticket.isPresent()) {
            return admitting.refuse(entry, ticket.get());
        }
        if (state.isOpen()) {
            entry.off(audit, door.generation());
            path.ifPresent(stream -> began(client, session, wish, stream));
            return Admission.allowed(true);
        }
        if (state.provisional()) {
            return provisional(client, session, state, wish, path, door, entry);
        }
        Instant by =
                door.settings().map(settings -> desk.deadline(client, settings)).orElseGet(clock::instant);
        Outcome outcome = Desk.refusal(door)
                .orElseGet(() -> path.map(to -> decide(client, state, door, wish, to, by))
                        .orElseGet(() -> Admitting.refusedName(door.generation())));
        Outcome decided = outcome;
        if (wish.action() != Action.SHARE) {
            outcome = settled(client, outcome, state.grant().get(), door, wish.action(), by);
        }
        if (outcome.decision() instanceof Decision.Allow allow
                && allow.grant() != state.grant().get()
                && !clients.hold(client, session, allow.grant())) {
            outcome = FrontEnds.changed(outcome);
        }
        if (!(outcome.decision() instanceof Decision.Allow allow)) {
            Admission refused = admitting.refuse(entry, outcome);
            path.ifPresent(to -> compare(session, state, door, wish, to, decided, by, entry));
            return refused;
        }
        Optional<Start> start = start(client, session, state, door, wish, path.get(), allow.grant(), by);
        outcome = start.isPresent() ? starting.begin(outcome, start.get()) : outcome;
        if (!outcome.allowed()) {
            return admitting.refuse(entry, outcome);
        }
        client.show(allow.grant());
        began(client, session, wish, path.get());
        Optional<Map<String, Object>> newer = clients.refreshedSince(client, session);
        if (newer.isPresent()) { // judged by what it held before
            start.ifPresent(starting::takeBack);
            clients.sessions().left(newer.get(), path.get());
            return stream(client, newer.get(), where, wish);
        }
        if (clients.isCondemned(client, session)) {
            start.ifPresent(starting::takeBack);
            return admitting.refuse(entry, late(outcome));
        }
        admitting.log(entry, outcome);
        admitting.confirm(
                client,
                session,
                outcome,
                entry,
                desk.deadline(client, door.settings().orElseThrow()));
        compare(session, state, door, wish, path.get(), decided, by, entry);
        return Admission.allowed(true);
    }

    /** Has others asked beside about what a client wants that is in, if there are any. */
    private void compare(
            Map<String, Object> session,
            SessionState state,
            Door door,
            Wish wish,
            StreamPath path,
            Outcome decided,
            Instant deadline,
            AuditEntry entry) {
        Optional<Route> route = door.route();
        if (route.filter(one -> one.isShadowed(state.protocol())).isEmpty()
                || Insiders.isInsider(state.authenticator())) {
            return;
        }
        shadowing.stream(
                route.get(),
                state.protocol(),
                new Shadowing.Use(wish.action(), path, wish.mode()),
                decided,
                deadline,
                state.credentials(),
                entry,
                clients.sessions().entry(session).orElse(null));
    }

    /** Whoever needs a place, or uses a token, has to have proven who it is: what an authenticator says later is waited for. */
    private Outcome settled(Client client, Outcome outcome, Grant held, Door door, Action action, Instant deadline) {
        return outcome.decision() instanceof Decision.Allow allow
                        && (client.waitsForLast()
                                || Limits.apply(door.settings().orElseThrow(), action, held)
                                || OneUse.applies(held)
                                || OneUse.applies(allow.grant()))
                ? dispatcher.settled(outcome, deadline, client.mayWait())
                : outcome;
    }

    /** What a client begins; empty for a shared object. */
    private Optional<Start> start(
            Client client,
            Map<String, Object> session,
            SessionState state,
            Door door,
            Wish wish,
            StreamPath stream,
            Grant answered,
            Instant deadline) {
        if (wish.action() == Action.SHARE) {
            return Optional.empty();
        }
        ApplicationSettings settings = door.settings().orElseThrow();
        Grant held = state.grant().orElseThrow();
        return Optional.of(new Start(
                settings,
                state.authenticator(),
                answered == held ? held : Known.of(held, answered),
                wish.action(),
                stream,
                Start.Who.of(client, session),
                deadline,
                false));
    }

    /** The refusal of a client that is about to be ended, or of a stream that nobody may have, whether anybody is asked or not. */
    private Optional<Outcome> revoked(
            Client client,
            Map<String, Object> session,
            SessionState state,
            Wish wish,
            Optional<StreamPath> path,
            Door door) {
        if (clients.isCondemned(client, session)) {
            return Optional.of(new Outcome(Revoked.late(), state.authenticator(), door.generation(), ""));
        }
        return path.filter(stream -> wish.action() != Action.SHARE && dispatcher.isOut(stream))
                .map(stream -> new Outcome(dispatcher.ofStream(stream), state.authenticator(), door.generation(), ""));
    }

    /** The refusal of a client that was revoked while it was judged. */
    static Outcome late(Outcome allowed) {
        return new Outcome(Revoked.late(), allowed.authenticator(), allowed.generation(), allowed.settings());
    }

    private void began(Client client, Map<String, Object> session, Wish wish, StreamPath stream) {
        if (wish.action() != Action.SHARE) {
            clients.began(client, session, Admission.allowed(true), stream);
        }
    }

    /**
     * What a client wants, and by what it is judged.
     *
     * @param path empty for a name that means nothing
     */
    private record Wanted(SessionState by, Door door, Optional<StreamPath> path) {}

    /** Writes down who wants what; empty for a session that cannot be read. */
    private Optional<Wanted> wanted(Map<String, Object> session, Wish wish, AuditEntry entry) {
        return Desk.known(session).map(state -> {
            entry.by(state);
            Door door = desk.door(state.path().application());
            Optional<StreamPath> path = wish.path(state.path().application(), door.settings());
            path.ifPresentOrElse(entry::at, () -> entry.wanted(wish.name()));
            return new Wanted(state, door, path);
        });
    }

    /** A client that said nothing of itself yet: what it wants, and who it is, are judged together. */
    private Admission provisional(
            Client client,
            Map<String, Object> session,
            SessionState state,
            Wish wish,
            Optional<StreamPath> path,
            Door door,
            AuditEntry entry) {
        Optional<Outcome> refusal = Desk.refusal(door)
                .or(() -> door.isOff(Desk.asked(client))
                        ? Optional.of(Desk.deny(
                                Reason.NOT_ADMITTED,
                                "the client never authenticated, and authentication has been switched off since",
                                door))
                        : Optional.empty());
        if (refusal.isPresent()) {
            return admitting.refuse(entry, refusal.get());
        }
        Instant deadline = desk.deadline(client, door.settings().orElseThrow());
        return provisional.judge(client, session, door, state.reconnect(client.id(), deadline), wish, path, entry);
    }

    private Outcome decide(Client client, SessionState state, Door door, Wish wish, StreamPath path, Instant deadline) {
        ApplicationSettings settings = door.settings().orElseThrow();
        return Admitting.refusedMode(settings, wish.action(), wish.mode(), door.generation())
                .orElseGet(() -> desk.asking(client)
                        .authorize(
                                door.route().get(),
                                state.authenticator(),
                                request(client, state, wish.action(), path, wish.mode(), deadline)));
    }

    /** What an authenticator is asked about a stream of a client that is in. */
    static StreamRequest request(
            Client client, SessionState state, Action action, StreamPath path, String mode, Instant deadline) {
        return StreamRequest.builder(
                        state.connect(client.id(), deadline), state.grant().orElseThrow(), action, path, deadline)
                .mode(mode)
                .build();
    }

    /**
     * Judges a client that asks how long a recording is: as a play, but by what it holds.
     *
     * @param where as of {@link #stream}
     * @param playing whether the client was allowed to play what has this name, and still does
     */
    Admission length(Client client, Map<String, Object> session, String where, Wish wish, boolean playing) {
        AuditEntry entry = desk.entry(client, "length");
        Optional<Wanted> wanted = wanted(session, wish, entry);
        if (wanted.isEmpty()) {
            return desk.unknown(where, entry.wanted(wish.name()));
        }
        SessionState state = wanted.get().by();
        Door door = wanted.get().door();
        Optional<StreamPath> path = wanted.get().path();
        Optional<Outcome> out = revoked(client, session, state, wish, path, door);
        if (out.isPresent()) {
            return admitting.refuse(entry, out.get());
        }
        if (state.isOpen()) {
            return Admission.allowed(path.isPresent());
        }
        if (state.provisional()) {
            return Admission.refused();
        }
        Optional<StreamRequest> play =
                path.map(to -> request(client, state, Action.SUBSCRIBE, to, "", clock.instant()));
        return lengths.judge(door, state.authenticator(), play, playing, entry);
    }

    /**
     * Judges a client that calls a method of the server.
     *
     * @param where as of {@link #stream}
     */
    Admission call(Client client, Map<String, Object> session, String where, String method) {
        AuditEntry entry = desk.entry(client, "call");
        Optional<SessionState> known = Desk.known(session);
        if (known.isEmpty()) {
            return desk.unknown(where, entry);
        }
        SessionState state = known.get();
        entry.by(state).at(state.path());
        Door door = desk.door(state.path().application());
        if (clients.isCondemned(client, session)) {
            return admitting.refuse(entry, new Outcome(Revoked.late(), state.authenticator(), door.generation(), ""));
        }
        if (state.isOpen()) {
            entry.off(audit, door.generation());
            return Admission.allowed(true);
        }
        Optional<Outcome> over = state.endsAt()
                .filter(end -> !clock.instant().isBefore(end))
                .map(end -> Desk.deny(Reason.GRANT_EXPIRED, "since " + end, door));
        Outcome outcome = over.orElseGet(() -> door.settings()
                .filter(settings -> !state.provisional())
                .filter(settings -> settings.rtmp().remoteMethods().contains(method))
                .map(settings -> new Outcome(
                        new Decision.Allow(state.grant().get()), state.authenticator(), door.generation(), ""))
                .orElseGet(() -> Desk.deny(Reason.METHOD_NOT_ALLOWED, "remoteMethods does not list " + method, door)));
        admitting.log(entry, outcome);
        return Admission.allowed(outcome.allowed());
    }
}
