package io.stagedoor.core.admission;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.auth.support.turn.Failures;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.client.Admission;
import io.stagedoor.core.client.Arrival;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.client.Connected;
import io.stagedoor.core.client.Door;
import io.stagedoor.core.client.EndReason;
import io.stagedoor.core.client.Ends;
import io.stagedoor.core.client.FrontEnds;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.client.Known;
import io.stagedoor.core.client.Reading;
import io.stagedoor.core.client.Wish;
import io.stagedoor.core.ending.Rechecks;
import io.stagedoor.core.ending.RevokedClients;
import io.stagedoor.core.question.Admitting;
import io.stagedoor.core.question.Confirmations;
import io.stagedoor.core.question.Inquiries;
import io.stagedoor.core.question.Requests;
import io.stagedoor.core.question.Shadowing;
import io.stagedoor.core.question.TicketOffice;
import io.stagedoor.core.refresh.RefreshPace;
import io.stagedoor.core.refresh.Refreshed;
import io.stagedoor.core.refresh.Refreshes;
import io.stagedoor.core.refresh.Refreshing;
import io.stagedoor.core.revocation.Revocations;
import io.stagedoor.core.revocation.Revoked;
import io.stagedoor.core.routing.Basis;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Insiders;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.session.Entry;
import io.stagedoor.core.session.Group;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.session.Sessions;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.shadow.Shadows;
import io.stagedoor.core.shared.SharedState;
import io.stagedoor.core.start.Limits;
import io.stagedoor.core.start.OneUse;
import io.stagedoor.core.start.Start;
import io.stagedoor.core.start.Starting;
import io.stagedoor.core.ticket.Tickets;
import io.stagedoor.core.use.UsedTokens;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Judges what clients of a front end ask for: asks the authenticator that configuration chose, writes the decision to the audit log, and
 * says what the front end keeps of the client. Holds no client; sessions lie with the front end, as types of the JDK. Thread-safe.
 *
 * <p>A session whose format is unknown is refused: another version of this bundle wrote it.
 */
@Component(service = Admissions.class)
public final class Admissions {

    /** The id of the client that an operator asks about: there is none. */
    private static final String NOBODY = "nobody";

    private final Router router;
    private final Dispatcher dispatcher;
    private final Audit audit;
    private final Clock clock;
    private final Admitting admitting;
    private final Desk desk;
    private final Wishes wishes;
    private final Departures departures;
    private final LongSupplier nanos;
    private final FrontEnds clients;
    private final Ends ends;
    private final RevokedClients revokedClients;
    private final Refreshing refreshing;
    private final AutoCloseable revocations;
    private final UsedTokens tokens;
    private final Limits limits;
    private final Shadows shadows;
    private final Shadowing shadowing;
    private @Nullable SharedState store;
    private final Starting starting;

    /** Over what is configured, and what is revoked. */
    @Activate
    public Admissions(
            @Reference Router router,
            @Reference Audit audit,
            @Reference Revocations revocations,
            @Reference Tickets tickets) {
        this(router, audit, revocations, tickets, Clock.systemUTC());
        limits.begin();
    }

    /** Who has a place, and who has used a token, is known there; without it, nobody begins who has to have one, or comes with a token for one use. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public synchronized void bindStore(SharedState next) {
        store = next;
        limits.use(next);
        tokens.use(next);
    }

    /** Another one may be there already. */
    public synchronized void unbindStore(SharedState gone) {
        if (store == gone) {
            store = null;
            limits.use(null);
            tokens.use(null);
        }
    }

    /**
     * Over what is configured, and what is revoked.
     *
     * @param tickets {@code null} where there are none
     * @param clock what deadlines are measured by
     */
    public Admissions(Router router, Audit audit, Revocations revocations, @Nullable Tickets tickets, Clock clock) {
        this(
                router,
                audit,
                revocations.revoked(),
                revocations::onChange,
                UsedTokens.ofServer(clock),
                clock,
                System::nanoTime,
                tickets);
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
        return new Admissions(
                router, audit, Revoked.nobody(), listener -> () -> {}, UsedTokens.ofServer(clock), clock, nanos, null);
    }

    public Admissions(
            Router router,
            Audit audit,
            Revoked revoked,
            Function<Runnable, AutoCloseable> whenRevoked,
            UsedTokens tokens,
            Clock clock,
            LongSupplier nanos,
            @Nullable Tickets tickets) {
        audit.meters().nameApplications(router::metered);
        this.nanos = nanos;
        this.clients = new FrontEnds(nanos);
        this.router = router;
        this.dispatcher = new Dispatcher(router, clock, revoked, tickets);
        this.ends = new Ends(clients, audit, clock);
        this.revokedClients = new RevokedClients(clients, revoked, ends, tickets);
        this.revocations = whenRevoked.apply(revokedClients::sweepSoon);
        this.audit = audit;
        this.clock = clock;
        this.admitting = new Admitting(audit, new Confirmations(dispatcher, audit, clients), clients, nanos);
        this.limits = new Limits(router, clients, ends, clock, nanos);
        this.tokens = tokens;
        OneUse oneUse = new OneUse(tokens, clients, ends, clock, nanos);
        // Whoever comes with a used token displaces nobody. Who gets no place gets the token back.
        this.starting = new Starting(List.of(oneUse, limits));
        this.shadows = new Shadows(router, audit, clock);
        this.shadowing = new Shadowing(shadows, dispatcher, clock);
        this.desk = new Desk(router, dispatcher, audit, clock, nanos);
        this.wishes = new Wishes(
                desk,
                dispatcher,
                audit,
                clock,
                admitting,
                new ProvisionalClients(dispatcher, admitting, clients, starting, shadowing),
                clients,
                starting,
                shadowing);
        this.departures = new Departures(desk, router, dispatcher, audit, clock, clients, ends, limits, oneUse);
        this.refreshing = new Refreshing(
                router,
                dispatcher,
                new Requests(dispatcher, clock, () -> Integer.MAX_VALUE),
                starting,
                clients,
                new RefreshPace(nanos),
                shadowing,
                audit,
                clock,
                nanos);
    }

    /** Ends nobody from now on. */
    @Deactivate
    public void close() throws Exception {
        revocations.close();
        revokedClients.close();
        limits.close();
        shadows.close();
    }

    /** What is asked beside those who decide, and what came of it. */
    public Shadows shadows() {
        return shadows;
    }

    /** Whether a client that shows nothing when it connects is let in, to be asked who it is when it publishes or plays. */
    public static boolean isAskedLater(ConnectRequest connect, ApplicationSettings settings) {
        return ProvisionalClients.waitsFor(connect, settings);
    }

    /** What is in force for an application at this moment. */
    public Door door(String application) {
        return desk.door(application);
    }

    /**
     * Judges a client that connects.
     *
     * @param door that its connect was read by
     * @return a refusal, or an admission with a session, provisional or not
     */
    public Admission connect(Client client, Door door, Arrival arrival) {
        tokens.begin();
        AuditEntry entry = desk.entry(client, "connect").in(door.application());
        arrival.path().ifPresent(entry::at);
        if (door.isOff(Desk.asked(client)) && arrival.path().isPresent()) {
            entry.off(audit, door.generation());
            Protocol protocol = client.protocol().orElse(Protocol.RTMP);
            return clients.entered(
                    client,
                    Admission.admitted(SessionState.open(
                            arrival.path().get(),
                            protocol,
                            Basis.of(door.route().get(), protocol))));
        }
        Optional<Outcome> refusal = Desk.refusal(door)
                .or(() -> arrival.path().isEmpty()
                        ? Optional.of(Desk.deny(Reason.BAD_PATH, "invalid name of a room", door))
                        : Optional.empty());
        return refusal.isPresent() ? admitting.refuse(entry, refusal.get()) : admit(client, door, arrival, entry);
    }

    private Admission admit(Client client, Door door, Arrival arrival, AuditEntry entry) {
        ApplicationSettings settings = door.settings().orElseThrow();
        Route route = door.route().get();
        Reading reading = arrival.credentials().read(desk.deadline(client, settings));
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
                : last(client, desk.asking(client).authenticate(route, reading.request()), reading.request());
        if (!(outcome.decision() instanceof Decision.Allow allow)) {
            Admission refused = admitting.refuse(entry, outcome);
            if (!insider) {
                shadowing.connect(route, reading.request(), outcome, entry, null);
            }
            return refused;
        }
        client.show(reading.request(), allow.grant());
        Admission admission = clients.entered(
                client,
                Admission.admitted(
                        admitting.session(reading.request(), outcome.authenticator(), allow, basis, settings)));
        if (clients.isCondemned(client, admission.session().get())) {
            clients.sessions().ended(admission.session().get());
            return admitting.refuse(entry, Wishes.late(outcome));
        }
        admitting.log(entry, outcome);
        admitting.confirm(
                client,
                admission.session().get(),
                outcome,
                entry,
                reading.request().deadline());
        if (!insider) {
            Entry in = clients.sessions().entry(admission.session().get()).orElse(null);
            shadowing.connect(route, reading.request(), outcome, entry, in);
        }
        return admission;
    }

    private Outcome last(Client client, Outcome outcome, ConnectRequest request) {
        return client.waitsForLast() ? dispatcher.settled(outcome, request.deadline(), client.mayWait()) : outcome;
    }

    /**
     * Judges a client that wants to publish, to play or to use a shared object.
     *
     * @param where the name of the application that the server says the client is in, for a session that cannot be read
     * @return with a session for a client that was in provisionally
     */
    public Admission stream(Client client, Map<String, Object> session, String where, Wish wish) {
        return wishes.stream(client, session, where, wish);
    }

    /**
     * What the server shall take a name for that a client only mentions. Judges nothing.
     *
     * @return empty for the name that the client sent
     */
    public Optional<String> mention(Map<String, Object> session, Wish wish) {
        return wishes.mention(session, wish);
    }

    /**
     * Judges a client that asks how long a recording is: as a play, but by what it holds.
     *
     * @param where as of {@link #stream}
     * @param playing whether the client was allowed to play what has this name, and still does
     */
    public Admission length(Client client, Map<String, Object> session, String where, Wish wish, boolean playing) {
        return wishes.length(client, session, where, wish, playing);
    }

    /**
     * Judges a client that calls a method of the server.
     *
     * @param where as of {@link #stream}
     */
    public Admission call(Client client, Map<String, Object> session, String where, String method) {
        return wishes.call(client, session, where, method);
    }

    /** Writes down what the front end has refused without asking. */
    public void refused(Client client, String application, String action, Reason reason, String detail) {
        desk.entry(client, action).in(application).log(audit, Outcome.deny(reason, detail, router.generation()));
    }

    /**
     * Writes down that the server did not begin what was allowed. Nothing has ended thereby.
     *
     * @param name of the stream as the server would have opened it
     */
    public void notBegun(Client client, Map<String, Object> session, String action, String name) {
        departures.notBegun(client, session, action, name);
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
        departures.ended(client, session, action, named, name, reason);
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
        departures.cut(id, session, stream, action, reason);
    }

    /**
     * Asks about requests on threads that serve everyone.
     *
     * @param share how many of them may wait for one authenticator; the rest is {@code Unavailable} at once
     */
    public Inquiries inquiries(IntSupplier share) {
        return inquiries(share, Requests.PATIENT);
    }

    /**
     * As {@link #inquiries(IntSupplier)}.
     *
     * @param most how long a decision may take at most, whatever the application's {@code decisionTimeoutMillis} says
     */
    public Inquiries inquiries(IntSupplier share, Duration most) {
        return new Inquiries(
                new Requests(dispatcher.onSharedThreads(share), clock, share, most),
                starting,
                shadowing,
                new TicketOffice(dispatcher.tickets(), clock),
                audit,
                clock);
    }

    /**
     * A client that is in sends a new token on its own connection. Asks on the calling thread, and waits as long as a decision takes.
     *
     * @param session of the client: this very object
     */
    public Refreshed refresh(Client client, Map<String, Object> session, Secret token) {
        return clients.holder(client.handle(), session)
                .map(holder ->
                        refreshing.refresh(holder, new Refreshing.Shown(token, Optional.empty(), Optional.empty())))
                .orElseGet(() -> Refreshed.not(Refreshed.Result.UNAVAILABLE));
    }

    /**
     * Takes new credentials on threads that serve everyone.
     *
     * @param share how many of them may wait for one authenticator; the rest is {@code Unavailable} at once
     */
    public Refreshes refreshes(IntSupplier share) {
        Dispatcher shared = dispatcher.onSharedThreads(share);
        return new Refreshes(
                clients, refreshing.by(shared, new Requests(shared, clock, share)), new Failures(nanos), audit, clock);
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
     * @param why in words, for operators; nothing secret; may be empty
     * @return those that it was alike; empty if it is gone
     */
    public Optional<Group> end(Entry entry, EndReason reason, String why) {
        return ends.end(entry, entry.session(), reason, why);
    }

    /** Looks at everybody who is in, and ends what the revoked have. Does not wait for clients. */
    public void endRevoked() {
        revokedClients.sweep();
    }

    /** How many were ended because they are revoked, by {@link Group#shown}, since this core began. */
    public Map<String, Long> endedRevoked() {
        return revokedClients.ended();
    }

    /**
     * Whether a client that may publish or play could begin to now. It takes nothing for it. Waits for what its authenticator says later, if that counts.
     *
     * @param allowed what its authenticator said
     * @param held by the client
     * @return the same, or a refusal
     */
    public Outcome wouldBegin(Outcome allowed, ApplicationSettings settings, Grant held, StreamRequest wanted) {
        Outcome outcome = Limits.apply(settings, wanted.action(), held) || OneUse.applies(held)
                ? dispatcher.settled(allowed, wanted.deadline(), true)
                : allowed;
        return outcome.decision() instanceof Decision.Allow allow
                ? starting.tried(
                        outcome,
                        new Start(
                                settings,
                                outcome.authenticator(),
                                Known.of(held, allow.grant()),
                                wanted.action(),
                                wanted.path(),
                                Start.Who.player(NOBODY, wanted.connect().remoteAddress(), Duration.ZERO, NOBODY),
                                wanted.deadline(),
                                false))
                : outcome;
    }

    /** What keeps clients out that have to take something when they begin; each says what to do. */
    public List<String> problems() {
        return tokens.problems();
    }

    /** Looks after the places of clients once; by itself, that is done twice a second. For one thread. */
    public void lookAtPlaces() {
        limits.look();
    }

    /** How many places clients have that are limited. */
    public int places() {
        return limits.taken();
    }

    /** Why it is not known how many clients publish or play, for operators; empty if it is, or if nobody has to know. */
    public Optional<String> problem() {
        return limits.problem();
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

    /** How often a client that waited for an authenticator was asked about in the end. */
    public long holdsAnswered() {
        return dispatcher.holdsAnswered();
    }

    /** How often a client waited for an authenticator in vain. */
    public long holdsTimedOut() {
        return dispatcher.holdsTimedOut();
    }

    /** A client of the index, with what its front end knows of it; empty if it is gone. */
    public Optional<Holder> holder(Entry entry) {
        return clients.holder(entry);
    }
}
