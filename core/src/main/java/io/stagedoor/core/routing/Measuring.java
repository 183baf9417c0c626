package io.stagedoor.core.routing;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.Measure;
import io.stagedoor.auth.support.text.Redacted;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks authenticators what they measure, and does not trust them: each on a thread, one question at a time, and whoever throws, or has not answered in time,
 * has measured nothing. One that hangs is not asked again until it has answered. Thread-safe.
 */
final class Measuring implements AutoCloseable {

    /** How many measures of one authenticator are taken. */
    static final int MOST = 200;

    private static final Logger LOG = LoggerFactory.getLogger(Measuring.class);
    private static final int THREADS = 32;
    private static final long KEEP_SECONDS = 10;
    private static final int MOST_TOLD = 1000;
    private static final String MISSING = "its metrics are missing from that answer";

    private final Duration patience;
    private final AtomicInteger count = new AtomicInteger();
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(0, THREADS, KEEP_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), this::thread);

    /** What is being asked, by the service: it is one of those that are there. */
    private final Map<Bound, FutureTask<List<Measure>>> asked = new ConcurrentHashMap<>();

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** @param patience for all answers together */
    Measuring(Duration patience) {
        this.patience = patience;
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task, "stagedoor-measures-" + count.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Asks all of them.
     *
     * @param there in the order of the answer
     * @return by name; nothing for one that did not answer
     */
    Map<String, List<Measure>> ask(Collection<Bound> there) {
        asked.keySet().retainAll(Set.copyOf(there));
        Map<Bound, FutureTask<List<Measure>>> questions = new LinkedHashMap<>();
        for (Bound bound : there) {
            FutureTask<List<Measure>> question = question(bound);
            if (question == null) {
                tell(bound, "has not answered the last time yet, and is not asked again until it has: " + MISSING);
            } else {
                questions.put(bound, question);
            }
        }
        Map<String, List<Measure>> answers = new LinkedHashMap<>();
        long until = System.nanoTime() + patience.toNanos();
        try {
            for (Map.Entry<Bound, FutureTask<List<Measure>>> one : questions.entrySet()) {
                answer(one.getKey(), one.getValue(), until, answers);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return answers;
    }

    /** Asks one; {@code null} if it is being asked already, or there is no thread for it. */
    private @Nullable FutureTask<List<Measure>> question(Bound bound) {
        FutureTask<List<Measure>> before = asked.get(bound);
        if (before != null && !before.isDone()) {
            return null;
        }
        FutureTask<List<Measure>> question = new FutureTask<>(() -> taken(bound.authenticator()));
        asked.put(bound, question);
        try {
            threads.execute(question);
            return question;
        } catch (RejectedExecutionException e) { // that many hang, or this bundle stops
            asked.remove(bound, question);
            return null;
        }
    }

    /** The list may be made as it is read, and may have no end. */
    private static List<Measure> taken(Authenticator authenticator) {
        return authenticator.measures().stream()
                .filter(Objects::nonNull)
                .limit(MOST + 1L)
                .toList();
    }

    private void answer(Bound bound, FutureTask<List<Measure>> question, long until, Map<String, List<Measure>> answers)
            throws InterruptedException {
        try {
            List<Measure> measures = question.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (measures.size() > MOST) {
                tell(
                        bound,
                        "measures more than " + MOST + " things: the first " + MOST + " are shown, the rest is not");
            }
            answers.put(bound.name(), measures.subList(0, Math.min(MOST, measures.size())));
        } catch (TimeoutException e) {
            tell(bound, "did not answer in time: " + MISSING);
        } catch (ExecutionException e) { // somebody else's code
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            tell(bound, "failed with " + cause.getClass().getName() + ": " + MISSING);
            LOG.debug("An authenticator failed when it was asked for its measures.", Redacted.of(cause));
        }
    }

    /** Once for each: a line for each time somebody reads metrics would fill the log. */
    private void tell(Bound bound, String what) {
        if (told.size() < MOST_TOLD && told.add(bound.name() + " " + what)) {
            LOG.warn("Authenticator {} {}. This is said once.", bound.shown(), what);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
