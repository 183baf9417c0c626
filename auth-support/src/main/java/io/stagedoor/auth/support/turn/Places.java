package io.stagedoor.auth.support.turn;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts those who are somewhere, of which there is only so much room. Clients of one network have half of it at most: nobody fills it
 * alone. Thread-safe; the lock is held for a few steps only.
 */
public final class Places {

    private final Map<ByteBuffer, Integer> networks = new HashMap<>();
    private int all;

    private Places() {}

    /** Nobody is there yet. Not a constructor: Red5 makes objects of classes that clients name, where these have a public one. */
    public static Places empty() {
        return new Places();
    }

    /**
     * One more, if there is room; then {@link #leave} is due.
     *
     * @param network as {@link Networks#key} makes it
     * @param most of all networks together, at least 1
     * @return false if there is none
     */
    public synchronized boolean enter(ByteBuffer network, int most) {
        int own = networks.getOrDefault(network, 0);
        if (all >= most || own >= Math.max(1, most / 2)) {
            return false;
        }
        all++;
        networks.put(network, own + 1);
        return true;
    }

    /**
     * One less.
     *
     * @param network that it entered as
     */
    public synchronized void leave(ByteBuffer network) {
        all--;
        networks.computeIfPresent(network, (key, own) -> own == 1 ? null : own - 1);
    }

    /** How many there are. */
    public synchronized int size() {
        return all;
    }
}
