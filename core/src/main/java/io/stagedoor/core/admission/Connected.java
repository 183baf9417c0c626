package io.stagedoor.core.admission;

import java.util.function.Consumer;

/** The clients of a front end that are in, with their sessions. A front end implements it; thread-safe, and nothing here waits for a client. */
@FunctionalInterface
public interface Connected {

    /** Visits them. One that comes or goes meanwhile may be left out. */
    void forEach(Consumer<Holder> visitor);

    /** These, and others of the same front end. */
    default Connected and(Connected others) {
        return visitor -> {
            forEach(visitor);
            others.forEach(visitor);
        };
    }
}
