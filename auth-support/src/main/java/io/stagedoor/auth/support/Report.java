package io.stagedoor.auth.support;

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
     * @param canJudge whether an earlier good configuration is in force
     */
    void tell(String where, String before, String problem, boolean canJudge);

    /** A report that logs each change, and a problem once as long as it stays the same. */
    static Report to(Logger log) {
        return (where, before, problem, canJudge) -> {
            if (problem == null) {
                log.info("{}: {}", where, before == null ? "applied" : "fixed and applied");
            } else if (!problem.equals(before)) {
                log.error(
                        "{}. {}",
                        problem,
                        canJudge
                                ? "The last good configuration stays in force."
                                : "Clients are refused until it is fixed.");
            }
        };
    }
}
