package io.stagedoor.core.admission;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.revocation.Revocations;
import io.stagedoor.core.revocation.Revoked;
import io.stagedoor.core.routing.Basis;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Insiders;
import io.stagedoor.core.routing.NoRoute;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.session.Entry;
import io.stagedoor.core.session.Group;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.session.Sessions;
import io.stagedoor.core.settings.ApplicationSettings;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges what clients of a front end ask for: asks the authenticator that configuration chose, writes the decision to the audit log, and
 * says what the front end keeps of the client. Holds no client; sessions lie with the front end, as types of the JDK. Thread-safe.
 *
 * <p>A session whose format is unknown is refused: another version of this bundle wrote it.
 */
@Component(service = Admissions.class)
public final class Admissions {

    private static final Logger LOG = LoggerFactory.getLogger(Admissions.class);

    private final Router router;
    private final Dispatcher dispatcher;
    private final Audit audit;
    private final Clock clock;
    private final Admitting admitting;
    private final ProvisionalClients provisional;
    private final Lengths lengths;
    private final LongSupplier nanos;
    private final FrontEnds clients;
    private final Ends ends;
    private final RevokedClients revokedClients;
    private final AutoCloseable revocations;

    /** Over what is configured, and what is revoked. */
    @Activate
    public Admissions(@Reference Router router, @Reference Audit audit, @Reference Revocations revocations) {
        this(router, audit, revocations, Clock.systemUTC());
    }

    /** @param clock what deadlines are measured by */
    public Admissions(Router router, Audit audit, Revocations revocations, Clock clock) {
        this(router, audit, revocations.revoked(), revocations::onChange, clock, System::nanoTime);
        revokedClients.sweepSoon();
    }

    /**
     * Where nobody is ever revoked: for tests of something else.
     *
     * @param clock what deadlines are measured by
     */
    public static Admissions withoutRevocations(Router router, Audit audit, Clock clock) {
        return withoutRevocations(router, audit, clock, System::nanoTime);
    }

    /**
     * As {@link #withoutRevocations(Router, Audit, Clock)}.
     *
     * @param nanos what pauses, and the time since an answer, are measured by
     */
    public static Admissions withoutRevocations(Router router, Audit audit, Clock clock, LongSupplier nanos) {
        return new Admissions(router, audit, Revoked.nobody(), listener -> () -> {}, clock, nanos);
    }

    private Admissions(
            Router router,
            Audit audit,
            Revoked revoked,
            Function<Runnable, AutoCloseable> whenRevoked,
            Clock clock,
            LongSupplier nanos) {
        this.nanos = nanos;
        this.clients = new FrontEnds(nanos);
        this.router = router;
        this.dispatcher = new Dispatcher(router, clock, revoked);
        this.ends = new Ends(clients, audit, clock);
        this.revokedClients = new RevokedClients(clients, revoked, ends);
        this.revocations = whenRevoked.apply(revokedClients::sweepSoon);
        this.audit = audit;
        this.clock = clock;
        this.admitting = new Admitting(audit, new Confirmations(dispatcher, audit, clients), clients, nanos);
        this.provisional = new ProvisionalClients(dispatcher, admitting, clients);
        this.lengths = new Lengths(dispatcher, audit);
    }

    /** Ends nobody from now on. */
    @Deactivate
    void close() throws Exception {
        revocations.close();
        revokedClients.close();
    }

    /** What is in force for an application at this moment. */
    public Door door(String application) {
        return new Door(application, router, nanos);
    }

    /**
     * Judges a client that connects.
     *
     * @param door that its connect was read by
     * @return a refusal, or an admission with a session, provisional or not
     */
    public Admission connect(Client client, Door door, Arrival arrival) {
        AuditEntry entry = entry(client, "connect").in(door.application());
        arrival.path().ifPresent(entry::at);
        if (door.isOff(asked(client)) && arrival.path().isPresent()) {
            entry.off(audit, door.generation());
            Protocol protocol = client.protocol().orElse(Protocol.RTMP);
            return clients.entered(
                    client,
                    Admission.admitted(SessionState.open(
                            arrival.path().get(),
                            protocol,
                            Basis.of(door.route().get(), protocol))));
        }
        Optional<Outcome> refusal = refusal(door)
                .or(() -> arrival.path().isEmpty()
                        ? Optional.of(deny(Reason.BAD_PATH, "invalid name of a room", door))
                        : Optional.empty());
        return refusal.isPresent() ? admitting.refuse(entry, refusal.get()) : admit(client, door, arrival, entry);
    }

    private Admission admit(Client client, Door door, Arrival arrival, AuditEntry entry) {
        ApplicationSettings settings = door.settings().orElseThrow();
        Route route = door.route().get();
        Reading reading = arrival.credentials().read(deadline(settings));
        entry.shows(reading.shown());
        if (reading.request() == null) {
            return admitting.refuse(entry, reading.refused(door.generation()));
        }
        // Before it is asked: what changes meanwhile is a change for this client.
        boolean insider = !reading.insider().isEmpty();
        String basis = insider
                ? Insiders.basis(route, reading.insider(), client.cluster())
                : Basis.of(route, reading.request().protocol());
        if (!insider && ProvisionalClients.waitsFor(reading.request(), settings)) {
            entry.provisional(audit, door.generation());
            return clients.entered(
                    client,
                    Admission.provisional(
                            SessionState.provisional(reading.request(), basis),
                            settings.rtmp().streamKeys()));
        }
        Outcome outcome = insider
                ? Insiders.judge(route, reading.insider(), reading.request(), client.cluster())
                : asking(client).authenticate(route, reading.request());
        if (!(outcome.decision() instanceof Decision.Allow allow)) {
            return admitting.refuse(entry, outcome);
        }
        client.show(reading.request(), allow.grant());
        Admission admission = clients.entered(
                client,
                Admission.admitted(
                        admitting.session(reading.request(), outcome.authenticator(), allow, basis, settings)));
        if (clients.isCondemned(client, admission.session().get())) {
            clients.sessions().ended(admission.session().get());
            return admitting.refuse(entry, late(outcome));
        }
        admitting.log(entry, outcome);
        admitting.confirm(
                client,
                admission.session().get(),
                outcome,
                entry,
                reading.request().deadline());
        return admission;
    }

    /**
     * Judges a client that wants to publish, to play or to use a shared object.
     *
     * @param where the name of the application that the server says the client is in, for a session that cannot be read
     * @return with a session for a client that was in provisionally
     */
    public Admission stream(Client client, Map<String, Object> session, String where, Wish wish) {
        AuditEntry entry = entry(client, nameOf(wish));
        Optional<Wanted> wanted = wanted(session, wish, entry);
        if (wanted.isEmpty()) {
            return unknown(where, entry.wanted(wish.name()));
        }
        SessionState state = wanted.get().by();
        Door door = wanted.get().door();
        Optional<StreamPath> path = wanted.get().path();
        Optional<Outcome> out = revoked(client, session, state, wish, path, door);
        if (out.isPresent()) {
            return admitting.refuse(entry, out.get());
        }
        if (state.isOpen()) {
            entry.off(audit, door.generation());
            path.ifPresent(stream -> began(client, session, wish, stream));
            return Admission.allowed(true);
        }
        if (state.provisional()) {
            return provisional(client, session, state, wish, path, door, entry);
        }
        Outcome outcome = refusal(door)
                .orElseGet(() -> path.map(to -> decide(client, state, door, wish, to))
                        .orElseGet(() -> Admitting.refusedName(door.generation())));
        if (outcome.decision() instanceof Decision.Allow allow
                && allow.grant() != state.grant().get()
                && !clients.hold(client, session, allow.grant())) {
            outcome = FrontEnds.changed(outcome);
        }
        if (!(outcome.decision() instanceof Decision.Allow allow)) {
            return admitting.refuse(entry, outcome);
        }
        client.show(allow.grant());
        began(client, session, wish, path.get());
        if (clients.isCondemned(client, session)) {
            return admitting.refuse(entry, late(outcome));
        }
        admitting.log(entry, outcome);
        admitting.confirm(
                client, session, outcome, entry, deadline(door.settings().orElseThrow()));
        return Admission.allowed(true);
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
                .map(stream -> new Outcome(Revoked.ofStream(), state.authenticator(), door.generation(), ""));
    }

    private static Outcome late(Outcome allowed) {
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
        return known(session).map(state -> {
            entry.by(state);
            Door door = door(state.path().application());
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
        Optional<Outcome> refusal = refusal(door)
                .or(() -> door.isOff(asked(client))
                        ? Optional.of(deny(
                                Reason.NOT_ADMITTED,
                                "the client never authenticated, and authentication has been switched off since",
                                door))
                        : Optional.empty());
        if (refusal.isPresent()) {
            return admitting.refuse(entry, refusal.get());
        }
        Instant deadline = deadline(door.settings().orElseThrow());
        return provisional.judge(client, session, door, state.reconnect(client.id(), deadline), wish, path, entry);
    }

    private Dispatcher asking(Client client) {
        return client.mayWait() ? dispatcher : dispatcher.withoutWaiting();
    }

    private Outcome decide(Client client, SessionState state, Door door, Wish wish, StreamPath path) {
        ApplicationSettings settings = door.settings().orElseThrow();
        return Admitting.refusedMode(settings, wish.action(), wish.mode(), door.generation())
                .orElseGet(() -> asking(client)
                        .authorize(
                                door.route().get(),
                                state.authenticator(),
                                request(client, state, wish.action(), path, wish.mode(), deadline(settings))));
    }

    private static StreamRequest request(
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
    public Admission length(Client client, Map<String, Object> session, String where, Wish wish, boolean playing) {
        AuditEntry entry = entry(client, "length");
        Optional<Wanted> wanted = wanted(session, wish, entry);
        if (wanted.isEmpty()) {
            return unknown(where, entry.wanted(wish.name()));
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
    public Admission call(Client client, Map<String, Object> session, String where, String method) {
        AuditEntry entry = entry(client, "call");
        Optional<SessionState> known = known(session);
        if (known.isEmpty()) {
            return unknown(where, entry);
        }
        SessionState state = known.get();
        entry.by(state).at(state.path());
        Door door = door(state.path().application());
        if (clients.isCondemned(client, session)) {
            return admitting.refuse(entry, new Outcome(Revoked.late(), state.authenticator(), door.generation(), ""));
        }
        if (state.isOpen()) {
            entry.off(audit, door.generation());
            return Admission.allowed(true);
        }
        Optional<Outcome> over = state.endsAt()
                .filter(end -> !clock.instant().isBefore(end))
                .map(end -> deny(Reason.GRANT_EXPIRED, "since " + end, door));
        Outcome outcome = over.orElseGet(() -> door.settings()
                .filter(settings -> !state.provisional())
                .filter(settings -> settings.rtmp().remoteMethods().contains(method))
                .map(settings -> new Outcome(
                        new Decision.Allow(state.grant().get()), state.authenticator(), door.generation(), ""))
                .orElseGet(() -> deny(Reason.METHOD_NOT_ALLOWED, "remoteMethods does not list " + method, door)));
        admitting.log(entry, outcome);
        return Admission.allowed(outcome.allowed());
    }

    /** Writes down what the front end has refused without asking. */
    public void refused(Client client, String application, String action, Reason reason, String detail) {
        entry(client, action).in(application).log(audit, Outcome.deny(reason, detail, router.generation()));
    }

    /**
     * Writes down that the server did not begin what was allowed. Nothing has ended thereby.
     *
     * @param name of the stream as the server would have opened it
     */
    public void notBegun(Client client, Map<String, Object> session, String action, String name) {
        AuditEntry entry = entry(client, action);
        known(session).ifPresent(state -> {
            entry.by(state);
            Optional<StreamPath> path = state.path().resolve(name);
            path.ifPresentOrElse(entry::at, () -> entry.wanted(name));
            path.ifPresent(stream -> clients.sessions().left(session, stream));
            entry.refusedByRed5(audit, door(state.path().application()).generation());
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
    public void ended(
            Client client,
            Map<String, Object> session,
            Optional<Action> action,
            String named,
            String name,
            Optional<EndReason> reason) {
        if (action.isEmpty()) {
            clients.sessions().ended(session);
        }
        Optional<SessionState> known = known(session);
        if (known.isEmpty()) {
            return;
        }
        SessionState state = known.get();
        Optional<StreamPath> path =
                action.isEmpty() ? Optional.of(state.path()) : state.path().resolve(name);
        if (action.isPresent()) {
            path.ifPresent(stream -> clients.sessions().left(session, stream));
        }
        if (!state.provisional()) {
            path.ifPresent(
                    what -> entry(client, named).by(state).at(what).ended(audit, state, reason.map(EndReason::name)));
        }
        boolean routed = router.route(state.path().application()).isPresent();
        if (action.isPresent() && state.grant().isPresent() && routed && path.isPresent()) {
            dispatcher.ended(
                    state.authenticator(), request(client, state, action.get(), path.get(), "", clock.instant()));
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
    public void cut(String id, SessionState session, StreamPath stream, Optional<Action> action, EndReason reason) {
        AuditEntry.begin(
                        clock,
                        action.map(Admissions::nameOf).orElse("connect"),
                        id,
                        session.remoteAddress(),
                        Optional.of(session.protocol()))
                .by(session)
                .at(stream)
                .ended(audit, session, Optional.of(reason.name()));
    }

    /**
     * Asks about requests on threads that serve everyone.
     *
     * @param share how many of them may wait for one authenticator; the rest is {@code Unavailable} at once
     */
    public Inquiries inquiries(IntSupplier share) {
        return new Inquiries(new Requests(dispatcher.onSharedThreads(share), clock, share), audit, clock);
    }

    /**
     * Judges clients of a front end again when things change. They are in the {@linkplain #sessions index} until it is closed.
     *
     * @param connected the clients of a front end, by what they have
     */
    public Rechecks rechecks(List<Connected> connected) {
        return rechecks(connected, nanos);
    }

    /**
     * As {@link #rechecks(List)}.
     *
     * @param pauses what pauses, and the time since an answer, are measured by
     */
    public Rechecks rechecks(List<Connected> connected, LongSupplier pauses) {
        return new Rechecks(router, dispatcher, clients, connected, audit, clock, pauses);
    }

    /** Meets the responses and WebSockets that are under way: the index has them by that only, and those that began last not yet. */
    public void meetUnderWay() {
        clients.count(Kind.UNDER_WAY);
    }

    /**
     * Ends everything that a client has, and leaves a line for it in the audit log. Does not wait for the client.
     *
     * @return those that it was alike; empty if it is gone
     */
    public Optional<Group> end(Entry entry, EndReason reason) {
        return ends.end(entry, entry.session(), reason);
    }

    /** Looks at everybody who is in, and ends what the revoked have. Does not wait for clients. */
    public void endRevoked() {
        revokedClients.sweep();
    }

    /** How many were ended because they are revoked, by {@link Group#shown}, since this core began. */
    public Map<String, Long> endedRevoked() {
        return revokedClients.ended();
    }

    /** The index of everybody who is in, of all front ends. */
    public Sessions sessions() {
        return clients.sessions();
    }

    /** Meets everybody who is in, of all front ends: nobody waits for the next census. */
    public void meetAll() {
        for (Kind kind : Kind.values()) {
            clients.count(kind);
        }
    }

    /** How many clients wait at this moment for an authenticator that is being replaced. */
    public int held() {
        return dispatcher.held();
    }

    /** A client of the index, with what its front end knows of it; empty if it is gone. */
    public Optional<Holder> holder(Entry entry) {
        return clients.holder(entry);
    }

    private AuditEntry entry(Client client, String action) {
        return AuditEntry.begin(clock, action, client.id(), client.address(), client.protocol());
    }

    /** The protocol that configuration can switch off for a client; empty for the server itself. */
    private static Optional<Protocol> asked(Client client) {
        return client.protocol().filter(any -> !client.isOwn());
    }

    /** A session as the front end kept it; empty if another version of this bundle wrote what this one cannot read. */
    private static Optional<SessionState> known(Map<String, Object> session) {
        try {
            return Optional.of(SessionState.of(session));
        } catch (IllegalArgumentException e) {
            LOG.debug("Cannot read a session.", Redacted.of(e));
            return Optional.empty();
        }
    }

    private Admission unknown(String where, AuditEntry entry) {
        return admitting.refuse(
                entry.in(where),
                Outcome.deny(Reason.NOT_ADMITTED, "the session has an unknown format", router.generation()));
    }

    /** Why nobody of the application may do anything, if that is so. */
    private static Optional<Outcome> refusal(Door door) {
        return NoRoute.refusal(door.route(), door.generation());
    }

    private static Outcome deny(Reason reason, String detail, Door door) {
        return Outcome.deny(reason, detail, door.generation());
    }

    private Instant deadline(ApplicationSettings settings) {
        return clock.instant().plus(settings.timing().decisionTimeout());
    }

    private static String nameOf(Wish wish) {
        return wish.action() == Action.SHARE ? "share:" + wish.mode() : nameOf(wish.action());
    }

    private static String nameOf(Action action) {
        return switch (action) {
            case PUBLISH -> "publish";
            case SUBSCRIBE -> "play";
            case SHARE -> "share";
        };
    }
}
