package io.stagedoor.core.routing;

import java.util.Set;

/** An unregistered service, and whether its configuration was removed. */
final class Gone {

    /** Whoever renames a file removes a configuration for a moment. */
    private static final int LOOKS = 2;

    private final long at;
    private final String pid;
    private final boolean hadConfiguration;
    private int missing;
    private volatile boolean removed;

    private Gone(long at, String pid, boolean hadConfiguration) {
        this.at = at;
        this.pid = pid;
        this.hadConfiguration = hadConfiguration;
    }

    /** The service goes at this moment. */
    static Gone now(String pid, Bound bound) {
        return new Gone(System.nanoTime(), pid, bound.isConfigured());
    }

    /** When it went, by {@link System#nanoTime}. */
    long at() {
        return at;
    }

    /** Whether its configuration was removed. One whose bundle is away is still configured. */
    boolean isRemoved() {
        return removed;
    }

    /**
     * Takes note of what is configured.
     *
     * @param configured the PIDs of all configurations
     * @param there those of the services that are there: of this one's configuration another name has been made
     */
    synchronized void lookAt(Set<String> configured, Set<String> there) {
        boolean nothing = !configured.contains(pid) || there.contains(pid);
        missing = hadConfiguration && nothing ? missing + 1 : 0;
        removed = missing >= LOOKS;
    }
}
