package io.stagedoor.core.client;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.session.Entry;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.session.Sessions;
import io.stagedoor.core.settings.LastAnswer;
import io.stagedoor.core.settings.Refresh;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** The clients of all front ends: the index of who is in, and the ports by which they are reached. Thread-safe. */
public final class FrontEnds {

    /** Another session is given to a client that got one meanwhile; more often than this nobody gives it one. */
    private static final int TRIES = 5;

    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final LongSupplier nanos;
    private final Sessions sessions = new Sessions();
    private final List<Connected> all = new CopyOnWriteArrayList<>();
    /** Whether new credentials have ever replaced a grant: asked for with each stream. */
    private volatile boolean isAnyRefreshed;

    /** @param nanos as of {@link LastAnswer} */
    public FrontEnds(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** The index. */
    public Sessions sessions() {
        return sessions;
    }

    public void attach(Collection<Connected> more) {
        all.addAll(more);
    }

    public void detach(Collection<Connected> gone) {
        all.removeAll(gone);
    }

    /** Whether somebody says who is in that has something of a kind. */
    public boolean has(Kind kind) {
        return all.stream().anyMatch(some -> some.kind() == kind);
    }

    /** Whether there is any front end: else nobody knows who is in. */
    public boolean isAttached() {
        return !all.isEmpty();
    }

    /** Whether it is known of all who is in. */
    public boolean areKnown() {
        return isAttached() && all.stream().allMatch(Connected::isKnown);
    }

    /** A client that the index has; empty if it is gone. */
    public Optional<Holder> holder(Entry entry) {
        return entry.handle().flatMap(handle -> holder(handle, entry.session()));
    }

    /**
     * A client, by what its front end has for it.
     *
     * @param session that it has
     */
    public Optional<Holder> holder(Object handle, Map<String, Object> session) {
        for (Connected clients : all) {
            Optional<Holder> holder = clients.holder(handle, session);
            if (holder.isPresent()) {
                return holder;
            }
        }
        return Optional.empty();
    }

    /** Meets everybody of a kind, so that the index has who is in and nobody else. */
    public synchronized void count(Kind kind) {
        List<Connected> some =
                all.stream().filter(clients -> clients.kind() == kind).toList();
        if (some.isEmpty()) { // nobody knows who is in
            return;
        }
        Sessions.Census census = sessions.census(kind);
        List<RuntimeException> failures = new ArrayList<>();
        some.forEach(clients -> clients.forEach(holder -> {
            try {
                meet(census, kind, holder);
            } catch (RuntimeException e) { // the others have no part in it
                failures.add(e);
            }
        }));
        census.end();
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    /** What is known of anything but a connection does not change, and takes time to read. */
    private static void meet(Sessions.Census census, Kind kind, Holder holder) {
        if (kind == Kind.CONNECTION || !census.meetKnown(holder.session())) {
            Client client = holder.client();
            census.meet(client.id(), client.handle(), holder.session(), holder.streams());
        }
    }

    /** A client was let in with a session. */
    public Admission entered(Client client, Admission admission) {
        admission
                .session()
                .ifPresent(session -> sessions.admitted(Kind.CONNECTION, client.id(), client.handle(), session));
        return admission;
    }

    /** A client that is in was given a session, or keeps the one that it has, and begins with a stream. */
    public Admission began(Client client, Map<String, Object> before, Admission admission, StreamPath stream) {
        admission.session().ifPresent(after -> sessions.replaced(before, after));
        Map<String, Object> held =
                admission.session().orElseGet(() -> current(client, before).orElse(before));
        if (!sessions.has(held)) { // the first census of this core has not met it yet
            sessions.admitted(Kind.CONNECTION, client.id(), client.handle(), held);
        }
        sessions.began(held, stream);
        return admission;
    }

    /**
     * A later answer says more of what a client holds: that it is proven, an earlier end, or when to ask again. Its session says so from now on.
     *
     * @param session of the client, or one that it had before
     * @return {@code false} if the end, or the time to ask again, could not be set: the client must not go on
     */
    public boolean hold(Client client, Map<String, Object> session, Grant answered) {
        Map<String, Object> held = session;
        for (int tries = 0; tries < TRIES; tries++) {
            SessionState state = SessionState.of(held);
            SessionState after = after(state, answered);
            if (after.equals(state) || replace(client, held, after.toMap())) {
                return true;
            }
            Optional<Map<String, Object>> now = current(client, held);
            if (now.isPresent() && Refresh.countOf(now.get()) != Refresh.countOf(session)) {
                return true; // the answer is about what it held before, and says nothing of what it holds now
            }
            if (now.isEmpty() && sessions.has(held) && tries < TRIES - 1) {
                LockSupport.parkNanos(
                        AGAIN_NANOS); // whoever gave it another session is about to tell the index, or it is gone
                continue;
            }
            if (now.isEmpty()) {
                return after.endsAt().equals(state.endsAt()) && after.answered().equals(state.answered());
            }
            held = now.get();
        }
        return false;
    }

    private SessionState after(SessionState state, Grant answered) {
        SessionState after = state.holding(Known.of(state.grant().orElseThrow(), answered));
        if (answered.recheckAfter().isEmpty()) {
            return after;
        }
        long now = nanos.getAsLong();
        LastAnswer last = state.answered().orElseGet(() -> new LastAnswer(now, OptionalLong.empty()));
        return after.answered(
                Optional.of(last.dueBy(now + answered.recheckAfter().get().toNanos())));
    }

    /** As {@link #entry(String, Object, Map)}. */
    public Entry entry(Client client, Map<String, Object> session) {
        return entry(client.id(), client.handle(), session);
    }

    /** New credentials have replaced what a client holds. */
    public void refreshed(Map<String, Object> before, Map<String, Object> after) {
        isAnyRefreshed = true;
        sessions.replaced(before, after);
    }

    /**
     * What a client holds by new credentials since it was asked about with this session; empty if it has sent none since.
     *
     * @param session of the client, or one that it had before
     */
    public Optional<Map<String, Object>> refreshedSince(Client client, Map<String, Object> session) {
        return isAnyRefreshed
                ? current(client, session).filter(now -> Refresh.countOf(now) != Refresh.countOf(session))
                : Optional.empty();
    }

    /**
     * Whether what a client has is about to end, because it was revoked.
     *
     * @param session of the client, or one that it had before
     */
    public boolean isCondemned(Client client, Map<String, Object> session) {
        return sessions.isAnyCondemned()
                && (sessions.isCondemned(session)
                        || current(client, session).map(sessions::isCondemned).orElse(false));
    }

    /** The refusal of a client whose end could not be set. */
    public static Outcome changed(Outcome allowed) {
        return new Outcome(
                new Decision.Unavailable("the client's session changed while an authenticator answered"),
                allowed.authenticator(),
                allowed.generation(),
                allowed.settings());
    }

    private boolean replace(Client client, Map<String, Object> before, Map<String, Object> after) {
        boolean replaced = holder(client.handle(), before)
                .map(holder -> holder.replace(after))
                .orElse(false);
        if (replaced) {
            sessions.replaced(before, after);
        }
        return replaced;
    }

    /**
     * A connection as the index has it. One that it does not have is taken in: a census has not met it yet.
     *
     * @param session of the client, or one that it had before
     */
    public Entry entry(String id, Object handle, Map<String, Object> session) {
        return sessions.entry(session)
                .or(() -> sessions.withId(id).stream()
                        .filter(entry -> entry.handle().orElse(null) == handle)
                        .findFirst())
                .orElseGet(() -> sessions.admitted(Kind.CONNECTION, id, handle, session));
    }

    /** Another session that a client has by now. */
    private Optional<Map<String, Object>> current(Client client, Map<String, Object> before) {
        if (sessions.has(before)) {
            return Optional.empty();
        }
        return sessions.withId(client.id()).stream()
                .filter(entry -> entry.handle().orElse(null) == client.handle())
                .map(Entry::session)
                .findFirst();
    }
}
