package io.stagedoor.http.request;

import java.util.concurrent.atomic.AtomicLong;

/** Ids by which requests are told apart in the logs of authenticators. */
public final class RequestIds {

    private static final AtomicLong COUNT = new AtomicLong();

    private RequestIds() {}

    /** An id that no other request has: what begins with a player's id belongs to that player. */
    public static String next(String player) {
        return player + "-" + COUNT.incrementAndGet();
    }
}
