package io.stagedoor.core.admission;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.session.Entry;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.session.Sessions;
import io.stagedoor.core.settings.LastAnswer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/** The clients of all front ends: the index of who is in, and the ports by which they are reached. Thread-safe. */
final class FrontEnds {

    /** Another session is given to a client that got one meanwhile; more often than this nobody gives it one. */
    private static final int TRIES = 5;

    private final LongSupplier nanos;
    private final Sessions sessions = new Sessions();
    private final List<Connected> all = new CopyOnWriteArrayList<>();

    /** @param nanos as of {@link LastAnswer} */
    FrontEnds(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** The index. */
    Sessions sessions() {
        return sessions;
    }

    void attach(Collection<Connected> more) {
        all.addAll(more);
    }

    void detach(Collection<Connected> gone) {
        all.removeAll(gone);
    }

    /** A client that the index has; empty if it is gone. */
    Optional<Holder> holder(Entry entry) {
        return entry.handle().flatMap(handle -> holder(handle, entry.session()));
    }

    private Optional<Holder> holder(Object handle, Map<String, Object> session) {
        for (Connected clients : all) {
            Optional<Holder> holder = clients.holder(handle, session);
            if (holder.isPresent()) {
                return holder;
            }
        }
        return Optional.empty();
    }

    /** Meets everybody of a kind, so that the index has who is in and nobody else. */
    synchronized void count(Kind kind) {
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
    Admission entered(Client client, Admission admission) {
        admission
                .session()
                .ifPresent(session -> sessions.admitted(Kind.CONNECTION, client.id(), client.handle(), session));
        return admission;
    }

    /** A client that is in was given a session, or keeps the one that it has, and begins with a stream. */
    Admission began(Client client, Map<String, Object> before, Admission admission, StreamPath stream) {
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
    boolean hold(Client client, Map<String, Object> session, Grant answered) {
        Map<String, Object> held = session;
        for (int tries = 0; tries < TRIES; tries++) {
            SessionState state = SessionState.of(held);
            SessionState after = after(state, answered);
            if (after.equals(state) || replace(client, held, after.toMap())) {
                return true;
            }
            Optional<Map<String, Object>> now = current(client, held);
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

    /**
     * Whether what a client has is about to end, because it was revoked.
     *
     * @param session of the client, or one that it had before
     */
    boolean isCondemned(Client client, Map<String, Object> session) {
        return sessions.isAnyCondemned()
                && (sessions.isCondemned(session)
                        || current(client, session).map(sessions::isCondemned).orElse(false));
    }

    /** The refusal of a client whose end could not be set. */
    static Outcome changed(Outcome allowed) {
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
