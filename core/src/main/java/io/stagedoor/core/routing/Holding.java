package io.stagedoor.core.routing;

import io.stagedoor.core.settings.ApplicationSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Makes clients wait for an authenticator whose service was just unregistered, because its bundle is being updated or
 * replaced. All wait for one deadline, which began with that moment, and their number is bounded.
 */
final class Holding {

    private final Router router;
    private final Clock clock;
    private final Map<String, AtomicInteger> held = new ConcurrentHashMap<>();
    private final LongAdder answered = new LongAdder();
    private final LongAdder timedOut = new LongAdder();

    Holding(Router router, Clock clock) {
        this.router = router;
        this.clock = clock;
    }

    /** Whether a service of the name was there until a moment ago. */
    boolean isWithinGrace(Route route, Route.Link link) {
        return route.isWithinGrace(link);
    }

    /**
     * Waits for the service of a name, if there was one a moment ago.
     *
     * @return the authenticator as it is then, there or not
     */
    Route.Link await(Route route, Route.Link link, Instant deadline) throws InterruptedException {
        if (!isWithinGrace(route, link) || !router.mayBlock()) {
            return link;
        }
        ApplicationSettings settings = route.settings().orElseThrow();
        AtomicInteger waiting = held.computeIfAbsent(settings.application(), name -> new AtomicInteger());
        if (waiting.incrementAndGet() > settings.timing().maxHeld()) {
            waiting.decrementAndGet();
            return link;
        }
        try {
            long byDeadline = System.nanoTime()
                    + Duration.between(clock.instant(), deadline).toNanos();
            // It may come and go again, too shortly for this thread to see it: then the grace begins anew.
            Route.Link after = router.await(link.name(), now -> {
                long byGrace =
                        isWithinGrace(route, now) ? route.until(now.gone().orElseThrow()) : System.nanoTime();
                return byGrace - byDeadline < 0 ? byGrace : byDeadline;
            });
            (after.bound().isPresent() ? answered : timedOut).increment();
            return after;
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** How many wait at this moment. */
    int waiting() {
        return held.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** How often a client that waited was asked about in the end. */
    long answered() {
        return answered.sum();
    }

    /** How often a client waited in vain. */
    long timedOut() {
        return timedOut.sum();
    }
}
