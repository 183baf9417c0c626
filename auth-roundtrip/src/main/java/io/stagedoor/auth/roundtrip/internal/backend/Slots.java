package io.stagedoor.auth.roundtrip.internal.backend;

import io.stagedoor.auth.support.turn.Turns;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The turns of questions at a backend. A question about a client that is in goes before those that wait, and such questions have a quarter of the turns at most: they
 * come again and again, and must not take the turns of those who come. Thread-safe.
 */
final class Slots {

    private static final int MAX_WAITING = 4096;
    private static final int SHARE = 4;

    private final Turns all;
    private final Turns ofThoseIn;

    /** @param most questions at once */
    Slots(int most) {
        this.all = new Turns(most, MAX_WAITING);
        this.ofThoseIn = new Turns(Math.max(1, most / SHARE), MAX_WAITING);
    }

    /**
     * Whose question it is.
     *
     * @param isIn whether the client is in already
     */
    record Asker(ByteBuffer network, boolean isIn) {}

    /** Waits for a turn; then {@link #give} is due. */
    boolean take(Asker asker, Duration patience) throws InterruptedException {
        if (!asker.isIn()) {
            return all.take(asker.network(), patience);
        }
        long until = System.nanoTime() + patience.toNanos();
        if (!ofThoseIn.take(asker.network(), patience)) {
            return false;
        }
        boolean taken = false;
        try {
            taken = all.takeFirst(asker.network(), Duration.ofNanos(Math.max(0, until - System.nanoTime())));
            return taken;
        } finally {
            if (!taken) {
                ofThoseIn.give(asker.network());
            }
        }
    }

    /** Gives back a turn that was taken. */
    void give(Asker asker) {
        all.give(asker.network());
        if (asker.isIn()) {
            ofThoseIn.give(asker.network());
        }
    }
}
