package io.stagedoor.red5.plugin.ending;

import org.jspecify.annotations.Nullable;

/** Something that ends when its session says. {@link Ends} keeps it in a list of its own, so that it costs one small object. */
public abstract class Ending {

    /** Its neighbours, and whether it is in a list at all: guarded by the lock of {@link Ends}. */
    @Nullable
    Ending before;

    @Nullable
    Ending after;

    int slot = Ends.NOWHERE;

    /** For subclasses. */
    protected Ending() {}

    /**
     * When it ends at this moment: milliseconds since the epoch, or {@link io.stagedoor.red5.hook.Verdict#NEVER}. Called under a
     * lock: answers at once.
     */
    protected abstract long endsAt();

    /** Its end has come. Called once, by the thread that all others wait for: hands on what takes time. */
    protected abstract void over();
}
