package io.stagedoor.auth.support;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Tells operators what became of a configuration. */
@FunctionalInterface
public interface Report {

    /**
     * Called after each change.
     *
     * @param where the configuration's file or PID
     * @param before the problem before the change; {@code null} for none
     * @param problem the problem now, which names the file or PID; {@code null} for none
     * @param effect of the problem
     */
    void tell(String where, @Nullable String before, @Nullable String problem, Effect effect);

    /** What follows from a problem. */
    enum Effect {
        /** An earlier good configuration is in force. */
        LAST_GOOD,
        /** Nothing is in force. */
        REFUSED,
        /** The configuration is in force, and something that it names does not work. */
        PARTLY
    }

    /** A report that logs each change, and a problem once as long as it stays the same. */
    static Report to(Logger log) {
        return (where, before, problem, effect) -> {
            if (problem == null) {
                log.info("{}: {}", where, before == null ? "applied" : "fixed and applied");
            } else if (!problem.equals(before)) {
                log.error(
                        "{}. {}",
                        problem,
                        switch (effect) {
                            case LAST_GOOD -> "The last good configuration stays in force.";
                            case REFUSED -> "Clients are refused until it is fixed.";
                            case PARTLY -> "Everything else is in force.";
                        });
            }
        };
    }
}
