package io.stagedoor.auth.roundtrip.internal;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnStateTransitionEvent;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops asking a backend that does not answer, and tries again later. What counts is whether it answers, not what. */
final class Breaker {

    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);
    private static final int WINDOW = 100;
    private static final int TRIALS = 10;
    private static final Exception FAILURE = new NoAnswer("no answer");

    private final String backend;
    private final Settings.Limits limits;
    private final CircuitBreaker breaker;

    Breaker(String backend, Settings.Limits limits, Clock clock) {
        this.backend = backend;
        this.limits = limits;
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

    /** Whether the next question may be asked; then one of the three methods below must be called for it. */
    boolean lets() {
        return breaker.tryAcquirePermission();
    }

    void answered() {
        breaker.onSuccess(0, TimeUnit.NANOSECONDS);
    }

    void failed() {
        breaker.onError(0, TimeUnit.NANOSECONDS, FAILURE);
    }

    void notAsked() {
        breaker.releasePermission();
    }

    boolean isOpen() {
        return breaker.getState() == CircuitBreaker.State.OPEN;
    }

    boolean isClosed() {
        return breaker.getState() == CircuitBreaker.State.CLOSED;
    }

    private void log(CircuitBreakerOnStateTransitionEvent event) {
        switch (event.getStateTransition().getToState()) {
            case OPEN ->
                LOG.warn(
                        "{}: does not answer ({} % of the last questions or more): it is not asked for {} s",
                        backend, limits.breakerPercent(), limits.breakerOpen().toSeconds());
            case HALF_OPEN -> LOG.info("{}: is asked up to {} questions, to see whether it answers", backend, TRIALS);
            case CLOSED -> LOG.info("{}: answers again", backend);
            default -> LOG.debug("{}: {}", backend, event.getStateTransition());
        }
    }
}
