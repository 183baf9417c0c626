package io.stagedoor.auth.support;

import java.util.function.Supplier;

/**
 * Believes a source when it says the same twice: a file that is just being written may be cut off anywhere. For one thread.
 *
 * @param <T> what the source says; compared by {@code equals}
 */
public final class Settled<T> implements Supplier<T> {

    private final Supplier<T> source;
    private T believed;
    private T seen;

    /**
     * @param source asked once for each {@link #get}
     * @param first what is believed until then
     */
    public Settled(Supplier<T> source, T first) {
        this.source = source;
        this.believed = first;
        this.seen = first;
    }

    /** Asks the source, and says what is believed now. */
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
