package io.stagedoor.benchmarks.jwt;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.benchmarks.stage.Deciding;
import io.stagedoor.core.routing.Outcome;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A whole decision: from the request over routing, signature and all rules for claims to the grant. */
@State(Scope.Benchmark)
public class JwtDecision {

    private Deciding deciding;
    private ConnectRequest request;
    private String token;

    /** Starts the bundles, and sees that decisions are right. */
    @Setup
    public void start() {
        deciding = new Deciding();
        token = Tokens.token();
        request = Deciding.request(token);
        if (!Deciding.granted(whole()).subject().equals(Tokens.SUBJECT)
                || deciding.decide(Deciding.request(Tokens.token("x" + Tokens.SECRET, "x")))
                        .allowed()) {
            throw new IllegalStateException("not the right decision");
        }
    }

    /** Stops them. */
    @TearDown
    public void stop() {
        deciding.close();
    }

    /** The decision on a request. */
    @Benchmark
    public Outcome whole() {
        return deciding.decide(request);
    }

    /** The same, the request made for it. */
    @Benchmark
    public Outcome wholeWithRequest() {
        return deciding.decide(Deciding.request(token));
    }

    /** For measurements of the same decision under other circumstances. */
    Deciding deciding() {
        return deciding;
    }
}
