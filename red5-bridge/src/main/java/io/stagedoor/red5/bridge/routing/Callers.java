package io.stagedoor.red5.bridge.routing;

import io.stagedoor.auth.support.turn.Networks;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts callers on threads that serve everyone. Of a bounded number, clients of one network have half at most: what they ask may take
 * long on purpose. Thread-safe.
 */
final class Callers {

    private final Map<ByteBuffer, Integer> networks = new HashMap<>();
    private int all;

    /**
     * One more, if there is room; then {@link #leave} is due.
     *
     * @param address the client's, in text form
     * @param most of all networks
     */
    boolean enter(String address, int most) {
        ByteBuffer network = Networks.key(address);
        synchronized (this) {
            int own = networks.getOrDefault(network, 0);
            if (all >= most || own >= Math.max(1, most / 2)) {
                return false;
            }
            all++;
            networks.put(network, own + 1);
            return true;
        }
    }

    void leave(String address) {
        ByteBuffer network = Networks.key(address);
        synchronized (this) {
            all--;
            networks.computeIfPresent(network, (key, own) -> own == 1 ? null : own - 1);
        }
    }
}
