package io.stagedoor.auth.simple.internal;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Measure;
import io.stagedoor.auth.simple.internal.login.LoginJudge;
import io.stagedoor.auth.support.InForce;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges clients by user name and password, with what was read last. Readers take no lock: another reading is one volatile write,
 * and a request is judged by what it found when it began.
 */
final class SimpleAuthenticator implements Authenticator {

    private final InForce<LoginJudge> inForce = new InForce<>();
    private volatile String content = "";

    /** What logins are judged by. */
    InForce<LoginJudge> inForce() {
        return inForce;
    }

    @Override
    public long generation() {
        return inForce.now().generation();
    }

    @Override
    public String content() {
        return content;
    }

    /** What logins are judged by is of a file with this content. */
    void contentIs(String digest) {
        content = digest;
    }

    @Override
    public Optional<String> problem() {
        return inForce.problem();
    }

    @Override
    public List<String> facts() {
        return inForce.facts();
    }

    @Override
    public List<Measure> measures() {
        LoginJudge judge = inForce.now().judge();
        Measure lastGood = inForce.lastGood();
        return judge == null
                ? List.of(lastGood)
                : List.of(
                        lastGood,
                        Measure.gauge(
                                "throttled_accounts",
                                "Accounts of the file that are held after too many wrong passwords, each address or network counted for itself.",
                                judge.throttled()));
    }

    /** Of credentials only. */
    @Override
    public Optional<Set<String>> parameters() {
        return Optional.of(Set.of());
    }

    @Override
    public Decision authenticate(ConnectRequest request) {
        InForce.State<LoginJudge> now = inForce.now();
        LoginJudge judge = now.judge();
        return judge == null ? now.notConfigured() : judge.judge(request);
    }

    @Override
    public String toString() {
        return "SimpleAuthenticator[problem=" + inForce.now().problem() + "]";
    }
}
