package io.stagedoor.benchmarks.stream;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.benchmarks.jwt.Tokens;
import io.stagedoor.benchmarks.stage.Deciding;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.red5.plugin.guard.BenchedSessions;
import java.util.Map;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A publish of a client that is in, judged by its grant: its session is looked up among all, its application among all, and the
 * authenticator that let it in is asked. Each time another of a hundred clients, spread over all.
 */
@State(Scope.Benchmark)
public class Authorize {

    private static final int ASKING = 128;

    /** How many clients are in. */
    @Param({"1", "1000", "1000000"})
    public int sessions;

    /** How many applications are configured. */
    @Param({"1", "10000"})
    public int applications;

    private Deciding deciding;
    private BenchedSessions clients;
    private final StreamRequest[] requests = new StreamRequest[ASKING];
    private final int[] numbers = new int[ASKING];

    /** Lets the clients in. */
    @Setup
    public void start() {
        deciding = new Deciding();
        for (int i = 1; i < applications; i++) {
            deciding.routes().application("other" + i, Deciding.AUTHENTICATOR);
        }
        ConnectRequest connect = Deciding.request(Tokens.token());
        Grant grant = Deciding.granted(deciding.decide(connect));
        clients = new BenchedSessions();
        for (int i = 0; i < sessions; i++) {
            clients.admit(Map.of("number", i));
        }
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < ASKING; i++) {
            numbers[i] = random.nextInt(sessions);
            requests[i] = request(connect.with(Credentials.NONE), grant, "room1");
        }
        StreamRequest elsewhere = request(connect.with(Credentials.NONE), grant, "room2");
        // Or the collector is still busy with so many clients when the measurement begins.
        System.gc();
        if (!judge(0).allowed() || authorize(elsewhere).allowed()) {
            throw new IllegalStateException("not the right decision");
        }
    }

    private static StreamRequest request(ConnectRequest connect, Grant grant, String room) {
        StreamPath path = new StreamPath(Deciding.APPLICATION, room, "stream1");
        return StreamRequest.builder(connect, grant, Action.PUBLISH, path, connect.deadline())
                .mode("live")
                .build();
    }

    /** Stops the bundles. */
    @TearDown
    public void stop() {
        deciding.close();
    }

    /** Which client asks next; each thread has its own. */
    @State(Scope.Thread)
    public static class Turn {
        private int next;
    }

    /** The decision. */
    @Benchmark
    public Outcome publish(Turn turn) {
        turn.next = (turn.next + 1) % ASKING;
        return judge(turn.next);
    }

    private Outcome judge(int client) {
        if (clients.state(numbers[client]).isEmpty()) {
            throw new IllegalStateException("not the session of this client");
        }
        return authorize(requests[client]);
    }

    private Outcome authorize(StreamRequest request) {
        return deciding.dispatcher()
                .authorize(
                        deciding.routes().router().route(Deciding.APPLICATION).orElseThrow(),
                        Deciding.AUTHENTICATOR,
                        request);
    }
}
