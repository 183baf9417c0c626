package io.stagedoor.auth.jwt.internal.remote;

/** Something to fetch. The methods are called on the fetching thread. */
interface Task {

    /** When to fetch, by {@link System#nanoTime}. */
    long due();

    /** Whether the last fetch was good. */
    boolean isWell();

    /** Sees to what time alone has changed. */
    void look();

    /** Fetches. Does not throw. */
    void run();
}
