package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.PLAYING;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.Threads;
import io.stagedoor.itests.Token;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.Test;

/** The end of a server, with clients on it. */
public class ShutdownIT {

    private static final Duration ALLOWED = Duration.ofSeconds(30);
    private static final int INTRUDERS = 4;

    @Test
    public void a_server_that_is_told_to_end_does_so_in_order() throws Exception {
        try (StagedoorServer server = StagedoorServer.started()) {
            String good = token().signedWith(server.secret());
            ProcessHandle red5 = server.red5();
            try (Feed feed = Feed.publish(server, "live?token=" + good, "end", "mark-end");
                    RtmpClient viewer = RtmpClient.connected(server.rtmpPort(), "live?token=" + good)) {
                assertThat(viewer.play(viewer.createStream(), "end")).isEqualTo(PLAYING);

                assertThat(server.stop(ALLOWED)).isZero();

                assertThat(red5.isAlive()).isFalse();
                Clients.assertClosed(viewer);
            }
        }
    }

    /** The framework goes first, and Red5 serves on for a moment: nobody comes in through that. */
    @Test
    public void nobody_comes_in_while_a_server_ends() throws Exception {
        ExecutorService intruders = Executors.newFixedThreadPool(INTRUDERS);
        AtomicBoolean ended = new AtomicBoolean();
        AtomicInteger refused = new AtomicInteger();
        try (StagedoorServer server = StagedoorServer.started()) {
            String bad = token().signedWith(Token.newSecret());
            List<Future<List<String>>> tries = Stream.generate(() -> intruders.submit(() -> {
                        List<String> in = new ArrayList<>();
                        while (!ended.get()) {
                            String code = tried(server, bad);
                            if (code.equals(Clients.REJECTED)) {
                                refused.incrementAndGet();
                            } else if (!code.isEmpty()) {
                                in.add(code);
                            }
                        }
                        return in;
                    }))
                    .limit(INTRUDERS)
                    .toList();
            eventually(() -> assertThat(refused.get()).isGreaterThan(2 * INTRUDERS));

            assertThat(server.stop(ALLOWED)).isZero();
            ended.set(true);

            for (Future<List<String>> each : tries) {
                assertThat(each.get(ALLOWED.toSeconds(), TimeUnit.SECONDS)).isEmpty();
            }
        } finally {
            ended.set(true);
            Threads.stop(intruders);
        }
    }

    /** What the server answered; empty if it did not. */
    private static String tried(StagedoorServer server, String token) {
        try (RtmpClient client = RtmpClient.open(server.rtmpPort())) {
            String code = client.connect("live?token=" + token);
            return code.equals(RtmpClient.CLOSED) ? "" : code;
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    public void a_backend_hears_of_the_streams_that_end_with_the_server() throws Exception {
        try (Backend backend = new Backend();
                StagedoorServer server = StagedoorServer.prepared()) {
            server.configure(
                    "stagedoor.authenticator.roundtrip-live-backend.cfg",
                    "name=live-backend",
                    "validateUrl=" + backend.url("/validate"),
                    "invalidateUrl=" + backend.url("/invalidate"));
            server.configure(StagedoorServer.APPLICATION_FILE, "application=live", "authenticator=live-backend");
            server.start();
            String path = "live?username=alice&password=any";
            try (Feed one = Feed.publish(server, path, "one", "mark-one");
                    Feed two = Feed.publish(server, path, "two", "mark-two")) {
                assertThat(backend.told()).isEmpty();

                assertThat(server.stop(ALLOWED)).isZero();

                // It has been said, and may still be on its way.
                eventually(() -> assertThat(backend.told())
                        .extracting(end -> end.path("streamID").asText())
                        .containsExactlyInAnyOrder("one", "two"));
            }
        }
    }
}
