package io.stagedoor.benchmarks.jwt;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.benchmarks.stage.Deciding;
import io.stagedoor.core.audit.AuditEvent;
import io.stagedoor.core.meter.Meters;
import io.stagedoor.core.revocation.BenchedRevoked;
import io.stagedoor.core.revocation.Mark;
import io.stagedoor.core.routing.Outcome;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Decisions about a client that is not revoked, while others are: its token has an id and a session. */
@State(Scope.Benchmark)
public class RevokedDecision {

    /** How many there are of each mark: tokens, keys, sessions, subjects, streams. */
    @Param({"0", "1000000"})
    public int entries;

    /** How long the decision took that is counted: it makes no difference. */
    private static final long NANOS = 3000;

    private final Meters meters = new Meters();
    private Outcome allowed;
    private Deciding deciding;
    private ConnectRequest connect;
    private StreamRequest publish;

    /** Revokes others, and sees that decisions are right. */
    @Setup
    public void start() {
        BenchedRevoked others =
                new BenchedRevoked(List.of(Mark.TOKEN, Mark.KEY, Mark.SESSION, Mark.SUBJECT, Mark.STREAM), entries);
        deciding = new Deciding(others.revoked());
        connect = Deciding.request(Tokens.markedToken());
        publish = StreamRequest.builder(
                        connect.with(Credentials.NONE),
                        Deciding.granted(token()),
                        Action.PUBLISH,
                        new StreamPath(Deciding.APPLICATION, "room1", "stream1"),
                        connect.deadline())
                .mode("live")
                .build();
        meters.nameApplications(deciding.routes().router()::metered);
        allowed = tokenCounted();
        System.gc(); // or the collector is still busy with what was revoked when the measurement begins
        if (!publish().allowed()) {
            throw new IllegalStateException("not the right decision");
        }
    }

    /** Stops the bundles. */
    @TearDown
    public void stop() {
        deciding.close();
    }

    /** The whole decision on a token. */
    @Benchmark
    public Outcome token() {
        return deciding.decide(connect);
    }

    /** The same, counted for metrics. */
    @Benchmark
    public Outcome tokenCounted() {
        Outcome outcome = deciding.decide(connect);
        count(outcome);
        return outcome;
    }

    /** The count alone: by application, protocol, action, decision and reason, and how long it took. */
    @Benchmark
    public void count() {
        count(allowed);
    }

    private void count(Outcome outcome) {
        meters.decided(
                connect.path().application(),
                connect.protocol().name(),
                "connect",
                AuditEvent.decision(outcome),
                AuditEvent.reason(outcome),
                outcome.authenticator(),
                NANOS);
    }

    /** A publish of a client that is in. */
    @Benchmark
    public Outcome publish() {
        return deciding.dispatcher()
                .authorize(
                        deciding.routes().router().route(Deciding.APPLICATION).orElseThrow(),
                        Deciding.AUTHENTICATOR,
                        publish);
    }
}
