package io.stagedoor.operations.http;

/** Answers requests of those who have the token. Thread-safe. */
@FunctionalInterface
public interface Handler {

    /** Answers one. */
    Answer answer(Request request);

    /**
     * Whether a request may have a body: a form. The body of any other is not read, and the request is refused.
     *
     * @param request without its form
     */
    default boolean takesForm(Request request) {
        return false;
    }
}
