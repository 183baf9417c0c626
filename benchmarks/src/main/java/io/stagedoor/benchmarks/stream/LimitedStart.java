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
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.start.BenchedLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The first publish and the first play of a client, judged by its grant: with {@code limit} places for each account, or without a limit. Each of 256 clients has
 * an account of its own, so each takes a place that was not there before. They are few: what a server knows of a client
 * has just been read when it begins. That the streams end afterwards is not measured.
 */
@State(Scope.Benchmark)
public class LimitedStart {

    private static final int CLIENTS = 256;

    /** How many clients of an account may publish, and how many may play; nought for any number. */
    @Param({"0", "1"})
    public String limit;

    private Deciding deciding;
    private Path home;
    private BenchedLimits publishing;
    private BenchedLimits playing;
    private final StreamRequest[] publishes = new StreamRequest[CLIENTS];
    private final StreamRequest[] plays = new StreamRequest[CLIENTS];
    private Route route;

    /** Lets the clients in. */
    @Setup
    public void start() throws IOException {
        deciding = new Deciding(Map.of("maxSessionsPublishing", limit, "maxSessionsPlaying", limit));
        route = deciding.routes().router().route(Deciding.APPLICATION).orElseThrow();
        ApplicationSettings settings = route.settings().orElseThrow();
        home = Files.createTempDirectory("benchmarks");
        publishing = new BenchedLimits(deciding.routes().router(), home.resolve("publishing"));
        playing = new BenchedLimits(deciding.routes().router(), home.resolve("playing"));
        for (int i = 0; i < CLIENTS; i++) {
            ConnectRequest connect = Deciding.request(Tokens.token(Tokens.SECRET, "user" + i));
            Grant grant = Deciding.granted(deciding.decide(connect));
            ConnectRequest known = connect.with(Credentials.NONE);
            publishes[i] = request(known, grant, Action.PUBLISH, i);
            plays[i] = request(known, grant, Action.SUBSCRIBE, i);
            publishing.add(settings, Deciding.AUTHENTICATOR, known, grant, Action.PUBLISH);
            playing.add(settings, Deciding.AUTHENTICATOR, known, grant, Action.SUBSCRIBE);
        }
        int expected = Integer.parseInt(limit) * CLIENTS;
        publish();
        play();
        if (publishing.taken() != expected || playing.taken() != expected) {
            throw new IllegalStateException("not the right places: " + publishing.taken() + " and " + playing.taken());
        }
    }

    private static StreamRequest request(ConnectRequest connect, Grant grant, Action action, int number) {
        StreamPath path = new StreamPath(Deciding.APPLICATION, "room1", "show-" + (number + 1));
        return StreamRequest.builder(connect, grant, action, path, connect.deadline())
                .mode(action == Action.PUBLISH ? "live" : "")
                .build();
    }

    /** The streams of the invocation before end. */
    @Setup(Level.Invocation)
    public void endAll() {
        publishing.endAll();
        playing.endAll();
        if (publishing.taken() + playing.taken() != 0) {
            throw new IllegalStateException("places are taken by nobody");
        }
    }

    /** Stops the bundles. */
    @TearDown
    public void stop() throws Exception {
        publishing.close();
        playing.close();
        deciding.close();
        try (var files = Files.walk(home)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** All publish. */
    @Benchmark
    @OperationsPerInvocation(CLIENTS)
    public void publish() {
        beginAll(publishing, publishes);
    }

    /** All play. */
    @Benchmark
    @OperationsPerInvocation(CLIENTS)
    public void play() {
        beginAll(playing, plays);
    }

    private void beginAll(BenchedLimits limits, StreamRequest[] requests) {
        for (int i = 0; i < CLIENTS; i++) {
            Outcome allowed = deciding.dispatcher().authorize(route, Deciding.AUTHENTICATOR, requests[i]);
            if (!limits.begin(i, allowed).allowed()) {
                throw new IllegalStateException("not the right decision");
            }
        }
    }
}
