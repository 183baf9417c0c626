package io.stagedoor.auth.support;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Measure;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an authenticator decides by at this moment. Readers take no lock: they call {@link #now} once for each request, and a change is one
 * volatile write. One thread at a time makes changes.
 *
 * @param <J> what judges requests
 */
public final class InForce<J> {

    private volatile State<J> state = new State<>(null, null, 0);

    /**
     * One moment.
     *
     * @param judge {@code null} as long as there was no good configuration
     * @param problem what is wrong with the configuration; {@code null} when all is well
     * @param generation how often the judge was replaced
     */
    public record State<J>(@Nullable J judge, @Nullable String problem, long generation) {

        /** Whether there is a judge: the last good one stays when a later configuration is wrong. */
        public boolean canJudge() {
            return judge != null;
        }

        /** The answer to each request while no judge exists. */
        public Decision notConfigured() {
            return new Decision.Unavailable("not configured: " + problem);
        }
    }

    /** This moment. Read it once for each request, so that a request is judged by one configuration. */
    public State<J> now() {
        return state;
    }

    /** What is wrong with the configuration. */
    public Optional<String> problem() {
        return Optional.ofNullable(state.problem());
    }

    /** That the last good configuration is in force, if that is so: see {@link io.stagedoor.auth.Authenticator#facts}. */
    public List<String> facts() {
        State<J> now = state;
        return now.canJudge() && now.problem() != null ? List.of("the last good configuration is in force") : List.of();
    }

    /** The same as a measure: see {@link io.stagedoor.auth.Authenticator#measures}. */
    public Measure lastGood() {
        return Measure.gauge(
                "authenticator_last_good",
                "1 while the configuration of the authenticator has an error, and the last good one is in force.",
                facts().isEmpty() ? 0 : 1);
    }

    /** Requests are judged by this from now on. */
    public void judgeBy(J judge) {
        State<J> last = state;
        state = new State<>(judge, last.problem(), last.generation() + 1);
    }

    /**
     * Requests are judged as before, but there is a problem from now on.
     *
     * @param problem {@code null} for none
     */
    public void complain(@Nullable String problem) {
        State<J> last = state;
        state = new State<>(last.judge(), problem, last.generation());
    }
}
