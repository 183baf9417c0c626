package io.stagedoor.red5.plugin.web;

import java.util.concurrent.Semaphore;

/**
 * How many responses may be changed at a time: each holds up to 64 KiB, all of them together no more than a 32nd of Java's memory.
 * Thread-safe.
 */
final class Room {

    private static final int EACH = 64 * 1024;
    private static final int SHARE = 32;
    private static final int LEAST = 16;

    /** That of the server, whatever number of web applications it has. */
    static final Room OF_SERVER = new Room(most(Runtime.getRuntime().maxMemory()));

    private final Semaphore places;

    Room(int responses) {
        places = new Semaphore(responses);
    }

    /** How many responses there is room for in so many bytes of memory. */
    static int most(long memory) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST, memory / SHARE / EACH));
    }

    /** Takes a place, if there is one; does not wait. */
    boolean enter() {
        return places.tryAcquire();
    }

    /** Gives the place back. */
    void leave() {
        places.release();
    }
}
