package io.stagedoor.auth.roundtrip.internal.backend;

import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Tells a backend that answers nobody from questions that it has no answer to. One client can send such questions as often as it likes,
 * and may have several addresses: what counts is that clients of many networks got no answer while nobody got one. Thread-safe.
 */
final class Silence {

    /** Clients of so many networks, at least. */
    static final int NETWORKS = 10;

    /** No answer to anybody for so long, at least. */
    static final Duration LENGTH = Duration.ofSeconds(10);

    private final Ticker ticker;
    /** Those that got no answer since the last one; no more than are needed. */
    private final Set<ByteBuffer> networks = new HashSet<>();

    private long since;
    private volatile boolean silent;

    Silence(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Somebody got an answer. */
    void ends() {
        if (silent) {
            forget();
        }
    }

    /**
     * A client got no answer.
     *
     * @return whether nobody gets one: then the count begins anew
     */
    synchronized boolean goesOn(ByteBuffer network) {
        if (!silent) {
            since = ticker.read();
            silent = true;
        }
        if (networks.size() < NETWORKS) {
            networks.add(network);
        }
        boolean outage = networks.size() == NETWORKS && ticker.read() - since >= LENGTH.toNanos();
        if (outage) {
            forget();
        }
        return outage;
    }

    private synchronized void forget() {
        networks.clear();
        silent = false;
    }
}
