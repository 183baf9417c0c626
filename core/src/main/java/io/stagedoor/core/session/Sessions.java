package io.stagedoor.core.session;

import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.settings.Refresh;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds everybody who is in, of all front ends and protocols: by id, subject, application and stream, in constant time. Sessions lie with the
 * front ends; this is an index over them. It holds ids, the sessions themselves, which are types of the JDK, and weak references. Thread-safe.
 *
 * <p>Whoever admits, replaces and ends says so here at once. What is not said, such as a client that the server has not let in after all, a
 * {@linkplain Census census} finds out: it meets everybody who is in. The index of a new bundle begins with one.
 */
public final class Sessions {

    private static final Kind[] KINDS = Kind.values();

    private final Index<String> ids = new Index<>();
    private final Index<Subject> subjects = new Index<>();
    private final Index<StreamPath> streams = new Index<>();
    /** Those that have an id by which their grant may be replaced. */
    private final Index<Refresh.Key> refreshed = new Index<>();
    /** By application and by what they have in common: the only place where a client is found by its session. */
    private final Map<String, Map<Group.Key, Group>> applications = new ConcurrentHashMap<>();
    /** Sessions that are about to be ended, by identity. Few, and mostly none. */
    private final Set<Map<String, Object>> condemned =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    /** Whether there are any: asked for with each decision. */
    private volatile boolean isAnyCondemned;

    private volatile Consumer<Entry> watcher = entry -> {};
    /** The number of the last census, by kind. */
    private final AtomicIntegerArray censuses = new AtomicIntegerArray(KINDS.length);

    /**
     * Somebody is told, on the thread that tells the index, of each client that has a session that it had not, or another stream: after the index
     * has it, so that whoever walks over the index later finds it.
     */
    public void watch(Consumer<Entry> who) {
        watcher = who;
    }

    /** What a client has with this session is about to end: it gets nothing more. */
    public void condemn(Map<String, Object> session) {
        synchronized (condemned) {
            condemned.add(session);
            isAnyCondemned = true;
        }
    }

    /** Whether what a client has with this session is about to end. Costs next to nothing as long as that is so for nobody. */
    public boolean isCondemned(Map<String, Object> session) {
        return isAnyCondemned && condemned.contains(session);
    }

    /** Whether anything is about to end for anybody. */
    public boolean isAnyCondemned() {
        return isAnyCondemned;
    }

    /** Everything that was about to end with this session has ended. */
    public void spare(Map<String, Object> session) {
        synchronized (condemned) {
            condemned.remove(session);
            isAnyCondemned = !condemned.isEmpty();
        }
    }

    /**
     * A client was let in.
     *
     * @param id of the client; may be empty, and several clients may have the same
     * @param handle what the server has for it as long as it is in; kept weakly
     * @param session as the front end keeps it: this very object
     * @return the client, also if it was there already
     */
    public Entry admitted(Kind kind, String id, Object handle, Map<String, Object> session) {
        return admit(kind, id, handle, session);
    }

    private Entry admit(Kind kind, String id, Object handle, Map<String, Object> session) {
        Entry known = find(groups(session), session, kind);
        if (known != null) {
            return known;
        }
        Entry entry = new Entry(id, handle, session, censuses.get(kind.ordinal()));
        synchronized (entry) { // whoever finds it waits until it is in all indexes
            Joined joined = join(session, kind, group -> group.putIfAbsent(session, entry));
            if (joined.there() != null) {
                return joined.there();
            }
            entry.moveTo(session, joined.group());
            if (!id.isEmpty()) {
                ids.add(id, entry);
            }
            Subject.of(session).ifPresent(subject -> subjects.add(subject, entry));
            Refresh.Key key = Refresh.keyOf(session);
            if (key != null) {
                refreshed.add(key, entry);
            }
        }
        watcher.accept(entry);
        return entry;
    }

    /** The client that has a session; {@code null} for none. */
    private @Nullable Entry find(Map<String, Object> session) {
        Map<Group.Key, Group> groups = groups(session);
        for (Kind kind : KINDS) {
            Entry entry = find(groups, session, kind);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    private static @Nullable Entry find(Map<Group.Key, Group> groups, Map<String, Object> session, Kind kind) {
        Group group = groups.get(Group.Key.of(session, kind));
        return group == null ? null : group.find(session);
    }

    /** Those of the application that a session names. */
    private Map<Group.Key, Group> groups(Map<String, Object> session) {
        return applications.getOrDefault(SessionState.peek(session, SessionState.APPLICATION), Map.of());
    }

    /**
     * What came of taking a client into a group.
     *
     * @param there the client that had its session already; {@code null} for none
     */
    private record Joined(Group group, @Nullable Entry there) {}

    private Joined join(Map<String, Object> session, Kind kind, Function<Group, @Nullable Entry> in) {
        Group.Key key = Group.Key.of(session, kind);
        Joined[] joined = new Joined[1];
        applications.compute(key.application(), (application, known) -> {
            Map<Group.Key, Group> groups = known == null ? new ConcurrentHashMap<>(1) : known;
            Group group = groups.computeIfAbsent(key, Group::new);
            joined[0] = new Joined(group, in.apply(group));
            return groups;
        });
        return joined[0];
    }

    private void leave(Group group, Map<String, Object> session, Entry entry) {
        applications.computeIfPresent(group.key().application(), (application, groups) -> {
            if (group.remove(session, entry)) {
                groups.remove(group.key());
            }
            return groups.isEmpty() ? null : groups;
        });
    }

    /**
     * A client has another session now. One that is not known is left to the next census.
     *
     * @param before the session that it had
     * @param after as the front end keeps it: this very object
     */
    public void replaced(Map<String, Object> before, Map<String, Object> after) {
        Entry entry = find(before);
        if (entry == null || before == after) {
            return;
        }
        Entry met = null;
        synchronized (entry) {
            Group left = entry.group();
            if (left != null && entry.session() == before) {
                met = move(entry, left, before, after);
            }
        }
        if (met != null && met != entry) { // by a census, before this was said
            end(met);
        }
        watcher.accept(entry);
    }

    /** Holding the entry's monitor: it is found by one of its sessions at each moment. Who had the other session already, or {@code null}. */
    private @Nullable Entry move(Entry entry, Group left, Map<String, Object> before, Map<String, Object> after) {
        Joined joined = join(after, left.kind(), group -> group.put(after, entry));
        entry.moveTo(after, joined.group());
        leave(left, before, entry);
        Optional<Subject> was = Subject.of(before);
        Optional<Subject> is = Subject.of(after);
        if (!was.equals(is)) {
            was.ifPresent(subject -> subjects.remove(subject, entry));
            is.ifPresent(subject -> subjects.add(subject, entry));
        }
        Refresh.Key key = Refresh.keyOf(before);
        Refresh.Key next = Refresh.keyOf(after);
        if (key != null && !key.equals(next)) {
            refreshed.remove(key, entry);
        }
        if (next != null && !next.equals(key)) {
            refreshed.add(next, entry);
        }
        return joined.there();
    }

    /** A client has gone. */
    public void ended(Map<String, Object> session) {
        Entry entry = find(session);
        if (entry != null) {
            end(entry);
        }
    }

    private void end(Entry entry) {
        synchronized (entry) {
            Group group = entry.group();
            if (group == null) { // it has ended before
                return;
            }
            entry.leaveForGood();
            leave(group, entry.session(), entry);
            ids.remove(entry.id(), entry);
            Subject.of(entry.session()).ifPresent(subject -> subjects.remove(subject, entry));
            Refresh.Key key = Refresh.keyOf(entry.session());
            if (key != null) {
                refreshed.remove(key, entry);
            }
            entry.streams().forEach(stream -> streams.remove(stream, entry));
        }
    }

    /** A client sends or receives a stream from now on. */
    public void began(Map<String, Object> session, StreamPath stream) {
        Entry entry = find(session);
        if (entry != null) {
            began(entry, stream);
        }
    }

    private void began(Entry entry, StreamPath stream) {
        boolean first;
        synchronized (entry) {
            first = entry.begin(stream);
            if (first) {
                streams.add(stream, entry);
            }
        }
        if (first) {
            watcher.accept(entry);
        }
    }

    /** A client does not send or receive a stream any more. */
    public void left(Map<String, Object> session, StreamPath stream) {
        Entry entry = find(session);
        if (entry == null) {
            return;
        }
        synchronized (entry) {
            if (entry.leave(stream)) {
                streams.remove(stream, entry);
            }
        }
    }

    /** The clients with an id. */
    public Collection<Entry> withId(String id) {
        return Collections.unmodifiableCollection(ids.get(id));
    }

    /**
     * The clients whose grant may be replaced by an id: a player, and what it has under way.
     *
     * @param id as of {@link Refresh#id}; may be anything
     */
    public Collection<Entry> refreshedBy(String id) {
        return id.isEmpty() || id.length() > Refresh.MAX_LENGTH
                ? List.of()
                : Collections.unmodifiableCollection(refreshed.get(Refresh.key(id)));
    }

    /** The client that has a session; empty if none has. */
    public Optional<Entry> entry(Map<String, Object> session) {
        return Optional.ofNullable(find(session));
    }

    /** The clients of a subject. */
    public Collection<Entry> of(Subject subject) {
        return Collections.unmodifiableCollection(subjects.get(subject));
    }

    /** The clients that send or receive a stream. */
    public Collection<Entry> on(StreamPath stream) {
        return Collections.unmodifiableCollection(streams.get(stream));
    }

    /** The clients of an application, by what they have in common. */
    public Collection<Group> in(String application) {
        Map<Group.Key, Group> groups = applications.get(application);
        return groups == null ? List.of() : Collections.unmodifiableCollection(groups.values());
    }

    /** The applications that have clients. */
    public Set<String> applications() {
        return Collections.unmodifiableSet(applications.keySet());
    }

    /** Those alike of a client that has a session; empty if no client has it. */
    public Optional<Group> group(Map<String, Object> session) {
        Map<Group.Key, Group> groups = groups(session);
        for (Kind kind : KINDS) {
            Group group = groups.get(Group.Key.of(session, kind));
            if (group != null && group.find(session) != null) {
                return Optional.of(group);
            }
        }
        return Optional.empty();
    }

    /** Whether a client has this session. */
    public boolean has(Map<String, Object> session) {
        return find(session) != null;
    }

    /** How many clients are in. */
    public int size() {
        return applications.values().stream()
                .flatMap(groups -> groups.values().stream())
                .mapToInt(Group::size)
                .sum();
    }

    /** How many keys all indexes have in all: none, once everybody has gone. */
    int keys() {
        return size() + ids.size() + subjects.size() + streams.size() + refreshed.size() + applications.size();
    }

    /**
     * The basis of a connection, as the same object that others of its kind have: one basis lies in many sessions.
     *
     * @param basis of a client of the application that came by the protocol and was let in by the authenticator
     */
    public String shared(String application, Protocol protocol, String authenticator, String basis) {
        Map<Group.Key, Group> groups = applications.get(application);
        Group group = groups == null
                ? null
                : groups.get(new Group.Key(application, protocol.name(), authenticator, basis, Kind.CONNECTION));
        return group == null ? basis : group.basis();
    }

    /** Begins to meet everybody of a kind who is in. One census of a kind at a time. */
    public Census census(Kind kind) {
        return new Census(kind, censuses.incrementAndGet(kind.ordinal()));
    }

    /** A walk over everybody of a kind who is in. For one thread. */
    public final class Census {

        private final Kind kind;
        private final int number;

        private Census(Kind kind, int number) {
            this.kind = kind;
            this.number = number;
        }

        /** Meets a client that is in the index; {@code false} if it is not. */
        public boolean meetKnown(Map<String, Object> session) {
            Entry entry = find(groups(session), session, kind);
            if (entry == null) {
                return false;
            }
            entry.meet(number);
            return true;
        }

        /**
         * Meets one client, and takes it into the index if it is not there.
         *
         * @param open the streams that the client has, as far as the front end knows
         */
        public void meet(String id, Object handle, Map<String, Object> session, Set<StreamPath> open) {
            Entry entry = admit(kind, id, handle, session);
            entry.meet(number);
            // One that the front end does not name may be about to begin, and is left alone.
            open.stream().filter(stream -> !entry.streams().contains(stream)).forEach(stream -> began(entry, stream));
        }

        /**
         * Ends the census. Whoever neither this one nor the one before has met is gone: one alone may miss a client that was about to come in.
         */
        public void end() {
            applications
                    .values()
                    .forEach(groups -> groups.values().stream()
                            .filter(group -> group.kind() == kind)
                            .flatMap(group -> group.members().stream())
                            .filter(entry -> number - entry.met() > 1)
                            .forEach(Sessions.this::end));
        }
    }
}
