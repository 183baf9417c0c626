package io.stagedoor.core.routing;

/** Says of the thread that asks whether it may wait for an answer. */
final class CallerThread {

    private CallerThread() {}

    /** Whether this is one of the few threads that read for all clients, and must not wait. */
    static boolean readsForAll() {
        return Thread.currentThread().getName().startsWith("NioProcessor");
    }
}
