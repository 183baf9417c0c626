package io.stagedoor.core.use;

import java.util.Optional;

/**
 * What came of taking something.
 *
 * @param result whether it was taken
 * @param detail why not, for operators: without the id of anything; empty if it was
 * @param undo gives it back to who had it before, or to nobody; empty if it was not taken now: somebody else has it, or the user had it already
 * @param silenced the id of a user who was there, and silent, and has it no more; empty for none
 */
public record Taking(Result result, String detail, Optional<Runnable> undo, Optional<String> silenced) {

    /** Whether something was taken. */
    public enum Result {
        /** The user has it, and is the only one. */
        TAKEN,
        /** Somebody else has used it. */
        USED,
        /** Nobody can tell. */
        UNKNOWN
    }

    static Taking mine() {
        return new Taking(Result.TAKEN, "", Optional.empty(), Optional.empty());
    }

    static Taking used(String detail) {
        return new Taking(Result.USED, detail, Optional.empty(), Optional.empty());
    }

    static Taking unknown(String detail) {
        return new Taking(Result.UNKNOWN, detail, Optional.empty(), Optional.empty());
    }
}
