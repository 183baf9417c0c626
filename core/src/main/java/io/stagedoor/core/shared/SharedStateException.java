package io.stagedoor.core.shared;

/** The store of {@link SharedState} cannot say, or cannot keep what it was given. The message is for operators, and has neither key nor value. */
public final class SharedStateException extends Exception {

    private static final long serialVersionUID = 1;

    /** @param why a sentence without a full stop */
    public SharedStateException(String why) {
        super(why);
    }

    /** @param why a sentence without a full stop */
    public SharedStateException(String why, Throwable cause) {
        super(why, cause);
    }
}
