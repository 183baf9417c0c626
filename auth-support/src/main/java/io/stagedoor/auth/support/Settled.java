package io.stagedoor.auth.support;

import java.util.function.Supplier;

/**
 * Trusts a source when it gives the same value twice: a file that somebody is writing may be cut off anywhere. For one thread.
 *
 * @param <T> what the source says; compared by {@code equals}
 */
public final class Settled<T> implements Supplier<T> {

    private final Supplier<T> source;
    private T believed;
    private T seen;

    /**
     * @param source asked once for each {@link #get}
     * @param first the value that is trusted until then
     */
    public Settled(Supplier<T> source, T first) {
        this.source = source;
        this.believed = first;
        this.seen = first;
    }

    /** Asks the source, and returns the value that is trusted now. */
    @Override
    public T get() {
        T now = source.get();
        if (now.equals(seen)) {
            believed = now;
        }
        seen = now;
        return believed;
    }
}
