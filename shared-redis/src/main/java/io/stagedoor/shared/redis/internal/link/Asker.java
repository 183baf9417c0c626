package io.stagedoor.shared.redis.internal.link;

import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.shared.SharedStateException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Asks Redis on threads of its own, so that nobody waits but for the answer; each answer comes within the time that it may take, or as a failure at its end. How
 * many ask at once is bounded. Thread-safe.
 */
public final class Asker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Asker.class);

    /** So many ask Redis at once. */
    public static final int THREADS = 8;

    private static final int MOST_WAITING = 10_000;

    private final Breaker breaker;
    private final Duration timeout;
    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor clock =
            new ScheduledThreadPoolExecutor(1, task -> daemon(task, "deadline"));
    private final Map<Long, CompletableFuture<?>> open = new ConcurrentHashMap<>();
    private final AtomicLong number = new AtomicLong();
    private volatile @Nullable Connections connections;

    /** Redis answers, and cannot be asked this at this moment: as if it did not answer. */
    public static final class Away extends RuntimeException {

        private static final long serialVersionUID = 1;

        /** @param why a sentence without a full stop */
        public Away(String why) {
            super(why);
        }
    }

    /** What is asked. */
    @FunctionalInterface
    public interface Question<T> {
        /** Runs on a thread that may wait. */
        T of(Connections connections) throws SharedStateException;
    }

    /** Whoever asks nothing that Redis can be lost for. */
    @FunctionalInterface
    public interface Otherwise<T> {
        /** Redis has not answered. */
        void than(CompletableFuture<T> answer, SharedStateException why);
    }

    /** @param timeout how long an answer may take */
    public Asker(Breaker breaker, Duration timeout) {
        this.breaker = breaker;
        this.timeout = timeout;
        this.threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                task -> daemon(task, "asking"));
        threads.allowCoreThreadTimeOut(true);
        clock.setRemoveOnCancelPolicy(true);
    }

    private static Thread daemon(Runnable task, String what) {
        Thread thread = new Thread(task, "stagedoor-redis-" + what);
        thread.setDaemon(true);
        return thread;
    }

    /** Where it asks; {@code null} for nowhere. */
    public @Nullable Connections connections() {
        return connections;
    }

    /** Asks there from now on; {@code null} for nowhere. */
    public void use(@Nullable Connections next) {
        connections = next;
    }

    /**
     * Asks.
     *
     * @param otherwise says what the answer is if Redis has not answered
     * @param late gets an answer that came too late
     */
    public <T> CompletableFuture<T> ask(Question<T> question, Otherwise<T> otherwise, BiConsumer<Connections, T> late) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        String why = breaker.open().orElse(null);
        if (why != null) {
            otherwise.than(answer, new SharedStateException(why));
            return answer;
        }
        CompletableFuture<T> told = new CompletableFuture<>();
        long mine = number.incrementAndGet();
        open.put(mine, answer);
        Future<?> end = clock.schedule(
                () -> away(
                        told,
                        new SharedStateException("Redis has not answered for " + timeout.toMillis() + " ms"),
                        otherwise,
                        answer),
                timeout.toNanos(),
                TimeUnit.NANOSECONDS);
        answer.whenComplete((done, thrown) -> {
            end.cancel(false);
            open.remove(mine);
        });
        try {
            threads.execute(() -> perform(question, told, otherwise, answer, late));
        } catch (RejectedExecutionException e) {
            away(told, new SharedStateException("too many wait for Redis"), otherwise, answer);
        }
        return answer;
    }

    /** Only one of those who answer does. */
    private static <T> void away(
            CompletableFuture<T> told, SharedStateException why, Otherwise<T> otherwise, CompletableFuture<T> answer) {
        if (told.completeExceptionally(why)) {
            otherwise.than(answer, why);
        }
    }

    private <T> void perform(
            Question<T> question,
            CompletableFuture<T> told,
            Otherwise<T> otherwise,
            CompletableFuture<T> answer,
            BiConsumer<Connections, T> late) {
        Connections asked = connections;
        if (told.isDone()) { // it has waited too long: Redis is not asked
            return;
        }
        if (asked == null || breaker.open().isPresent()) {
            away(
                    told,
                    new SharedStateException(breaker.open().orElse("there is no connection yet")),
                    otherwise,
                    answer);
            return;
        }
        try {
            T value = question.of(asked);
            breaker.worked();
            if (told.complete(value)) {
                answer.complete(value);
            } else {
                late.accept(asked, value);
            }
        } catch (SharedStateException e) { // Redis has answered
            breaker.worked();
            if (told.completeExceptionally(e)) {
                answer.completeExceptionally(e);
            }
        } catch (Away e) {
            breaker.worked();
            away(told, new SharedStateException(Redacted.message(e)), otherwise, answer);
        } catch (JedisException e) {
            breaker.failed(e, isSure(e));
            away(
                    told,
                    new SharedStateException("Redis has not answered: " + Redacted.message(e), e),
                    otherwise,
                    answer);
        } catch (RuntimeException | Error e) { // of our own, or of a password that cannot be read
            LOG.error("Redis could not be asked.", Redacted.of(e));
            breaker.failed(e, false);
            away(
                    told,
                    new SharedStateException("Redis could not be asked: " + Redacted.message(e), e),
                    otherwise,
                    answer);
        }
    }

    /** Nobody listens there: the next one is not answered either. */
    private static boolean isSure(JedisException thrown) {
        Throwable one = thrown;
        for (int i = 0; i < 8 && one != null; i++) {
            if (one instanceof ConnectException) {
                return true;
            }
            one = one.getCause();
        }
        return !(thrown instanceof JedisConnectionException) && thrown instanceof JedisAccessControlException;
    }

    /** Waits for all that was asked until now. */
    public CompletableFuture<Void> settled() {
        return CompletableFuture.allOf(open.values().stream()
                .map(one -> one.handle((done, thrown) -> done))
                .toArray(CompletableFuture[]::new));
    }

    @Override
    public void close() {
        threads.shutdown();
        clock.shutdownNow();
        open.values().forEach(one -> one.completeExceptionally(new SharedStateException("the store is stopping")));
    }
}
