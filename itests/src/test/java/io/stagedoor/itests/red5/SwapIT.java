package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.newSecret;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.StagedoorServer.APPLICATION_FILE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import io.stagedoor.itests.NewerJar;
import io.stagedoor.itests.SwapOracle;
import io.stagedoor.itests.SwapOracle.State;
import io.stagedoor.itests.Threads;
import io.stagedoor.itests.rtmp.Message;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Everything is changed in a running server, by its files: no stream notices, and each client is answered as configured. */
public class SwapIT {

    private static final int TIMES = 3;
    private static final long VISIT_MILLIS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** On a slow machine, a bundle is away longer, and decisions take longer. */
    private static final String[] SLOW = {"swapGraceMillis=15000", "decisionTimeoutMillis=30000"};

    private static final String OTHER_FILE = "stagedoor.authenticator.jwt-other.cfg";
    private static final String LIVE_JWT = "live-jwt";
    private static final String OTHER = "other";
    private static final String MARK = "mark-swap";

    private final ScheduledExecutorService visitors = Executors.newScheduledThreadPool(2);
    private final AtomicInteger visits = new AtomicInteger();
    private final Queue<String> mistakes = new ConcurrentLinkedQueue<>();
    private final List<String> secrets =
            Stream.generate(() -> newSecret()).limit(4).toList();
    private StagedoorServer server;
    private SwapOracle oracle;

    @Before
    public void start() {
        server = StagedoorServer.prepared().withJwt();
        server.configure(APPLICATION_FILE, server.application(SLOW));
        server.start();
        String other = newSecret();
        server.configure(OTHER_FILE, "name=" + OTHER, "jwtSecret=" + other);
        oracle = new SwapOracle(
                new State(List.of(LIVE_JWT), Map.of(LIVE_JWT, server.secret(), OTHER, other)), 10 * TIMES);
    }

    @After
    public void stop() {
        Threads.finish(visitors);
        server.close();
    }

    @Test
    public void no_stream_notices_and_each_client_is_answered_as_configured() throws Exception {
        try (Feed feed = Feed.publish(server, "live?token=" + good(), "runs", MARK);
                RtmpClient viewer = RtmpClient.connected(server.rtmpPort(), "live?token=" + good())) {
            viewer.play(viewer.createStream(), "runs");
            assertThat(Clients.sees(viewer, MARK)).isTrue();
            eventually(PATIENCE, () -> assertThat(times(viewer).size()).isGreaterThan(100));
            long undisturbed = widest(times(viewer));

            changeEverythingWithVisitors();

            assertThat(Clients.sees(viewer, MARK)).isTrue();
            List<Long> times = times(viewer);
            System.out.printf(
                    "SwapIT: %d clients, %d wrong; %d frames, widest gap %d ms, %d ms before anything was changed%n",
                    visits.get(), mistakes.size(), times.size(), widest(times), undisturbed);
            assertThat(widest(times)).as("widest gap").isLessThanOrEqualTo(undisturbed);
        }
        assertThat(mistakes).isEmpty();
        assertThat(visits.get()).isGreaterThan(100);
    }

    @Test
    public void ffmpeg_does_not_notice() throws Exception {
        if (!FfmpegPair.isInstalled()) {
            System.out.println("SKIPPED: SwapIT with ffmpeg, because ffmpeg is not installed");
        }
        assumeTrue("ffmpeg is not installed", FfmpegPair.isInstalled());
        Path recording = server.home().resolve("recording.flv");
        try (FfmpegPair ffmpeg = FfmpegPair.start(server, good(), recording)) {
            eventually(PATIENCE, () -> assertThat(ffmpeg.times().size()).isGreaterThan(100));
            int before = ffmpeg.times().size();
            long undisturbed = widest(ffmpeg.times());
            double seconds = changeEverythingWithVisitors();
            eventually(PATIENCE, () -> assertThat(ffmpeg.times().size()).isGreaterThan(before + 100));
            assertThat(ffmpeg.isRunning()).isTrue();
            List<Long> times = ffmpeg.times();
            System.out.printf(
                    "SwapIT, ffmpeg: %d clients (%.1f/s), %d wrong; %d frames, widest gap %d ms, %d ms before anything"
                            + " was changed%n",
                    visits.get(), visits.get() / seconds, mistakes.size(), times.size(), widest(times), undisturbed);
            assertThat(widest(times)).as("widest gap").isLessThanOrEqualTo(undisturbed);
        }
        assertThat(mistakes).isEmpty();
        assertThat(visits.get()).isGreaterThan(100);
    }

    /** Changes everything while others connect; says how many seconds it took. */
    private double changeEverythingWithVisitors() throws Exception {
        long begin = System.nanoTime();
        for (int i = 0; i < 2; i++) {
            visitors.scheduleWithFixedDelay(this::visit, 0, VISIT_MILLIS, TimeUnit.MILLISECONDS);
        }
        for (int i = 0; i < TIMES; i++) {
            changeEverything(i);
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private void changeEverything(int round) throws Exception {
        replaceSecret(secrets.get(round));
        switchTo(OTHER);
        replaceBundle("auth-jwt", "Authenticator 'live-jwt' registered");
        switchTo(LIVE_JWT);
        newerBeside("auth-jwt");
        server.restoreBundle("config-keeper.jar");
        replaceCore();
        replaceBundle("red5-bridge", "Gate open;");
        replaceBundle("auth-api", "Gate open;");
    }

    private void replaceSecret(String secret) {
        Map<String, String> next = new HashMap<>(oracle.state().secrets());
        next.put(LIVE_JWT, secret);
        change(new State(oracle.state().chain(), Map.copyOf(next)), () -> server.writeSecret(secret));
    }

    private void switchTo(String name) {
        change(
                new State(List.of(name), oracle.state().secrets()),
                () -> server.configure(
                        APPLICATION_FILE,
                        Stream.concat(Stream.of("application=live", "authenticator=" + name), Stream.of(SLOW))
                                .toArray(String[]::new)));
    }

    private void change(State next, Runnable change) {
        State before = oracle.state();
        oracle.announce(next);
        change.run();
        oracle.handedOver();
        String after = token().signedWith(secret(next));
        String earlier = token().signedWith(secret(before));
        eventually(PATIENCE, () -> {
            assertThat(Clients.connect(server, "live", after)).isEqualTo(CONNECTED);
            assertThat(Clients.connect(server, "live", earlier)).isNotEqualTo(CONNECTED);
        });
        oracle.settled();
    }

    private void replaceBundle(String name, String sign) {
        int before = count(sign);
        server.restoreBundle(name + ".jar");
        eventually(PATIENCE, () -> assertThat(count(sign)).as(sign).isGreaterThan(before));
    }

    /** A newer version is added, and takes over; then it goes, and the older one does. */
    private void newerBeside(String name) throws IOException {
        String there = "Authenticator 'live-jwt' registered";
        String gone = "Authenticator 'live-jwt' unregistered";
        int before = count(there);
        Path bundles = server.stagedoor().resolve("bundles");
        Path part = bundles.resolve("newer.part");
        NewerJar.write(bundles.resolve(name + ".jar"), "0.2.0", part);
        Files.move(part, bundles.resolve(name + "-newer.jar"));
        eventually(PATIENCE, () -> assertThat(count(there)).isGreaterThan(before));
        int left = count(gone);
        server.removeBundle(name + "-newer.jar");
        eventually(PATIENCE, () -> assertThat(count(gone)).isGreaterThan(left));
    }

    /** The next core has the file that the last one had. */
    private void replaceCore() {
        String open = "shared.mv is open,";
        int before = count(open);
        replaceBundle("core", "Gate open;");
        eventually(PATIENCE, () -> assertThat(count(open)).isGreaterThan(before));
    }

    private int count(String text) {
        // Each line once: the other copy of one that is there already can come at any moment.
        return server.log().split(java.util.regex.Pattern.quote(text), -1).length - 1;
    }

    private String good() {
        return token().signedWith(secret(oracle.state()));
    }

    private static String secret(State state) {
        return state.secrets().get(state.chain().get(0));
    }

    private void visit() {
        int number = visits.getAndIncrement();
        State now = oracle.state();
        List<String> known = Stream.concat(now.secrets().values().stream(), Stream.of(secrets.get(3)))
                .toList();
        String secret = known.get(number % known.size());
        int begin = oracle.begin();
        long began = System.nanoTime();
        try {
            String code = Clients.connect(server, "live", token().signedWith(secret));
            if (!oracle.isRight(begin, began, new SwapOracle.Credentials(secret, null), code.equals(CONNECTED))) {
                mistakes.add(number + ": " + code + " under " + oracle.state().chain());
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            mistakes.add(number + ": " + e);
        }
    }

    private static List<Long> times(RtmpClient viewer) {
        return viewer.socket().received().stream()
                .filter(message -> message.isMedia() && message.holds(MARK))
                .map(Message::timestamp)
                .toList();
    }

    /** The most that lies between a frame and the next one. */
    private static long widest(List<Long> times) {
        List<Long> sorted = times.stream().sorted().toList();
        long widest = 0;
        for (int i = 1; i < sorted.size(); i++) {
            widest = Math.max(widest, sorted.get(i) - sorted.get(i - 1));
        }
        return widest;
    }
}
