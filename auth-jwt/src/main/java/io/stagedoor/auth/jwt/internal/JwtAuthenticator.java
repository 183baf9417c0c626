package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Reason;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges clients by the JSON Web Token that they show, with what was configured last. Readers take no lock: configuration is
 * one volatile write, and a request is judged by what it found when it began.
 */
final class JwtAuthenticator implements Authenticator {

    private static final Logger LOG = LoggerFactory.getLogger(JwtAuthenticator.class);

    private final Clock clock;
    private final AtomicBoolean warned = new AtomicBoolean();
    private volatile State state;

    /** {@code judge} is null as long as there was no good configuration, {@code problem} when all is well. */
    private record State(TokenJudge judge, String problem, long generation) {}

    /** Refuses everyone until it is told how to judge. */
    JwtAuthenticator(Clock clock) {
        this.clock = clock;
        this.state = new State(null, null, 0);
    }

    /** Tokens are judged so from now on. */
    void judgeBy(TokenJudge judge) {
        state = new State(judge, state.problem(), state.generation() + 1);
    }

    /** What there is to complain about from now on: {@code null} for nothing. Tokens are judged as before. */
    void complain(String problem) {
        state = new State(state.judge(), problem, state.generation());
    }

    boolean canJudge() {
        return state.judge() != null;
    }

    @Override
    public long generation() {
        return state.generation();
    }

    @Override
    public Optional<String> problem() {
        return Optional.ofNullable(state.problem());
    }

    /** Of credentials only. */
    @Override
    public Optional<Set<String>> parameters() {
        return Optional.of(Set.of());
    }

    @Override
    public Decision authenticate(ConnectRequest request) {
        State now = state;
        if (now.judge() == null) {
            return new Decision.Unavailable("not configured: " + now.problem());
        }
        try {
            return now.judge().judge(request, clock.instant());
        } catch (LinkageError e) {
            // No token brings this about, but the update of a bundle does: the caller then asks the successor.
            throw e;
        } catch (Throwable e) {
            // Whatever a token makes a library throw refuses that token. Its text may show parts of the token.
            LOG.warn("Token refused: checking it failed with {}", e.getClass().getName());
            return new Decision.Deny(
                    Reason.MALFORMED_TOKEN,
                    "checking the token failed with " + e.getClass().getName());
        }
    }

    @Override
    public String toString() {
        return "JwtAuthenticator[problem=" + state.problem() + "]";
    }
}
