package io.stagedoor.benchmarks.jwt;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Purpose;
import io.stagedoor.benchmarks.stage.Deciding;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.ticket.BenchedTickets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Decisions on tickets, each time another of 4,096 that lie among all: what each stands for is a token of the same kind as in {@link JwtDecision}. */
@State(Scope.Benchmark)
public class TicketDecision {

    private static final int ASKING = 1 << 12;

    /** How many tickets there are: {@value #ASKING} or more. */
    @Param("100000")
    public int tickets;

    private Deciding deciding;
    private final ConnectRequest[] requests = new ConnectRequest[ASKING];
    private int next;

    /** Makes the tickets. */
    @Setup
    public void start() {
        BenchedTickets all = new BenchedTickets();
        deciding = new Deciding(all.tickets());
        ConnectRequest order = Deciding.request(Tokens.token()).with(Purpose.TICKET);
        if (!(deciding.decide(order).decision() instanceof Decision.Allow allow)) {
            throw new IllegalStateException("not the right decision");
        }
        String basis = allow.standing().map(Decision.Standing::basis).orElseThrow();
        for (int i = 0; i < tickets; i++) {
            String ticket = all.add(
                    Deciding.APPLICATION,
                    Deciding.AUTHENTICATOR,
                    basis,
                    allow.grant().toBuilder().stream("stream" + i).build());
            requests[i % ASKING] = Deciding.request(Credentials.of(null, null, ticket), Deciding.APPLICATION);
        }
        all.read();
        System.gc(); // or the collector is still busy with what was made when the measurement begins
        if (!ticket().allowed()) {
            throw new IllegalStateException("not the right decision");
        }
    }

    /** Stops the bundles. */
    @TearDown
    public void stop() {
        deciding.close();
    }

    /** The whole decision. */
    @Benchmark
    public Outcome ticket() {
        return deciding.decide(requests[next++ & ASKING - 1]);
    }
}
