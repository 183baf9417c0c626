package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.newSecret;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.rtmp.Message;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongFunction;

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

    /** Who is refused while a client connects with a token; others may be let in. */
    static List<String> refusals(StagedoorServer server, String path, String token) throws IOException {
        AuditLog audit = server.audit();
        connect(server, path, token);
        return audit.decisions().stream()
                .filter(decision -> decision.contains(" deny "))
                .toList();
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

    /**
     * Waits until a stream is there: ffmpeg plays nothing when it asks before. Stays where the stream will be meanwhile: Red5
     * takes away a room that is empty for a moment, also from under a publisher who is just coming in.
     */
    static void awaitStream(StagedoorServer server, String path, String token, String name) throws IOException {
        try (RtmpClient stays = RtmpClient.connected(server.rtmpPort(), path + "?token=" + token)) {
            eventually(
                    Duration.ofSeconds(60),
                    () -> assertThat(play(server, path, token, name)).isEqualTo(PLAYING));
            stays.createStream(); // it has been there all the time
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

    /**
     * One who came in by a token that has ended since. On a slow machine a token can end before its client is in; then it is tried
     * with another one.
     *
     * @param token made of the second of its end
     */
    static RtmpClient expired(StagedoorServer server, LongFunction<String> token) {
        long[] end = new long[1];
        RtmpClient client = eventually(PATIENCE, () -> {
            end[0] = Instant.now().getEpochSecond() + 3;
            return RtmpClient.connected(server.rtmpPort(), "live?token=" + token.apply(end[0]));
        });
        eventually(() -> assertThat(Instant.now().getEpochSecond()).isGreaterThan(end[0]));
        return client;
    }

    /**
     * Returns when the server has looked at all who are in, after this was called: so that who was not cut off will not be. It
     * does so now and then; who came by the secret of the cluster is cut off by such a look when the secret is another one. The
     * second one's began when the first one's was over. For an application with {@code onChange=disconnect}.
     */
    static void awaitReconsideration(StagedoorServer server) throws IOException {
        for (int look = 0; look < 2; look++) {
            String secret = newSecret();
            server.configure("stagedoor.bridge.cfg", "clusterSecret=" + secret);
            try (RtmpClient member = eventually(
                    PATIENCE, () -> RtmpClient.connected(server.rtmpPort(), "live?clusterSecret=" + secret))) {
                server.configure("stagedoor.bridge.cfg", "clusterSecret=" + newSecret());
                assertClosed(member);
            }
        }
    }

    static void assertClosed(RtmpClient client) {
        assertThat(client.socket().awaitClosed(PATIENCE)).as("closed").isTrue();
    }
}
