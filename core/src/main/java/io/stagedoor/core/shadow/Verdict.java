package io.stagedoor.core.shadow;

import io.stagedoor.auth.Decision;
import io.stagedoor.core.routing.Outcome;

/** What came of comparing a decision with what an authenticator that was asked beside would have said. */
public enum Verdict {
    /** Both admit the client, or both refuse it, for whatever reason. */
    AGREE,
    /** The client was admitted, and would be refused. */
    WOULD_REFUSE,
    /** The client was refused, and would be admitted. */
    WOULD_ALLOW,
    /** One of the two could not tell. */
    UNDECIDED;

    /**
     * Compares.
     *
     * @param decided what counts
     * @param said what the other one would have said
     */
    static Verdict of(Outcome decided, Outcome said) {
        if (isOpen(decided) || isOpen(said)) {
            return UNDECIDED;
        }
        if (decided.allowed() == said.allowed()) {
            return AGREE;
        }
        return decided.allowed() ? WOULD_REFUSE : WOULD_ALLOW;
    }

    /** Whether an outcome says nothing about the client: an outage, failures of others, or an allowance only because nobody could tell. */
    private static boolean isOpen(Outcome outcome) {
        return outcome.isUndecided()
                || outcome.decision() instanceof Decision.Abstain
                || outcome.decision() instanceof Decision.Allow allow
                        && allow.failOpen().isPresent();
    }
}
