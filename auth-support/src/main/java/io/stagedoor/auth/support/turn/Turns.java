package io.stagedoor.auth.support.turn;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Gives so many turns at once, and shares them among networks: the next turn goes to the network that has the fewest, one after the
 * other where several have as few, and within a network to who has waited longest. A network that is alone gets all of them.
 * Bounded, thread-safe; the lock is held for a few steps only.
 */
public final class Turns {

    private final int most;
    private final int maxWaiting;

    /** Those who wait, by network; the first network's turn is next. None is empty. */
    private final Map<Object, Deque<Waiting>> queues = new LinkedHashMap<>();

    /** How many turns each network has; none has no turn. */
    private final Map<Object, Integer> taken = new HashMap<>();

    private int takenInAll;
    private int waitingInAll;

    private static final class Waiting {
        private final CountDownLatch over = new CountDownLatch(1);
        private boolean granted;
    }

    /**
     * So many turns.
     *
     * @param most turns at once
     * @param maxWaiting how many may wait in all networks together: one more, and the last of the longest queue has to go
     */
    public Turns(int most, int maxWaiting) {
        this.most = most;
        this.maxWaiting = maxWaiting;
    }

    /**
     * Waits for a turn.
     *
     * @param network whose turn it is; a map's key
     * @return whether there is one: then {@link #give} is due. Else there was none in time, or too many wait
     */
    public boolean take(Object network, Duration patience) throws InterruptedException {
        Waiting waiting = new Waiting();
        synchronized (this) {
            if (takenInAll < most) {
                count(network, 1);
                return true;
            }
            queues.computeIfAbsent(network, ignored -> new ArrayDeque<>()).addLast(waiting);
            waitingInAll++;
            if (waitingInAll > maxWaiting) {
                turnAway();
            }
        }
        boolean granted = false;
        try {
            waiting.over.await(patience.toNanos(), TimeUnit.NANOSECONDS);
            granted = end(network, waiting);
            return granted;
        } finally {
            if (!granted && end(network, waiting)) {
                // Interrupted in the moment of being given a turn.
                give(network);
            }
        }
    }

    /** Gives back a turn that was taken for this network. */
    public synchronized void give(Object network) {
        count(network, -1);
        next();
    }

    /** How many wait now, and how many networks are known. */
    synchronized int size() {
        return waitingInAll + queues.size() + taken.size();
    }

    /** How many wait now. */
    synchronized int waiting() {
        return waitingInAll;
    }

    /** Whether somebody of this network waits. */
    synchronized boolean waits(Object network) {
        return queues.containsKey(network);
    }

    private void next() {
        Object next = null;
        int fewest = Integer.MAX_VALUE;
        Iterator<Object> networks = queues.keySet().iterator();
        // No more networks have a turn than there are turns: this ends soon, however many wait.
        while (fewest > 0 && networks.hasNext()) {
            Object network = networks.next();
            int turns = taken.getOrDefault(network, 0);
            if (turns < fewest) {
                fewest = turns;
                next = network;
            }
        }
        if (next != null) {
            Deque<Waiting> queue = queues.remove(next);
            Waiting first = queue.removeFirst();
            if (!queue.isEmpty()) {
                queues.put(next, queue);
            }
            waitingInAll--;
            count(next, 1);
            first.granted = true;
            first.over.countDown();
        }
    }

    private void turnAway() {
        Map.Entry<Object, Deque<Waiting>> longest = queues.entrySet().stream()
                .max(Comparator.comparingInt(queue -> queue.getValue().size()))
                .orElseThrow();
        Waiting last = longest.getValue().getLast();
        leave(longest.getKey(), last);
        last.over.countDown();
    }

    /** Whether there is a turn; if not, nobody waits for it any more. */
    private synchronized boolean end(Object network, Waiting waiting) {
        if (!waiting.granted) {
            leave(network, waiting);
        }
        boolean granted = waiting.granted;
        waiting.granted = false;
        return granted;
    }

    private void leave(Object network, Waiting waiting) {
        Deque<Waiting> queue = queues.get(network);
        if (queue != null && queue.remove(waiting)) {
            waitingInAll--;
            if (queue.isEmpty()) {
                queues.remove(network);
            }
        }
    }

    private void count(Object network, int change) {
        takenInAll += change;
        taken.merge(network, change, (before, by) -> before + by == 0 ? null : before + by);
    }
}
