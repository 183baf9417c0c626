package io.stagedoor.auth.roundtrip.internal.backend;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnStateTransitionEvent;
import io.stagedoor.auth.roundtrip.internal.settings.Settings;
import io.stagedoor.auth.support.http.NoAnswer;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops asking a backend that does not answer, and tries again later. What counts is whether it answers, not what; and one client's
 * questions alone never stop it. That it cannot be reached is nobody's question's fault. That a question got no answer may be: see
 * {@link Silence}. Thread-safe.
 */
final class Breaker {

    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);
    private static final int WINDOW = 100;
    private static final int TRIALS = 10;

    @SuppressWarnings("StaticAssignmentOfThrowable") // has no stack
    private static final Exception FAILURE = NoAnswer.unreachable("no answer");

    private final String backend;
    private final Settings.Limits limits;
    private final CircuitBreaker breaker;
    private final Silence silence;
    /** Networks whose questions are being tried; no more than {@value #TRIALS}. */
    private final Set<ByteBuffer> trying = ConcurrentHashMap.newKeySet();

    private final AtomicInteger inARow = new AtomicInteger();

    private volatile boolean silent;
    /** When it is tried again, since it was opened last. */
    private volatile Instant due = Instant.MIN;

    private final Clock clock;

    Breaker(String backend, Settings.Limits limits, Clock clock, Ticker ticker) {
        this.backend = backend;
        this.limits = limits;
        this.clock = clock;
        this.silence = new Silence(ticker);
        this.breaker = CircuitBreaker.of(
                "backend",
                CircuitBreakerConfig.custom()
                        .slidingWindow(WINDOW, limits.breakerMinimumCalls(), SlidingWindowType.COUNT_BASED)
                        .failureRateThreshold(limits.breakerPercent())
                        .waitDurationInOpenState(limits.breakerOpen())
                        .permittedNumberOfCallsInHalfOpenState(TRIALS)
                        .clock(clock)
                        .build());
        breaker.getEventPublisher().onStateTransition(this::log);
    }

    /** A question that may be asked; exactly one of its methods must be called. */
    final class Turn {
        private final ByteBuffer network;
        private final boolean trial;

        private Turn(ByteBuffer network, boolean trial) {
            this.network = network;
            this.trial = trial;
        }

        /** The backend answered, whatever. */
        void answered() {
            if (inARow.get() != 0) {
                inARow.set(0);
            }
            silence.ends();
            breaker.onSuccess(0, TimeUnit.NANOSECONDS);
            end();
        }

        /** Nobody can reach the backend. */
        void unreachable() {
            inARow.incrementAndGet();
            silent = false;
            breaker.onError(0, TimeUnit.NANOSECONDS, FAILURE);
            end();
        }

        /** The backend was asked this, and had no answer. */
        void unanswered() {
            inARow.incrementAndGet();
            breaker.releasePermission();
            if (silence.goesOn(network) && !isOpen()) {
                silent = true;
                breaker.transitionToOpenState();
            }
            end();
        }

        void notAsked() {
            breaker.releasePermission();
            end();
        }

        private void end() {
            if (trial) {
                trying.remove(network);
            }
        }
    }

    /**
     * The turn of a client's question; empty when it may not be asked. While the backend is being tried, clients of one network
     * have one turn at a time: their questions, if it has no answer to them, would be in the way of the others'.
     */
    Optional<Turn> turn(ByteBuffer network) {
        if (!breaker.tryAcquirePermission()) {
            return Optional.empty();
        }
        boolean trial = breaker.getState() == CircuitBreaker.State.HALF_OPEN;
        if (trial && !trying.add(network)) {
            breaker.releasePermission();
            return Optional.empty();
        }
        return Optional.of(new Turn(network, trial));
    }

    boolean isOpen() {
        return breaker.getState() == CircuitBreaker.State.OPEN;
    }

    boolean isClosed() {
        return breaker.getState() == CircuitBreaker.State.CLOSED;
    }

    /** How many questions in a row had no answer, up to the last one that was asked: 0 if that had one. */
    int unansweredInARow() {
        return inARow.get();
    }

    /** The time of the next request to the backend: an instant, or now. */
    String next() {
        return isOpen() && clock.instant().isBefore(due) ? "at " + due : "now, with a few requests";
    }

    private void log(CircuitBreakerOnStateTransitionEvent event) {
        switch (event.getStateTransition().getToState()) {
            case OPEN -> {
                due = clock.instant().plus(limits.breakerOpen()).truncatedTo(ChronoUnit.SECONDS);
                LOG.warn(
                        "{} does not answer: {}. Stagedoor sends it no requests for {} s (breakerOpenSeconds), until {}",
                        backend,
                        why(),
                        limits.breakerOpen().toSeconds(),
                        due);
            }
            case HALF_OPEN -> LOG.info("{}: sending up to {} trial requests", backend, TRIALS);
            case CLOSED -> LOG.info("{} answers again; Stagedoor sends all requests", backend);
            default -> LOG.debug("{}: {}", backend, event.getStateTransition());
        }
    }

    private String why() {
        return silent
                ? "no client got an answer for " + Silence.LENGTH.toSeconds() + " s, from " + Silence.NETWORKS
                        + " networks or more"
                : "unreachable for " + limits.breakerPercent() + " % or more of the last requests";
    }
}
