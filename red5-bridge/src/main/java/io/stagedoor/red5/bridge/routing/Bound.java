package io.stagedoor.red5.bridge.routing;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.StreamRequest;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * An authenticator's service as long as it is there. One that says it is {@linkplain Authenticator#LOCAL local} is asked on the
 * caller's thread. Any other is asked on threads of its own, so that one that hangs keeps neither a thread of the server past
 * the deadline nor more than {@value #MAX_IN_FLIGHT} threads in all.
 */
final class Bound {

    static final int MAX_IN_FLIGHT = 64;

    private static final long KEEP_SECONDS = 10;
    private static final long HAND_OVER_SECONDS = 1;
    private static final int HAND_OVERS = 10;

    private final String name;
    private final Authenticator authenticator;
    private final long serviceId;
    private final boolean mayBlock;
    private final boolean decidesOnStreams;
    private final Semaphore permits = new Semaphore(MAX_IN_FLIGHT);
    private final ExecutorService threads;
    /** Callers on threads that serve everyone. */
    private final AtomicInteger sharing = new AtomicInteger();
    /** Asked for with each decision, and rarely another. */
    private volatile Settings settings;

    private volatile String configured = Basis.UNKNOWN;

    private record Settings(long generation, String text) {}

    Bound(String name, Authenticator authenticator, long serviceId, boolean local, boolean mayBlock) {
        this.name = name;
        this.authenticator = authenticator;
        this.serviceId = serviceId;
        this.mayBlock = mayBlock;
        this.decidesOnStreams = overridesAuthorize(authenticator);
        this.threads = local ? null : threads(name);
        this.settings = new Settings(0, serviceId + ".0");
    }

    private static boolean overridesAuthorize(Authenticator authenticator) {
        try {
            return authenticator
                            .getClass()
                            .getMethod("authorize", StreamRequest.class)
                            .getDeclaringClass()
                    != Authenticator.class;
        } catch (ReflectiveOperationException e) { // then nobody knows what it would say
            return true;
        }
    }

    private static ExecutorService threads(String name) {
        AtomicInteger count = new AtomicInteger();
        return new ThreadPoolExecutor(
                0,
                MAX_IN_FLIGHT,
                KEEP_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> {
                    Thread thread = new Thread(task, "stagedoor-" + name + "-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                },
                Bound::handOver);
    }

    /**
     * A thread gives its permit back a moment before it takes the next task: there is one soon, unless all are to end. On a busy
     * machine that moment can be long.
     */
    static void handOver(Runnable task, ThreadPoolExecutor threads) {
        try {
            for (int i = 0; i < HAND_OVERS && !threads.isShutdown(); i++) {
                if (threads.getQueue().offer(task, HAND_OVER_SECONDS, TimeUnit.SECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new RejectedExecutionException("the service is going");
    }

    String name() {
        return name;
    }

    /** Which service this is, and by which of its settings it decides now. */
    String settings() {
        try {
            long generation = authenticator.generation();
            Settings known = settings;
            if (known.generation() != generation) {
                known = new Settings(generation, serviceId + "." + generation);
                settings = known;
            }
            return known.text();
        } catch (Throwable t) { // somebody else's code; what matters is its decision
            return serviceId + "." + Basis.UNKNOWN;
        }
    }

    /** How the service is configured: another text when it is configured otherwise. */
    String configured() {
        return configured;
    }

    /** {@code null} for no configuration, which is none of its own, or has just been removed and takes the service along. */
    void configured(String text) {
        if (text != null) {
            configured = text;
        } else if (configured.equals(Basis.UNKNOWN)) {
            configured = Basis.NOT_CONFIGURED;
        }
    }

    /** Whether it decides about each stream itself, and not by the grant alone. */
    boolean decidesOnStreams() {
        return decidesOnStreams;
    }

    Authenticator authenticator() {
        return authenticator;
    }

    /**
     * Asks the authenticator.
     *
     * @param deadline says how long the answer may take; not asked by an authenticator that is local
     * @param most how many callers of the caller's kind may wait for one that is not local
     * @return what it answered; {@link Decision.Unavailable} when the time is up
     * @throws ExecutionException with what the authenticator threw as its cause
     */
    Decision ask(Function<Authenticator, Decision> question, Supplier<Duration> deadline, IntSupplier most)
            throws ExecutionException, InterruptedException {
        if (threads == null) {
            return here(question);
        }
        int bound = most.getAsInt();
        if (bound == Integer.MAX_VALUE) {
            return elsewhere(question, deadline);
        }
        try {
            return sharing.incrementAndGet() > bound
                    ? new Decision.Unavailable(
                            "is waited for by " + bound + " requests over HTTP, and the server has threads for others")
                    : elsewhere(question, deadline);
        } finally {
            sharing.decrementAndGet();
        }
    }

    private Decision elsewhere(Function<Authenticator, Decision> question, Supplier<Duration> deadline)
            throws ExecutionException, InterruptedException {
        if (!mayBlock) {
            return new Decision.Unavailable(
                    "may take time, and this Red5 serves all clients by one worker: see the server's"
                            + " log at its start");
        }
        if (Holding.onIoThread()) {
            return new Decision.Unavailable("may take time, and was asked on a thread that reads for all clients");
        }
        long left = deadline.get().toNanos();
        long until = System.nanoTime() + left;
        if (!permits.tryAcquire(left, TimeUnit.NANOSECONDS)) {
            return new Decision.Unavailable("has " + MAX_IN_FLIGHT + " decisions in flight, and none ended in time");
        }
        FutureTask<Decision> answer = new FutureTask<>(() -> question.apply(authenticator));
        start(answer);
        try {
            return answer.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            return new Decision.Unavailable("did not answer in time");
        }
    }

    /** Gives the permit back when the thread is free again, also if nobody waited for the answer so long. */
    private void start(Runnable answer) {
        try {
            threads.execute(() -> {
                try {
                    answer.run();
                } finally {
                    permits.release();
                }
            });
        } catch (RejectedExecutionException e) {
            permits.release();
            throw e;
        }
    }

    private Decision here(Function<Authenticator, Decision> question) throws ExecutionException {
        try {
            return question.apply(authenticator);
        } catch (Throwable t) { // somebody else's code: the dispatcher decides what to make of it
            throw new ExecutionException(t);
        }
    }

    /** The service is gone: questions under way are answered, further ones are not asked. */
    void close() {
        if (threads != null) {
            threads.shutdown();
        }
    }
}
