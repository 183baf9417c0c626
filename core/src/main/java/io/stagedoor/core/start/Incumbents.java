package io.stagedoor.core.start;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.client.FrontEnds;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.limit.Key;
import io.stagedoor.core.limit.Places;
import io.stagedoor.core.routing.Insiders;
import io.stagedoor.core.session.Entry;
import io.stagedoor.core.session.Group;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.session.Sessions;
import io.stagedoor.core.settings.LimitSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives those who are in a place when a limit begins to hold, because it was configured or because this core has just begun: before anybody else takes one, and
 * beyond the limit, too. Thread-safe.
 */
final class Incumbents {

    private static final Logger LOG = LoggerFactory.getLogger(Incumbents.class);

    private static final List<Action> ACTIONS = List.of(Action.PUBLISH, Action.SUBSCRIBE);

    private static final Decision NOT_YET = new Decision.Unavailable(
            "how many sessions there are is not known yet: a limit has just begun to hold. A later try succeeds");

    private final FrontEnds clients;
    private final Clock clock;
    private final Places places;
    private final Occupants occupants;
    private final Executor worker;
    /** Whether a client is about to go, by its session. */
    private final Predicate<Map<String, Object>> leaving;

    private final Function<Start, Duration> left;

    /** By application, by which limits those who are in have their places. */
    private final Map<String, Met> met = new ConcurrentHashMap<>();

    /**
     * Nobody has been met.
     *
     * @param worker for what takes time
     * @param leaving whether a client is about to go, by its session
     * @param left how long a client that begins may wait
     */
    Incumbents(
            FrontEnds clients,
            Clock clock,
            Places places,
            Occupants occupants,
            Executor worker,
            Predicate<Map<String, Object>> leaving,
            Function<Start, Duration> left) {
        this.clients = clients;
        this.clock = clock;
        this.places = places;
        this.occupants = occupants;
        this.worker = worker;
        this.leaving = leaving;
        this.left = left;
    }

    /** Whether nothing has ever been limited. */
    boolean isEmpty() {
        return met.isEmpty();
    }

    /** The applications that were met, and the limits by which. */
    void forEach(BiConsumer<String, LimitSettings> visitor) {
        met.forEach((application, known) -> visitor.accept(application, known.by()));
    }

    /** Nothing is limited in an application any more. */
    void forget(String application) {
        met.remove(application);
        places.forget(key -> key.scope().equals(application));
    }

    /** Meets those who are in an application, unless they have been met by these limits. Takes time. */
    void meetIfNew(String application, LimitSettings limits) {
        Met known = met.get(application);
        if (limits.isOn() && (known == null || !isGood(known, limits))) {
            meet(application, limits);
        }
    }

    /**
     * Who was in has a place by these limits, once it is done.
     *
     * @param isWhole whether all who are in were known
     */
    private record Met(LimitSettings by, boolean isWhole, CompletableFuture<Void> done) {}

    /** Sees to it that those who were in when these limits began to hold have their places; why that cannot be waited for, if so. */
    Optional<Decision> met(String application, LimitSettings limits, Start start) {
        Met known = met.get(application);
        if (known == null || !isGood(known, limits)) {
            if (!start.who().mayWait()) { // to look at all clients takes time
                meetSoon(application, limits);
                return Optional.of(NOT_YET);
            }
            known = meet(application, limits);
        }
        if (known.done().isDone()) {
            return Optional.empty();
        }
        try {
            known.done().get(start.who().mayWait() ? left.apply(start).toMillis() : 0, TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("Those who are in have not been met in time.", e);
        }
        return Optional.of(NOT_YET);
    }

    private void meetSoon(String application, LimitSettings limits) {
        try {
            worker.execute(() -> meet(application, limits));
        } catch (RejectedExecutionException e) { // it is closed
            LOG.debug("Closed; a successor looks at who is in.");
        }
    }

    /** Players over HTTP are known by the first request after an update only. */
    private boolean isGood(Met known, LimitSettings limits) {
        return (known.by() == limits || known.by().equals(limits)) && (known.isWhole() || !clients.areKnown());
    }

    private Met meet(String application, LimitSettings limits) {
        Met mine = new Met(limits, clients.areKnown(), new CompletableFuture<>());
        Met[] before = new Met[1];
        Met now = met.compute(application, (name, known) -> {
            before[0] = known;
            return known != null && isGood(known, limits) ? known : mine;
        });
        if (now != mine) {
            return now;
        }
        try {
            if (!application.isEmpty() && before[0] != null && !before[0].by().equals(limits)) {
                places.forget(key -> key.scope().equals(application));
            }
            for (Kind kind : Kind.values()) {
                clients.count(kind);
            }
        } catch (RuntimeException e) { // of one client; the others have no part in it
            LOG.warn("Could not count all clients that are in.", Redacted.of(e));
        } finally {
            try {
                restore(application, limits);
            } finally {
                mine.done().complete(null);
            }
        }
        return now;
    }

    /** Whoever is in, and has no place, gets one. */
    void restore(String application, LimitSettings limits) {
        Sessions sessions = clients.sessions();
        List<String> names = application.isEmpty() ? List.copyOf(sessions.applications()) : List.of(application);
        for (String name : names) {
            for (Group group : sessions.in(name)) {
                // Nobody is asked about those, or the configuration knows them; and a WebRTC client has a connection.
                if (group.authenticator().isEmpty()
                        || Insiders.isInsider(group.authenticator())
                        || group.kind() != Kind.CONNECTION && group.protocol().equals(Protocol.RTC.name())) {
                    continue;
                }
                for (Entry entry : group.members()) {
                    try {
                        restore(name, application.isEmpty() ? Optional.empty() : Optional.of(limits), group, entry);
                    } catch (RuntimeException e) { // of one client; the others have no part in it
                        LOG.debug("Could not look at a client that is in.", Redacted.of(e));
                    }
                }
            }
        }
    }

    /** @param limits empty for grants that are good for one client at a time */
    private void restore(String application, Optional<LimitSettings> limits, Group group, Entry entry) {
        Map<String, Object> session = entry.session();
        if (leaving.test(session)) {
            return;
        }
        Optional<Holder> holder = clients.holder(entry);
        Optional<Grant> grant = holder.isEmpty() ? Optional.empty() : SessionState.peekGrant(session);
        if (grant.isEmpty() || limits.isEmpty() && !Sharers.isForOneClient(grant.get())) {
            return;
        }
        boolean isConnection = group.kind() == Kind.CONNECTION;
        for (Action action : ACTIONS) {
            int begun = isConnection
                    ? (int) holder.get().open().stream()
                            .filter(open -> open.action() == action)
                            .count()
                    : holder.get().use().map(Holder.Use::action).equals(Optional.of(action))
                                    && holder.get().countsUntil() > clock.millis()
                            ? 1
                            : 0;
            Optional<Key> key = limits.isEmpty()
                    ? Optional.of(Sharers.oneClient(grant.get()))
                    : limits.filter(any -> any.most(action) > 0)
                            .flatMap(any -> Sharers.key(any, action, application, group.authenticator(), grant.get()));
            if (begun > 0 && key.isPresent()) {
                Occupants.Guest who = isConnection
                        ? occupants.connection(entry)
                        : occupants.player(entry.id(), group.authenticator(), grant.get());
                if (places.restore(key.get(), who, limits.map(any -> action), begun) && entry.session() != session) {
                    places.leave(key.get(), who.key()); // it may hold another grant by now
                }
            }
        }
    }
}
