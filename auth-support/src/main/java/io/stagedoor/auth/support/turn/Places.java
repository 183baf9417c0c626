package io.stagedoor.auth.support.turn;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the users of a bounded number of places. Clients of one network get half of them at most, so that no network fills them
 * alone. Thread-safe; the lock is held for a few steps only.
 */
public final class Places {

    private final Map<ByteBuffer, Integer> networks = new HashMap<>();
    private int all;

    private Places() {}

    /** No place is taken yet. Not a constructor: Red5 makes objects of classes that clients name, where these have a public one. */
    public static Places empty() {
        return new Places();
    }

    /**
     * Takes a place, if one is free; the caller must call {@link #leave} later.
     *
     * @param network as {@link Networks#key} makes it
     * @param most of all networks together, at least 1
     * @return false if no place is free
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
     * Gives a place back.
     *
     * @param network that it entered as
     */
    public synchronized void leave(ByteBuffer network) {
        all--;
        networks.computeIfPresent(network, (key, own) -> own == 1 ? null : own - 1);
    }

    /** How many places are taken. */
    public synchronized int size() {
        return all;
    }
}
