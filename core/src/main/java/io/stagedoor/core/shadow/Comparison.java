package io.stagedoor.core.shadow;

import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.support.turn.Networks;
import io.stagedoor.auth.support.turn.Places;
import io.stagedoor.core.settings.Deciders;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Those who decide about the clients of an application, and those that are asked beside: how often they agreed. Others on either side, or another configuration of
 * one that is asked beside, are another comparison, which begins at nought. Thread-safe.
 */
public final class Comparison {

    /** So many questions may wait or be under way; half of them about clients of one network. */
    static final int MOST = 512;

    /** They do nothing but wait for the threads of the authenticator, each no longer than a decision may take. */
    static final int THREADS = 4;

    private static final long KEEP_SECONDS = 10;

    private final String application;
    private final List<String> names;
    private final Map<Protocol, List<String>> deciders;
    /** What becomes known later is no change. */
    private volatile Map<String, String> configured;

    private final Instant since;
    private volatile Deciders last;
    private final Places places = Places.empty();
    private final ThreadPoolExecutor threads;
    private final LongAdder agree = new LongAdder();
    private final LongAdder wouldRefuse = new LongAdder();
    private final LongAdder wouldAllow = new LongAdder();
    private final LongAdder undecided = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    /**
     * @param application as its configuration names it: {@code *} for all without one of their own
     * @param configured by name, how those that are asked beside are configured, of those of which it is known
     */
    Comparison(String application, Deciders deciders, Map<String, String> configured, Instant since) {
        this.application = application;
        this.names = deciders.shadows();
        this.deciders = deciders.authenticators();
        this.configured = Map.copyOf(configured);
        this.since = since;
        this.last = deciders;
        AtomicInteger count = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, KEEP_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "stagedoor-shadow-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** What is to be done on a thread, or is not done. */
    interface Task extends Runnable {
        void drop();
    }

    /** Whether it is of these. What is not known of a configuration is no other one. */
    boolean isOf(Deciders now, Map<String, String> configurations) {
        return isOf(now)
                && configurations.entrySet().stream()
                        .allMatch(one ->
                                Objects.equals(configured.getOrDefault(one.getKey(), one.getValue()), one.getValue()));
    }

    /** As far as the names say it. Compares them only once for each reading of a configuration. */
    boolean isOf(Deciders now) {
        if (now == last) {
            return true;
        }
        boolean same = names.equals(now.shadows()) && deciders.equals(now.authenticators());
        if (same) {
            last = now;
        }
        return same;
    }

    /** How one was configured when that was looked at last; {@code null} if it is not known. */
    @Nullable
    String configured(String name) {
        return configured.get(name);
    }

    /** More is known of how those are configured that are asked beside. By one thread at a time. */
    void learn(Map<String, String> configurations) {
        Map<String, String> known = new HashMap<>(configurations);
        known.putAll(configured);
        configured = Map.copyOf(known);
    }

    /** Whether there is room for one more question; then {@link #leave} is due. Does not wait. */
    boolean enter(String address) {
        return places.enter(Networks.key(address), MOST);
    }

    void leave(String address) {
        ByteBuffer network = Networks.key(address);
        places.leave(network);
    }

    /** Does it soon; {@code false} if this comparison has ended. Does not wait. */
    boolean execute(Task task) {
        try {
            threads.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Asks nothing more. What waits is not asked. */
    void end() {
        for (Runnable waiting : threads.shutdownNow()) {
            if (waiting instanceof Task task) {
                task.drop();
            }
        }
    }

    void count(Verdict verdict) {
        switch (verdict) {
            case AGREE -> agree.increment();
            case WOULD_REFUSE -> wouldRefuse.increment();
            case WOULD_ALLOW -> wouldAllow.increment();
            case UNDECIDED -> undecided.increment();
        }
    }

    void drop() {
        dropped.increment();
    }

    /** The name of the application as its configuration has it: {@code *} for all without one of their own. */
    public String application() {
        return application;
    }

    /** The names of those that are asked beside, with commas between. */
    public String authenticator() {
        return String.join(",", names);
    }

    /** Since when it is counted. */
    public Instant since() {
        return since;
    }

    /** How often both admitted, or both refused. */
    public long agree() {
        return agree.sum();
    }

    /** How many that were admitted would be refused. */
    public long wouldRefuse() {
        return wouldRefuse.sum();
    }

    /** How many that were refused would be admitted. */
    public long wouldAllow() {
        return wouldAllow.sum();
    }

    /** How often one of the two could not tell. */
    public long undecided() {
        return undecided.sum();
    }

    /** How often nobody was asked beside, because too many questions were waiting. */
    public long dropped() {
        return dropped.sum();
    }
}
