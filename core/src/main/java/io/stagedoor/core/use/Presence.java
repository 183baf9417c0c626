package io.stagedoor.core.use;

/** Says of users whether they are still there. Thread-safe; does not wait for them. */
@FunctionalInterface
public interface Presence {

    /** What is known of a user. */
    enum Is {
        /** It is there, or nobody can tell. */
        THERE,
        /** It is there, and nothing has come from it for a while: it may be cut off without knowing. */
        SILENT,
        /** It is not there. */
        GONE
    }

    /** Whether a user of this run of the server is there. */
    Is of(String id);
}
