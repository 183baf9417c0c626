package io.stagedoor.core.start;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.client.EndReason;
import io.stagedoor.core.client.Ends;
import io.stagedoor.core.client.FrontEnds;
import io.stagedoor.core.limit.Key;
import io.stagedoor.core.limit.Occupant;
import io.stagedoor.core.limit.Places;
import io.stagedoor.core.limit.Rules;
import io.stagedoor.core.limit.Taking;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.session.Entry;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.LimitSettings;
import io.stagedoor.core.settings.TooMany;
import io.stagedoor.core.shared.SharedState;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits how many clients publish and play at once: by what the application's configuration says ({@code maxSessions…}), and by grants that are good for one
 * client at a time. A client that gives way is ended.
 *
 * <p>Who is in when a limit begins to hold, because it was configured or because this core has just begun, takes its place before anybody else does. Thread-safe.
 */
public final class Limits implements Starting.Check, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Limits.class);

    private static final long LOOK_MILLIS = 500;
    private static final Duration MEET = Duration.ofSeconds(5);
    /** There may be a million clients: to look at them takes a twentieth of a processor at most. */
    private static final int PAUSE = 20;

    private static final List<Action> ACTIONS = List.of(Action.PUBLISH, Action.SUBSCRIBE);

    private static final LimitSettings NONE =
            new LimitSettings(0, 0, LimitSettings.By.SUBJECT, "", TooMany.REJECT, Duration.ofSeconds(10));

    private final Router router;
    private final FrontEnds clients;
    private final Ends ends;
    private final LongSupplier nanos;
    private final Places places;
    private final Occupants occupants;
    private final StreamNames names;

    private final Incumbents incumbents;

    /** Sessions that were ended here, until their clients are gone; by identity. */
    private final Map<Map<String, Object>, Entry> leaving = Collections.synchronizedMap(new IdentityHashMap<>());

    private final ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "stagedoor-limits");
        thread.setDaemon(true);
        return thread;
    });

    /** For the thread that looks. */
    private long nextLook;

    private long nextMeeting;
    private boolean failed;

    /** @param nanos a clock that nobody sets, in nanoseconds */
    public Limits(Router router, FrontEnds clients, Ends ends, Clock clock, LongSupplier nanos) {
        this.router = router;
        this.clients = clients;
        this.ends = ends;
        this.nanos = nanos;
        this.places = new Places(nanos);
        this.occupants = new Occupants(clients, clock);
        this.names = new StreamNames(clock);
        this.incumbents = new Incumbents(clients, clock, places, occupants, worker, leaving::containsKey, names::left);
        this.nextLook = nanos.getAsLong();
        this.nextMeeting = nanos.getAsLong();
    }

    /** Looks after the places by itself from now on. */
    public void begin() {
        worker.scheduleWithFixedDelay(this::lookAgain, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Places are leased there; {@code null} for nowhere, where nobody begins who is limited. */
    public void use(@Nullable SharedState store) {
        places.use(store);
    }

    /** Whether somebody who begins so has to have a place, and so has to have proven who it is. */
    public static boolean apply(ApplicationSettings settings, Action action, Grant grant) {
        return settings.limits().most(action) > 0 || Sharers.isForOneClient(grant);
    }

    @Override
    public Optional<Decision> refusal(Start start) {
        if (!apply(start.settings(), start.action(), start.grant())) {
            return Optional.empty();
        }
        List<Taking.Taken> taken = new ArrayList<>(2);
        Occupants.Guest who = occupants.of(start);
        Optional<Decision> refusal = take(start, who, taken);
        if (refusal.isPresent()) {
            taken.forEach(places::undo);
            return refusal;
        }
        boolean waits = false;
        for (Taking.Taken one : taken) {
            if (start.goesOn()) {
                places.only(one);
            }
            for (Occupant gone : one.displaced()) {
                end((Occupants.Guest) gone, cause(one, start));
                waits |= start.action() == Action.PUBLISH;
            }
            places.confirm(one);
        }
        if (!waits) {
            return Optional.empty();
        }
        Optional<Decision> late = names.awaited(start, stream -> isPublished(stream, taken));
        if (late.isPresent()) {
            places.ended(who.key(), start.action());
        }
        return late;
    }

    private Optional<Decision> take(Start start, Occupants.Guest who, List<Taking.Taken> taken) {
        LimitSettings limits = start.settings().limits();
        if (limits.most(start.action()) > 0) {
            Optional<Key> key = Sharers.key(start, start.action());
            if (key.isEmpty()) {
                return Optional.of(unknown(limits, start.action()));
            }
            Optional<Decision> late = incumbents.met(start.stream().application(), limits, start);
            if (late.isPresent()) {
                return late;
            }
            Taking taking = places.take(
                    key.get(), who, wish(start, Optional.of(start.action()), rules(start, start.action()), true));
            Optional<Decision> refusal = refusal(taking, limits, start.action(), taken);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        if (!Sharers.isForOneClient(start.grant())) {
            return Optional.empty();
        }
        Optional<Decision> late = incumbents.met(Sharers.ONE_CLIENT, NONE, start);
        return late.isPresent()
                ? late
                : refusal(
                        places.take(
                                Sharers.oneClient(start.grant()),
                                who,
                                wish(start, Optional.empty(), forOne(start), true)),
                        limits,
                        start.action(),
                        taken);
    }

    private static Rules rules(Start start, Action action) {
        LimitSettings limits = start.settings().limits();
        return new Rules(
                limits.most(action), limits.tooMany(), limits.reconnect(), Sharers.isForOneClient(start.grant()));
    }

    private static Rules forOne(Start start) {
        return new Rules(1, TooMany.OLDEST, start.settings().limits().reconnect(), true);
    }

    private Places.Wish wish(Start start, Optional<Action> action, Rules rules, boolean begins) {
        return new Places.Wish(
                rules,
                action,
                begins && start.action() == Action.PUBLISH ? Optional.of(start.stream()) : Optional.empty(),
                () -> start.who().mayWait() ? left(start) : Duration.ZERO,
                begins);
    }

    @Override
    public Passage exchange(Exchange exchange) {
        Start start = exchange.start();
        Occupants.Guest who = occupants.of(start);
        List<Taking.Taken> taken = new ArrayList<>(2);
        Optional<Decision> refusal = reserve(exchange, who, taken);
        Runnable back = () -> taken.forEach(places::undo);
        if (refusal.isPresent()) {
            back.run();
            return Passage.refused(refusal.get());
        }
        return Passage.of(() -> move(exchange, who, taken), back);
    }

    /** Takes what a client needs for what it has begun by a grant that it does not hold yet, if that is something else than what it has. */
    private Optional<Decision> reserve(Exchange exchange, Occupants.Guest who, List<Taking.Taken> taken) {
        Start start = exchange.start();
        LimitSettings limits = start.settings().limits();
        if (limits.isOn()) {
            Optional<Decision> late = incumbents.met(start.stream().application(), limits, start);
            if (late.isPresent()) {
                return late;
            }
        }
        for (Action action : ACTIONS) {
            Optional<Key> key = limits.most(action) > 0 ? Sharers.key(start, action) : Optional.empty();
            if (limits.most(action) == 0 || !places.isElsewhere(who.key(), Optional.of(action), key)) {
                continue;
            }
            if (key.isEmpty()) {
                return Optional.of(unknown(limits, action));
            }
            Optional<Decision> refusal = refusal(
                    places.take(key.get(), who, wish(start, Optional.of(action), rules(start, action), false)),
                    limits,
                    action,
                    taken);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        if (!Sharers.isForOneClient(start.grant()) || exchange.begun() == 0) {
            return Optional.empty();
        }
        Optional<Decision> late = incumbents.met(Sharers.ONE_CLIENT, NONE, start);
        return late.isPresent()
                ? late
                : refusal(
                        places.take(
                                Sharers.oneClient(start.grant()),
                                who,
                                wish(start, Optional.empty(), forOne(start), false)),
                        limits,
                        start.action(),
                        taken);
    }

    /** The client holds the other grant: what it had by the former one is free, and who gives way goes. */
    private void move(Exchange exchange, Occupants.Guest who, List<Taking.Taken> taken) {
        for (Taking.Taken one : taken) {
            one.displaced().forEach(gone -> end((Occupants.Guest) gone, cause(one, exchange.start())));
            places.confirm(one);
            places.moved(one, exchange.begun());
        }
        if (!Sharers.isForOneClient(exchange.start().grant())) {
            places.free(who.key(), Optional.empty());
        }
    }

    private Duration left(Start start) {
        return names.left(start);
    }

    private static Optional<Decision> refusal(
            Taking taking, LimitSettings limits, Action action, List<Taking.Taken> taken) {
        if (taking instanceof Taking.Taken one) {
            taken.add(one);
            return Optional.empty();
        }
        return Optional.of(
                taking instanceof Taking.Unknown unknown
                        ? new Decision.Unavailable("how many sessions there are is not known: " + unknown.why())
                        : tooMany(limits, action));
    }

    private static Decision tooMany(LimitSettings limits, Action action) {
        return new Decision.Deny(
                Reason.TOO_MANY_SESSIONS,
                "%s=%d, maxSessionsBy=%s: as many clients %s already"
                        .formatted(
                                LimitSettings.property(action),
                                limits.most(action),
                                limits.shownBy(),
                                action == Action.PUBLISH ? "publish" : "play"));
    }

    private static Decision unknown(LimitSettings limits, Action action) {
        String what = switch (limits.by()) {
            case SUBJECT -> "nobody has proven who the client is";
            case TOKEN -> "nothing tells the client's token from others";
            case CLAIM -> "the client's grant has no attribute of this name";
        };
        return new Decision.Deny(
                Reason.CLAIM_REQUIRED,
                "%s=%d, maxSessionsBy=%s: %s"
                        .formatted(LimitSettings.property(action), limits.most(action), limits.shownBy(), what));
    }

    /** Ends a client that gives way; it has no other place any more either. */
    private void end(Occupants.Guest gone, String why) {
        for (Entry entry : List.copyOf(gone.entries())) {
            Map<String, Object> session = entry.session();
            leaving.put(session, entry);
            try {
                ends.end(entry, session, EndReason.REPLACED, why);
            } catch (RuntimeException e) { // of a front end; the client that comes has no part in it
                LOG.warn("Could not end a client whose place another one has taken.", Redacted.of(e));
            }
        }
        places.gone(gone.key());
    }

    /** Why whoever gives way does, for operators. */
    private static String cause(Taking.Taken taken, Start start) {
        LimitSettings limits = start.settings().limits();
        String whose = "client " + start.who().id() + " has its place now";
        return taken.action()
                .map(action -> "%s=%d, maxSessionsBy=%s, onTooMany=%s: %s"
                        .formatted(
                                LimitSettings.property(action),
                                limits.most(action),
                                limits.shownBy(),
                                limits.tooMany().name().toLowerCase(Locale.ROOT),
                                whose))
                .orElse("one client at a time: " + whose);
    }

    private static boolean isPublished(StreamPath stream, List<Taking.Taken> taken) {
        return taken.stream().flatMap(one -> one.displaced().stream()).anyMatch(gone -> gone.publishes(stream));
    }

    @Override
    public Optional<Decision> wouldRefuse(Start start) {
        LimitSettings limits = start.settings().limits();
        if (limits.most(start.action()) == 0) {
            return Optional.empty();
        }
        Optional<Key> key = Sharers.key(start, start.action());
        if (key.isEmpty()) {
            return Optional.of(unknown(limits, start.action()));
        }
        return incumbents
                .met(start.stream().application(), limits, start)
                .or(() -> places.wouldTake(key.get(), occupants.of(start), rules(start, start.action()))
                        ? Optional.empty()
                        : Optional.of(tooMany(limits, start.action())));
    }

    @Override
    public void takeBack(Start start) {
        if (apply(start.settings(), start.action(), start.grant())) {
            Stream<Key> keys = Stream.concat(
                    Sharers.key(start, start.action()).stream(),
                    Sharers.isForOneClient(start.grant())
                            ? Stream.of(Sharers.oneClient(start.grant()))
                            : Stream.empty());
            places.ended(occupants.of(start).key(), start.action(), keys.toList());
        }
    }

    /** What a client did with a stream has ended. */
    public void ended(Map<String, Object> session, Action action) {
        if (!incumbents.isEmpty()) {
            clients.sessions().entry(session).ifPresent(entry -> places.ended(entry, action));
        }
    }

    /** A client is about to leave the index. */
    public void gone(Map<String, Object> session) {
        if (!incumbents.isEmpty()) {
            clients.sessions().entry(session).ifPresent(places::gone);
        }
    }

    /** How many places are taken. */
    public int taken() {
        return places.taken();
    }

    /** What is wrong, for operators. */
    public Optional<String> problem() {
        return places.problem();
    }

    private void lookAgain() {
        try {
            look();
            failed = false;
        } catch (RuntimeException e) { // of a front end; thrown on, it would end the task without a word
            if (!failed) {
                LOG.warn("Could not look after the places of clients.", Redacted.of(e));
            }
            failed = true;
        }
    }

    /** Frees places whose clients are gone, and gives those who are in theirs. For one thread. */
    public void look() {
        long began = nanos.getAsLong();
        // While a front end is being replaced, its clients are not known, and no client comes in.
        if (began - nextLook < 0 || !clients.isAttached()) {
            return;
        }
        Stream.concat(router.applicationNames().stream(), clients.sessions().applications().stream())
                .distinct()
                .filter(application -> !application.equals(ApplicationSettings.ANY))
                .forEach(application -> incumbents.meetIfNew(application, limits(application)));
        if (incumbents.isEmpty()) {
            return;
        }
        incumbents.forEach((application, by) -> {
            if (!application.equals(Sharers.ONE_CLIENT) && !limits(application).isOn()) {
                incumbents.forget(application);
            }
        });
        leaving.entrySet()
                .removeIf(left -> clients.holder(left.getValue())
                        .filter(holder -> holder.session() == left.getKey())
                        .isEmpty());
        places.look();
        long looked = nanos.getAsLong();
        nextLook = looked + Math.min(PAUSE * (looked - began), MEET.toNanos());
        if (looked - nextMeeting >= 0) {
            incumbents.forEach(incumbents::restore);
            long ended = nanos.getAsLong();
            nextMeeting = ended + Math.max(PAUSE * (ended - looked), MEET.toNanos());
        }
    }

    private LimitSettings limits(String application) {
        return router.route(application)
                .flatMap(Route::settings)
                .map(ApplicationSettings::limits)
                .orElse(NONE);
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
