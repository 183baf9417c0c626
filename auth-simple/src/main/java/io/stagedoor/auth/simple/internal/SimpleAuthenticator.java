package io.stagedoor.auth.simple.internal;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import java.util.Optional;
import java.util.Set;

/**
 * Judges clients by user name and password, with what was read last. Readers take no lock: another reading is one volatile write,
 * and a request is judged by what it found when it began.
 */
final class SimpleAuthenticator implements Authenticator {

    private volatile State state = new State(null, null, 0);

    /** {@code judge} is null as long as there was no good configuration and file, {@code problem} when all is well. */
    private record State(LoginJudge judge, String problem, long generation) {}

    /** Logins are judged so from now on. */
    void judgeBy(LoginJudge judge) {
        state = new State(judge, state.problem(), state.generation() + 1);
    }

    /** What there is to complain about from now on: {@code null} for nothing. Logins are judged as before. */
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
        return now.judge() == null
                ? new Decision.Unavailable("not configured: " + now.problem())
                : now.judge().judge(request);
    }

    @Override
    public Decision reconsider(ConnectRequest request) {
        State now = state;
        return now.judge() == null
                ? new Decision.Unavailable("not configured: " + now.problem())
                : now.judge().reconsider(request);
    }

    @Override
    public String toString() {
        return "SimpleAuthenticator[problem=" + state.problem() + "]";
    }
}
