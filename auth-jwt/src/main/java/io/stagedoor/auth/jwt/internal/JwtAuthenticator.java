package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Measure;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.support.InForce;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges clients by the JSON Web Token that they show, with what was configured last. Readers take no lock: configuration is
 * one volatile write, and a request is judged by what it found when it began.
 */
final class JwtAuthenticator implements Authenticator {

    private static final Logger LOG = LoggerFactory.getLogger(JwtAuthenticator.class);

    private final Clock clock;
    private final InForce<TokenJudge> inForce = new InForce<>();

    /** Refuses every client until it is told how to judge. */
    JwtAuthenticator(Clock clock) {
        this.clock = clock;
    }

    /** What tokens are judged by. */
    InForce<TokenJudge> inForce() {
        return inForce;
    }

    @Override
    public long generation() {
        return inForce.now().generation();
    }

    @Override
    public String content() {
        TokenJudge judge = inForce.now().judge();
        return judge == null ? "" : judge.content();
    }

    @Override
    public Optional<String> problem() {
        InForce.State<TokenJudge> now = inForce.now();
        String problem = now.problem();
        if (problem == null) {
            return Optional.empty();
        }
        TokenJudge judge = now.judge();
        Optional<String> prospect = judge == null ? Optional.empty() : judge.prospect();
        return Optional.of(problem + prospect.map(one -> " (" + one + ")").orElse(""));
    }

    @Override
    public List<String> facts() {
        List<String> facts = new ArrayList<>(inForce.facts());
        TokenJudge judge = inForce.now().judge();
        if (judge != null) {
            facts.addAll(judge.facts(clock.instant()));
        }
        return facts;
    }

    @Override
    public List<Measure> measures() {
        List<Measure> measures = new ArrayList<>(List.of(inForce.lastGood()));
        TokenJudge judge = inForce.now().judge();
        if (judge != null) {
            measures.addAll(judge.measures(clock.instant()));
        }
        return measures;
    }

    /** Of credentials only. */
    @Override
    public Optional<Set<String>> parameters() {
        return Optional.of(Set.of());
    }

    @Override
    public Decision authenticate(ConnectRequest request) {
        InForce.State<TokenJudge> now = inForce.now();
        TokenJudge judge = now.judge();
        if (judge == null) {
            return now.notConfigured();
        }
        try {
            return judge.judge(request, clock.instant());
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

    /** What its tokens have been signed with, and the rules that they were judged by. */
    @Override
    public Optional<Boolean> stands(String basis) {
        TokenJudge judge = inForce.now().judge();
        return judge == null ? Optional.empty() : judge.stands(basis, clock.instant());
    }

    @Override
    public String toString() {
        return "JwtAuthenticator[problem=" + inForce.now().problem() + "]";
    }
}
