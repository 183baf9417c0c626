package io.stagedoor.core.shared.embedded;

import io.stagedoor.core.shared.SharedStateException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One thing to do with the entries, and whoever waits for it. */
final class Request<T> {

    private final Step<T> step;
    private final boolean writes;
    private final long asked;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private @Nullable T value;
    private @Nullable SharedStateException refusal;

    /** What is done, on the thread of the writer. */
    @FunctionalInterface
    interface Step<T> {
        T on(Entries entries) throws SharedStateException;
    }

    /**
     * Of a step.
     *
     * @param writes whether it may change something
     * @param asked when, in nanoseconds
     */
    Request(Step<T> step, boolean writes, long asked) {
        this.step = step;
        this.writes = writes;
        this.asked = asked;
    }

    CompletableFuture<T> answer() {
        return answer;
    }

    boolean isAnswered() {
        return answer.isDone();
    }

    boolean writes() {
        return writes;
    }

    long asked() {
        return asked;
    }

    /** Does it; what comes of it is not told before it is on the disk. */
    void perform(Entries entries) {
        try {
            value = step.on(entries);
        } catch (SharedStateException e) {
            refusal = e;
        }
    }

    /** Tells what came of it. */
    void tell() {
        if (value != null) {
            answer.complete(value);
        } else {
            fail(refusal == null ? new SharedStateException("the store was not asked") : refusal);
        }
    }

    void fail(SharedStateException why) {
        answer.completeExceptionally(why);
    }
}
