package io.stagedoor.auth.support.turn;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Gives a bounded number of turns at once, and shares them among networks: the next turn goes to the network with the fewest turns (in
 * rotation if several have as few), and within a network to the one that has waited longest. A network that is alone gets all turns.
 * Whoever {@linkplain #takeFirst goes first} waits for none of these. Bounded, thread-safe; the lock is held for a few steps only.
 */
public final class Turns {

    private final int most;
    private final int maxWaiting;

    /** Those who wait, by network; the first network's turn is next. None is empty. */
    private final Map<Object, Deque<Waiting>> queues = new LinkedHashMap<>();

    /** Those who go first. */
    private final Deque<Waiting> ahead = new ArrayDeque<>();

    /** How many turns each network has; none has no turn. */
    private final Map<Object, Integer> taken = new HashMap<>();

    private int takenInAll;
    private int waitingInAll;

    private static final class Waiting {
        private final Object network;
        private final CountDownLatch over = new CountDownLatch(1);
        private boolean granted;

        private Waiting(Object network) {
            this.network = network;
        }
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
        Waiting waiting = new Waiting(network);
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
        return await(waiting, patience);
    }

    /**
     * Waits for a turn before all others that wait: the next one that is given back. No bound but the caller's own is on how many wait so.
     *
     * @param network whose turn it is; a map's key
     * @return whether there is one: then {@link #give} is due. Else there was none in time
     */
    public boolean takeFirst(Object network, Duration patience) throws InterruptedException {
        Waiting waiting = new Waiting(network);
        synchronized (this) {
            if (takenInAll < most) {
                count(network, 1);
                return true;
            }
            ahead.addLast(waiting);
        }
        return await(waiting, patience);
    }

    private boolean await(Waiting waiting, Duration patience) throws InterruptedException {
        boolean granted = false;
        try {
            waiting.over.await(patience.toNanos(), TimeUnit.NANOSECONDS);
            granted = end(waiting);
            return granted;
        } finally {
            if (!granted && end(waiting)) {
                // Interrupted in the moment of being given a turn.
                give(waiting.network);
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
        return waitingInAll + ahead.size() + queues.size() + taken.size();
    }

    /** How many wait now. */
    synchronized int waiting() {
        return waitingInAll + ahead.size();
    }

    /** Whether somebody of this network waits. */
    synchronized boolean waits(Object network) {
        return queues.containsKey(network);
    }

    private void next() {
        if (!ahead.isEmpty()) {
            grant(ahead.removeFirst());
            return;
        }
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
            Deque<Waiting> queue = Objects.requireNonNull(queues.remove(next));
            Waiting first = queue.removeFirst();
            if (!queue.isEmpty()) {
                queues.put(next, queue);
            }
            waitingInAll--;
            grant(first);
        }
    }

    private void grant(Waiting waiting) {
        count(waiting.network, 1);
        waiting.granted = true;
        waiting.over.countDown();
    }

    private void turnAway() {
        Waiting last = queues.values().stream()
                .max(Comparator.comparingInt(Deque::size))
                .orElseThrow()
                .getLast();
        leave(last);
        last.over.countDown();
    }

    /** Whether a turn was granted; if not, this one waits no longer. */
    private synchronized boolean end(Waiting waiting) {
        if (!waiting.granted) {
            leave(waiting);
        }
        boolean granted = waiting.granted;
        waiting.granted = false;
        return granted;
    }

    private void leave(Waiting waiting) {
        if (ahead.remove(waiting)) {
            return;
        }
        Deque<Waiting> queue = queues.get(waiting.network);
        if (queue != null && queue.remove(waiting)) {
            waitingInAll--;
            if (queue.isEmpty()) {
                queues.remove(waiting.network);
            }
        }
    }

    private void count(Object network, int change) {
        takenInAll += change;
        taken.merge(network, change, (before, by) -> before + by == 0 ? null : before + by);
    }
}
