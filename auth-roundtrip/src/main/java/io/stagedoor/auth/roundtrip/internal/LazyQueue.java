package io.stagedoor.auth.roundtrip.internal;

import io.stagedoor.auth.support.turn.Places;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * What waits for a thread, by the network of its client: one after the other of these gets the next thread, so that one address with a
 * thousand questions does not keep the others waiting. Bounded, thread-safe.
 */
final class LazyQueue {

    private final Executor threads;
    private final int most;
    private final Places places = Places.empty();
    /** The first network's turn is next. None is empty. */
    private final Map<ByteBuffer, Deque<Runnable>> waiting = new LinkedHashMap<>();

    /**
     * @param threads take a task for each that waits
     * @param most may wait, half of them of one network
     */
    LazyQueue(Executor threads, int most) {
        this.threads = threads;
        this.most = most;
    }

    /** @throws RejectedExecutionException if too many wait, or the threads have ended */
    void execute(ByteBuffer network, Runnable task) {
        if (!places.enter(network, most)) {
            throw new RejectedExecutionException("too many wait");
        }
        synchronized (this) {
            waiting.computeIfAbsent(network, key -> new ArrayDeque<>()).addLast(task);
        }
        try {
            threads.execute(this::next);
        } catch (RejectedExecutionException e) {
            remove(network, task);
            throw e;
        }
    }

    private void next() {
        ByteBuffer network;
        Runnable task;
        synchronized (this) {
            if (waiting.isEmpty()) {
                return;
            }
            network = waiting.keySet().iterator().next();
            Deque<Runnable> queue = Objects.requireNonNull(waiting.remove(network));
            task = queue.removeFirst();
            if (!queue.isEmpty()) {
                waiting.put(network, queue);
            }
        }
        places.leave(network);
        task.run();
    }

    private synchronized void remove(ByteBuffer network, Runnable task) {
        Deque<Runnable> queue = waiting.get(network);
        if (queue != null && queue.remove(task)) {
            places.leave(network);
            if (queue.isEmpty()) {
                waiting.remove(network);
            }
        }
    }
}
