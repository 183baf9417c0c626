package io.stagedoor.core.limit;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.settings.TooMany;
import io.stagedoor.core.shared.SharedState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who has which places on this server. Where servers share a store, a place is leased in it, because it knows how many there are on all servers; on this server
 * a place goes from one client to another without the store. Whoever gives way is named, and not ended here. Thread-safe.
 *
 * <p>A store is asked while the monitor of a group is held; nobody waits for an answer there.
 */
public final class Places {

    /** After so long a silence a publisher is the ghost of one that comes with the same token. */
    public static final Duration GHOST = Duration.ofSeconds(2);

    /** For how long a client that is about to begin has its place, though the server does not have its stream yet. */
    public static final Duration BEGINNING = Duration.ofSeconds(5);

    /** For how long the store keeps a place whose server says nothing. */
    static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration RENEWAL = Duration.ofSeconds(10);

    /** In a larger group, clients are looked at from time to time only, and not whenever another one comes. */
    private static final int FEW = 64;

    /** In the store, what it is about. */
    private static final String KIND = "place";

    /** So many characters of a random id tell servers apart. */
    private static final int SERVER = 18;

    private static final String PROBLEM =
            "maxSessionsPublishing, maxSessionsPlaying: it is not known how many clients publish or play, so that those who need a place are refused: ";

    private final LongSupplier nanos;
    private final String server = UUID.randomUUID().toString().substring(0, SERVER) + '-';
    private final AtomicLong number = new AtomicLong();
    private final Map<Key, Group> groups = new ConcurrentHashMap<>();
    private final Map<Object, List<Place>> byClient = new ConcurrentHashMap<>();
    private volatile @Nullable SharedState store;
    private volatile Optional<String> problem = Optional.empty();

    /** @param nanos a clock that nobody sets, in nanoseconds */
    public Places(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * What a client wants.
     *
     * @param action for what it is; empty for a place that is for anything
     * @param stream that the client is about to publish; empty if it plays
     * @param patience how long it may wait for a store; nought if it may not. Asked only if the store has not answered at once
     * @param begins whether it begins a stream; else it goes on with what it has begun, and the place is {@linkplain #moved reserved} until then
     */
    public record Wish(
            Rules rules,
            Optional<Action> action,
            Optional<StreamPath> stream,
            Supplier<Duration> patience,
            boolean begins) {

        private int streams() {
            return begins ? 1 : 0;
        }
    }

    /** Places are leased there from now on; {@code null} for nowhere. */
    public void use(@Nullable SharedState next) {
        store = next;
        if (next != null) {
            groups.values().forEach(group -> {
                synchronized (group) {
                    group.places().forEach(place -> renew(place, nanos.getAsLong()));
                }
            });
        }
    }

    /** Takes a place for a client, or keeps the one that it has. */
    public Taking take(Key key, Occupant who, Wish wish) {
        while (true) {
            Group group = groups.computeIfAbsent(key, Group::new);
            long member;
            CompletableFuture<Boolean> leased;
            synchronized (group) {
                if (group.isGone) {
                    continue;
                }
                Optional<Taking> known = withoutStore(group, who, wish);
                if (known.isPresent()) {
                    return known.get();
                }
                SharedState now = store;
                if (now == null) {
                    return new Taking.Unknown("the store of places is not there");
                }
                member = number.incrementAndGet();
                if (!now.isShared()) { // nobody else has places of this group
                    if (problem.isPresent()) {
                        problem = Optional.empty();
                    }
                    return added(group, member, who, wish);
                }
                leased = now.lease(
                                KIND,
                                group.key.stored(),
                                member(member),
                                LEASE,
                                wish.rules().most())
                        .toCompletableFuture();
                if (leased.isDone()) {
                    return settle(group, member, who, wish, leased);
                }
                group.waiting++;
            }
            return late(group, member, who, wish, leased);
        }
    }

    /** By which a store knows a place. */
    private String member(long number) {
        return server + number;
    }

    private Taking late(Group group, long member, Occupant who, Wish wish, CompletableFuture<Boolean> leased) {
        boolean answered = false;
        try {
            leased.get(wish.patience().get().toNanos(), TimeUnit.NANOSECONDS);
            answered = true;
        } catch (ExecutionException e) {
            answered = true;
        } catch (TimeoutException e) {
            giveBackLater(group, member, leased);
        } catch (InterruptedException e) {
            giveBackLater(group, member, leased);
            Thread.currentThread().interrupt();
        }
        synchronized (group) {
            group.waiting--;
            if (!answered) {
                return new Taking.Unknown("the store of places has not answered in time");
            }
            Place own = group.of(who);
            if (own != null) { // by another stream of the same client, meanwhile
                giveBackLater(group, member, leased);
                return keep(own, who, wish);
            }
            return settle(group, member, who, wish, leased);
        }
    }

    private void giveBackLater(Group group, long member, CompletableFuture<Boolean> leased) {
        leased.whenComplete((got, refusal) -> release(group, member));
    }

    /** Holding the monitor. */
    private Optional<Taking> withoutStore(Group group, Occupant who, Wish wish) {
        Place own = group.of(who);
        if (own != null) {
            return Optional.of(keep(own, who, wish));
        }
        if (group.places().isEmpty()) {
            return Optional.empty();
        }
        Optional<Token> token = who.token();
        Optional<Place> ghost = wish.stream()
                .flatMap(stream -> group.places().stream()
                        .filter(place -> gives(place, token, wish.rules()) && place.who.publishes(stream))
                        .findFirst());
        if (ghost.isPresent()) { // the server would not have both
            ghost.get().isOver = false;
            return Optional.of(takeOver(group, who, wish, List.of(ghost.get())));
        }
        return group.places().size() < wish.rules().most() ? Optional.empty() : Optional.of(full(group, who, wish));
    }

    private Taking keep(Place own, Occupant who, Wish wish) {
        own.who = who;
        own.isOver = false;
        own.begun += wish.streams();
        own.lastBegin = nanos.getAsLong();
        return new Taking.Taken(own, true, List.of(), wish.streams());
    }

    /** Holding the monitor, with an answer of the store. */
    private Taking settle(Group group, long member, Occupant who, Wish wish, CompletableFuture<Boolean> leased) {
        boolean got;
        try {
            got = leased.getNow(false);
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            problem = Optional.of(PROBLEM + cause.getMessage());
            return new Taking.Unknown(String.valueOf(cause.getMessage()));
        }
        problem = Optional.empty();
        return got ? added(group, member, who, wish) : full(group, who, wish);
    }

    /** Holding the monitor. */
    private Taking added(Group group, long member, Occupant who, Wish wish) {
        long now = nanos.getAsLong();
        Place place = new Place(group, wish.action(), member, who, wish.streams(), now, now);
        place.isReserved = !wish.begins();
        add(place);
        return new Taking.Taken(place, false, List.of(), wish.streams());
    }

    private Taking full(Group group, Occupant who, Wish wish) {
        int surplus = Math.max(1, group.places().size() - wish.rules().most() + 1);
        List<Place> leaving = leaving(group, who.token(), wish.rules());
        if (leaving.size() >= surplus) {
            return takeOver(group, who, wish, List.copyOf(leaving.subList(0, surplus)));
        }
        // There are more than there may be, for a lower limit came: nobody is added by this.
        return leaving.stream()
                .filter(place -> isOf(place, who.token()))
                .findFirst()
                .map(own -> takeOver(group, who, wish, List.of(own)))
                .orElseGet(Taking.Full::new);
    }

    /** Who would give way, the first one first. */
    private List<Place> leaving(Group group, Optional<Token> token, Rules rules) {
        long now = nanos.getAsLong();
        boolean few = group.places().size() <= FEW;
        List<Place> own = new ArrayList<>();
        List<Place> dead = new ArrayList<>();
        List<Place> silent = new ArrayList<>();
        List<Place> others = new ArrayList<>();
        for (Place place : group.places()) {
            if (few) {
                place.look(now);
            }
            place.isOver = few && isOver(place, now);
            if (place.isOver) {
                dead.add(place);
            } else if (gives(place, token, rules)) {
                own.add(place);
            } else if (place.silence(now) > rules.silence().toNanos()) {
                silent.add(place);
            } else if (rules.tooMany() == TooMany.OLDEST) {
                others.add(place);
            }
        }
        others.sort(Comparator.comparingLong(place -> place.since - now));
        return Stream.of(dead, own, silent, others).flatMap(List::stream).toList();
    }

    private static boolean isOf(Place place, Optional<Token> token) {
        return token.isPresent() && token.equals(place.who.token());
    }

    /** Whether a client gives way to one with the same token. */
    private boolean gives(Place place, Optional<Token> token, Rules rules) {
        if (!isOf(place, token)) {
            return false;
        }
        if (rules.takesOver() || rules.tooMany() == TooMany.REPLACE) {
            return true;
        }
        long now = nanos.getAsLong();
        place.look(now);
        // Who plays sends nothing but answers to pings.
        boolean publishes = place.action.isPresent() && place.action.get() == Action.PUBLISH;
        return place.silence(now) >= (publishes ? GHOST : rules.silence()).toNanos();
    }

    private boolean isOver(Place place, long now) {
        return now - place.lastBegin >= BEGINNING.toNanos() && !place.who.isHere(place.action);
    }

    private Taking takeOver(Group group, Occupant who, Wish wish, List<Place> before) {
        long now = nanos.getAsLong();
        before.forEach(this::drop);
        Place place = new Place(group, wish.action(), before.get(0).member, who, wish.streams(), now, now);
        place.isReserved = !wish.begins();
        place.leased = before.get(0).leased;
        add(place);
        return new Taking.Taken(place, false, before, wish.streams());
    }

    private void add(Place place) {
        place.group.add(place);
        byClient.merge(
                place.who.key(),
                List.of(place),
                (known, one) -> Stream.concat(known.stream(), one.stream()).toList());
    }

    private boolean drop(Place place) {
        byClient.computeIfPresent(place.who.key(), (key, known) -> {
            if (known.size() == 1) {
                return known.get(0) == place ? null : known;
            }
            List<Place> left = known.stream().filter(one -> one != place).toList();
            return left.isEmpty() ? null : left;
        });
        return place.group.remove(place);
    }

    /** It stays so: those who gave way have no place any more. */
    public void confirm(Taking.Taken taken) {
        for (int i = 1; i < taken.before.size(); i++) {
            release(taken.before.get(i).group, taken.before.get(i).member);
        }
    }

    /** It was in vain: everything is as it was before. */
    public void undo(Taking.Taken taken) {
        Place place = taken.place;
        synchronized (place.group) {
            place.begun -= taken.begins;
            if (!taken.isOld) {
                place.isReserved = false;
            }
            if (taken.isOld || place.begun > 0 || !drop(place)) {
                return;
            }
            if (taken.before.isEmpty()) {
                release(place.group, place.member);
            }
            taken.before.forEach(this::add);
        }
    }

    /**
     * A client has a place, whether there is one left or not: it was in before.
     *
     * @param begun how many streams it has
     * @return {@code false} if it has it already
     */
    public boolean restore(Key key, Occupant who, Optional<Action> action, int begun) {
        while (true) {
            Group group = groups.computeIfAbsent(key, Group::new);
            synchronized (group) {
                if (group.isGone) {
                    continue;
                }
                if (group.of(who) != null) {
                    return false;
                }
                long now = nanos.getAsLong();
                Place place =
                        new Place(group, action, number.incrementAndGet(), who, begun, now, now - BEGINNING.toNanos());
                add(place);
                renew(place, now);
                return true;
            }
        }
    }

    /** A client that is in gets a place less: it had been looked at by what it does not hold any more. */
    public void leave(Key key, Object client) {
        for (Place place : byClient.getOrDefault(client, List.of())) {
            if (place.group.key.equals(key)) {
                synchronized (place.group) {
                    free(place);
                }
            }
        }
    }

    /**
     * Whether a client has a place of a kind under another key, or more than it needs.
     *
     * @param key empty for none
     */
    public boolean isElsewhere(Object client, Optional<Action> action, Optional<Key> key) {
        return byClient.getOrDefault(client, List.of()).stream()
                .anyMatch(place -> !place.isReserved
                        && place.action.equals(action)
                        && !Optional.of(place.group.key).equals(key));
    }

    /**
     * The client holds the grant now for which a place was reserved: that is the one that it has, in the stead of those of the same kind.
     *
     * @param begun how many streams it has begun, if it had none before
     */
    public void moved(Taking.Taken taken, int begun) {
        Place to = taken.place;
        int streams = 0;
        boolean had = false;
        for (Place old : byClient.getOrDefault(to.who.key(), List.of())) {
            if (old == to || !old.action.equals(to.action)) {
                continue;
            }
            synchronized (old.group) {
                if (drop(old)) {
                    had = true;
                    streams += old.begun;
                    old.next = to; // whoever ends one of its streams at this moment finds the new place
                    to.since = old.since - to.since < 0 ? old.since : to.since;
                    release(old.group, old.member);
                }
            }
        }
        synchronized (to.group) {
            to.begun += had || taken.isOld ? streams : begun;
            to.isReserved = false;
            if (to.begun <= 0) { // they have ended meanwhile
                free(to);
            }
        }
    }

    /** A client that needs one place has no other one of its kind: it may have begun again by what it does not hold any more. */
    public void only(Taking.Taken taken) {
        for (Place other : byClient.getOrDefault(taken.place.who.key(), List.of())) {
            if (other != taken.place && !other.isReserved && other.action.equals(taken.place.action)) {
                synchronized (other.group) {
                    free(other);
                }
            }
        }
    }

    /** A client needs no place of a kind any more. */
    public void free(Object client, Optional<Action> action) {
        for (Place place : byClient.getOrDefault(client, List.of())) {
            if (place.action.equals(action)) {
                synchronized (place.group) {
                    free(place);
                }
            }
        }
    }

    /** A client has ended one stream. */
    public void ended(Object client, Action action) {
        ended(client, action, List.of());
    }

    /**
     * A client has ended one stream, or did not begin it.
     *
     * @param keys by which it has begun; if its places have moved meanwhile, those that it has now count
     */
    public void ended(Object client, Action action, Collection<Key> keys) {
        List<Place> all = byClient.getOrDefault(client, List.of());
        List<Place> had = new ArrayList<>(all.size());
        for (Place place : all) {
            if (!place.isReserved) {
                had.add(place);
            }
        }
        endOfKind(had, Optional.of(action), keys);
        endOfKind(had, Optional.empty(), keys);
    }

    private void endOfKind(List<Place> had, Optional<Action> kind, Collection<Key> keys) {
        boolean own = false;
        for (Place place : had) {
            own |= place.action.equals(kind) && keys.contains(place.group.key);
        }
        for (Place place : had) {
            if (place.action.equals(kind) && (!own || keys.contains(place.group.key))) {
                endOne(place);
            }
        }
    }

    private void endOne(Place place) {
        Place now = place;
        while (now != null) {
            synchronized (now.group) {
                if (now.next == null) {
                    now.begun--;
                    if (now.begun <= 0 && !now.isReserved) {
                        free(now);
                    }
                }
                now = now.next;
            }
        }
    }

    /** A client has gone. */
    public void gone(Object client) {
        for (Place place : byClient.getOrDefault(client, List.of())) {
            synchronized (place.group) {
                free(place);
            }
        }
    }

    private void free(Place place) {
        if (drop(place)) {
            release(place.group, place.member);
        }
    }

    /** Frees all places of those who are named so. */
    public void forget(Predicate<Key> which) {
        groups.forEach((key, group) -> {
            if (which.test(key)) {
                synchronized (group) {
                    List.copyOf(group.places()).forEach(this::free);
                }
            }
        });
    }

    /** Whether a client would get a place; takes none. */
    public boolean wouldTake(Key key, Occupant who, Rules rules) {
        Group group = groups.get(key);
        if (group == null) {
            return true;
        }
        synchronized (group) {
            return group.of(who) != null
                    || group.places().size() < rules.most()
                    || !leaving(group, who.token(), rules).isEmpty();
        }
    }

    /** Looks at everybody who has a place: frees those whose clients are gone, and keeps the others in the store. */
    public void look() {
        groups.values().forEach(group -> {
            synchronized (group) {
                long now = nanos.getAsLong();
                List<Place> over = new ArrayList<>(0);
                for (Place place : group.places()) {
                    place.look(now);
                    if (isOver(place, now)) {
                        over.add(place);
                    } else if (now - place.leased >= RENEWAL.toNanos()) {
                        renew(place, now);
                    }
                }
                over.forEach(this::free);
                if (group.places().isEmpty() && group.waiting == 0) {
                    group.isGone = true;
                    groups.remove(group.key, group);
                }
            }
        });
    }

    /** Whoever is in keeps its place, whatever there is in the store. */
    private void renew(Place place, long now) {
        place.leased = now;
        SharedState known = store;
        if (known != null && known.isShared()) {
            known.lease(KIND, place.group.key.stored(), member(place.member), LEASE, Integer.MAX_VALUE)
                    .whenComplete((got, refusal) ->
                            problem = Optional.ofNullable(refusal).map(why -> PROBLEM + why.getMessage()));
        }
    }

    private void release(Group group, long member) {
        SharedState known = store;
        if (known != null && known.isShared()) {
            known.release(KIND, group.key.stored(), member(member));
        }
    }

    /** How many places are taken on this server. */
    public int taken() {
        return byClient.values().stream().mapToInt(List::size).sum();
    }

    /** How many groups there are. */
    int groups() {
        return groups.size();
    }

    /** Why places are not known, for operators; empty if they are. */
    public Optional<String> problem() {
        return Objects.requireNonNull(problem);
    }
}
