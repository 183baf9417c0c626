package io.stagedoor.core.start;

import io.stagedoor.auth.Decision;
import java.util.Optional;

/**
 * What came of asking whether a client may go on by another grant. One of both is run, once.
 *
 * @param refusal why not; empty if it may
 * @param done the client holds the other grant: what it needed for the former one only is given back
 * @param back the client does not get it: what was taken is given back
 */
public record Passage(Optional<Decision> refusal, Runnable done, Runnable back) {

    /** It may not; nothing was taken. */
    static Passage refused(Decision refusal) {
        return new Passage(Optional.of(refusal), () -> {}, () -> {});
    }

    /** It may. */
    static Passage of(Runnable done, Runnable back) {
        return new Passage(Optional.empty(), done, back);
    }

    /** It may by another word, too. */
    Passage and(Passage other) {
        return of(
                () -> {
                    done.run();
                    other.done.run();
                },
                () -> {
                    other.back.run();
                    back.run();
                });
    }
}
