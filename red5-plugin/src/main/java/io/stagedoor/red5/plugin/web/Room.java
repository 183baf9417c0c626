package io.stagedoor.red5.plugin.web;

import io.stagedoor.auth.support.turn.Networks;
import io.stagedoor.auth.support.turn.Places;

/**
 * How many responses may be changed at a time: each holds up to 64 KiB, all of them together no more than a 32nd of Java's memory.
 * The clients of one network have half of them at most. Thread-safe.
 */
final class Room {

    private static final int EACH = 64 * 1024;
    private static final int SHARE = 32;
    private static final int LEAST = 16;

    /** That of the server, whatever number of web applications it has. */
    static final Room OF_SERVER = new Room(most(Runtime.getRuntime().maxMemory()));

    private final Places places = Places.empty();
    private final int most;

    Room(int responses) {
        most = responses;
    }

    /** How many responses there is room for in so many bytes of memory. */
    static int most(long memory) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST, memory / SHARE / EACH));
    }

    /** Takes a place for a client at this address, if there is one; does not wait. */
    boolean enter(String address) {
        return places.enter(Networks.key(address), most);
    }

    /** Gives the place back. */
    void leave(String address) {
        places.leave(Networks.key(address));
    }
}
