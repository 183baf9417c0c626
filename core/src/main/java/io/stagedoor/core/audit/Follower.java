package io.stagedoor.core.audit;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Reads lines as they come, from a bounded queue: one that is too slow loses lines, which are counted, and keeps nobody waiting. Thread-safe. */
public final class Follower implements AutoCloseable {

    static final int CAPACITY = 1024;

    private final BlockingQueue<AuditLine> queue = new LinkedBlockingQueue<>(CAPACITY);
    private final AtomicLong lost = new AtomicLong();
    private final Consumer<Follower> leaving;

    Follower(Consumer<Follower> leaving) {
        this.leaving = leaving;
    }

    void offer(AuditLine line) {
        if (!queue.offer(line)) {
            lost.addAndGet(line.count());
        }
    }

    /**
     * The next line: names and values, texts and numbers.
     *
     * @param wait how long to wait for one
     * @return empty if none has come
     */
    public Optional<Map<String, Object>> next(Duration wait) throws InterruptedException {
        return Optional.ofNullable(queue.poll(wait.toMillis(), TimeUnit.MILLISECONDS))
                .map(AuditLine::fields);
    }

    /** How many lines it has lost since it was asked last. */
    public long lost() {
        return lost.getAndSet(0);
    }

    /** Follows no longer. */
    @Override
    public void close() {
        leaving.accept(this);
    }
}
