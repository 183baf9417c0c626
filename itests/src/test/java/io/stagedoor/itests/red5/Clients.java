package io.stagedoor.itests.red5;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.rtmp.Message;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.time.Duration;

/** What tests of clients ask again and again. */
final class Clients {

    static final String CONNECTED = "NetConnection.Connect.Success";
    static final String REJECTED = "NetConnection.Connect.Rejected";
    static final String PUBLISHED = "NetStream.Publish.Start";
    static final String PUBLISH_REFUSED = "NetStream.Publish.BadName";
    static final String PLAYING = "NetStream.Play.Start";
    static final String PLAY_REFUSED = "NetStream.Failed";

    static final Duration PATIENCE = Duration.ofSeconds(20);

    private Clients() {}

    /** Connects with a token in the query. */
    static String connect(StagedoorServer server, String path, String token) throws IOException {
        try (RtmpClient client = RtmpClient.open(server.rtmpPort())) {
            String code = client.connect(path + "?token=" + token);
            if (!code.equals(CONNECTED)) {
                assertClosed(client);
            }
            return code;
        }
    }

    /** Publishes on a connection of its own, with a token in the query. */
    static String publish(StagedoorServer server, String path, String token, String name) throws IOException {
        try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), path + "?token=" + token)) {
            String code = client.publish(client.createStream(), name, "live");
            if (!code.equals(PUBLISHED)) {
                assertClosed(client);
            }
            return code;
        }
    }

    /** Plays on a connection of its own, with a token in the query. */
    static String play(StagedoorServer server, String path, String token, String name) throws IOException {
        try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), path + "?token=" + token)) {
            String code = client.play(client.createStream(), name);
            if (code.equals(PLAY_REFUSED)) {
                assertClosed(client);
                assertThat(client.socket().received()).noneMatch(Message::isMedia);
            }
            return code;
        }
    }

    /** One who sees whatever is published under a name from now on: it has played the name's last publisher to the end. */
    static RtmpClient waitingFor(StagedoorServer server, String token, String name) throws IOException {
        RtmpClient viewer = RtmpClient.connected(server.rtmpPort(), "live?token=" + token);
        try (Feed feed = Feed.publish(server, "live?token=" + token, name, "mark-before")) {
            assertThat(viewer.play(viewer.createStream(), name)).isEqualTo(PLAYING);
            assertThat(sees(viewer, "mark-before")).isTrue();
        }
        assertThat(viewer.socket()
                        .await(
                                m -> m.isCommand("onStatus") && m.code().equals("NetStream.Play.UnpublishNotify"),
                                PATIENCE))
                .as("end of the stream")
                .isPresent();
        return viewer;
    }

    /** Whether the mark arrives among the media that come from now on. */
    static boolean sees(RtmpClient client, String mark) {
        int from = client.socket().received().size();
        return client.socket()
                .await(from, m -> m.isMedia() && m.holds(mark), PATIENCE)
                .isPresent();
    }

    static void assertClosed(RtmpClient client) {
        assertThat(client.socket().awaitClosed(PATIENCE)).as("closed").isTrue();
    }
}
