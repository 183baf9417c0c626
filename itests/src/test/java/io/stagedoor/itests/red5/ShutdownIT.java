package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.PLAYING;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.rtmp.RtmpClient;
import java.time.Duration;
import org.junit.Test;

/** The end of a server, with clients on it. */
public class ShutdownIT {

    private static final Duration ALLOWED = Duration.ofSeconds(10);

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

                assertThat(backend.told())
                        .extracting(end -> end.path("streamID").asText())
                        .containsExactlyInAnyOrder("one", "two");
            }
        }
    }
}
