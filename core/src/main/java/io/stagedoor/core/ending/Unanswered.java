package io.stagedoor.core.ending;

import io.stagedoor.core.routing.Outcome;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Connected clients that no authenticator could judge again. Stagedoor tries each again after a pause that doubles,
 * for a limited time. The key is the session, by identity, so there are no more entries than clients. Thread-safe.
 */
final class Unanswered {

    /** For how long a client stays in that nobody can judge. */
    static final Duration LONGEST = Duration.ofSeconds(600);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final LongSupplier nanos;
    private final Map<Map<String, Object>, Waiting> waiting = Collections.synchronizedMap(new IdentityHashMap<>());
    private final AtomicLong count = new AtomicLong();

    /** @param basis on which it was asked about last */
    private record Waiting(long since, long due, Duration pause, String basis, Outcome outcome) {}

    /** @param nanos a clock that nobody sets, in nanoseconds */
    Unanswered(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Nobody could judge the client this time.
     *
     * @return whether there was no such client before
     */
    boolean add(Map<String, Object> session, String basis, Outcome outcome) {
        boolean first = waiting.isEmpty();
        count.incrementAndGet();
        long now = nanos.getAsLong();
        waiting.compute(
                session,
                (key, before) -> before == null
                        ? new Waiting(now, now + FIRST_PAUSE.toNanos(), FIRST_PAUSE, basis, outcome)
                        : again(before, now, basis, outcome));
        return first;
    }

    private static Waiting again(Waiting before, long now, String basis, Outcome outcome) {
        Duration doubled = before.pause().multipliedBy(2);
        Duration pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        return new Waiting(before.since(), now + pause.toNanos(), pause, basis, outcome);
    }

    /** Whether it is time to ask about a client: for the first time, once more, or because there is another basis since. */
    boolean isDue(Map<String, Object> session, String basis) {
        Waiting last = waiting.get(session);
        return last == null || !last.basis().equals(basis) || nanos.getAsLong() - last.due() >= 0;
    }

    /** Why a client could not be judged the last time, if it has been in for too long since the first time; else empty. */
    Optional<Outcome> over(Map<String, Object> session) {
        return Optional.ofNullable(waiting.get(session))
                .filter(last -> nanos.getAsLong() - last.since() >= LONGEST.toNanos())
                .map(Waiting::outcome);
    }

    /** There is nothing to ask about a client any more. */
    void forget(Map<String, Object> session) {
        waiting.remove(session);
    }

    /**
     * Forgets clients that are gone.
     *
     * @param sessions by identity, those of all clients
     */
    void keep(Set<Map<String, Object>> sessions) {
        if (!waiting.isEmpty()) {
            waiting.keySet().retainAll(sessions);
        }
    }

    /**
     * Forgets clients that are gone.
     *
     * @param isIn whether the client of a session is in
     */
    void keepIf(Predicate<Map<String, Object>> isIn) {
        if (!waiting.isEmpty()) {
            waiting.keySet().removeIf(isIn.negate());
        }
    }

    /** How many wait now. */
    int size() {
        return waiting.size();
    }

    /** How often nobody could judge a client again, in all. */
    long count() {
        return count.get();
    }
}
