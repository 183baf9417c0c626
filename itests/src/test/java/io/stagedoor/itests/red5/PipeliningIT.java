package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Token.newSecret;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PATIENCE;
import static io.stagedoor.itests.red5.Clients.PLAYING;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.rtmp.Message;
import io.stagedoor.itests.rtmp.RtmpClient;
import io.stagedoor.itests.rtmp.SharedObject;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** What a client sends behind its connect without waiting for the answer: all in one write, with the connect in front. */
public class PipeliningIT {

    private static final StagedoorServer SERVER = StagedoorServer.shared();
    private static final int TRIES = 200;
    private static final String MARK = "mark-pipelined";
    private static final String SECRET_STREAM = "mark-watched";

    // Of their own: of a publisher and an object of the test before there may be something left for a moment.
    private final String object = "pipelined-" + UUID.randomUUID();
    private final String stream = "watched-" + UUID.randomUUID();
    private final String good = token().signedWith(SERVER.secret());
    private final String forged = token().signedWith(newSecret());

    private RtmpClient watcher;
    private Feed watched;

    /** One who sees if anything has an effect: waits for the stream, and is connected to the shared object. */
    @Before
    public void watch() throws IOException {
        watched = Feed.publish(SERVER, "live?token=" + good, stream, SECRET_STREAM);
        watcher = Clients.waitingFor(SERVER, good, object);
        watcher.socket().send(SharedObject.connect(object, false));
        assertThat(watcher.socket()
                        .await(m -> SharedObject.events(m, object).contains(SharedObject.INITIAL_DATA), PATIENCE))
                .isPresent();
        watcher.call("createStream"); // by its answer, Red5 is ready to answer the next client of the object
    }

    @After
    public void stop() {
        watched.close();
        watcher.close();
    }

    @Test
    public void has_its_effect_behind_a_connect_that_is_allowed() throws Exception {
        try (RtmpClient client = RtmpClient.open(SERVER.rtmpPort())) {
            client.socket().send(pipeline(client.connectMessage("live?token=" + good)));

            assertThat(watcher.socket().await(m -> m.isMedia() && m.holds(MARK), PATIENCE))
                    .isPresent();
            assertThat(watcher.socket().await(m -> !m.isMedia() && m.holds("by-attribute"), PATIENCE))
                    .isPresent();
            assertThat(watcher.socket().await(m -> !m.isMedia() && m.holds("by-message"), PATIENCE))
                    .isPresent();
            assertThat(client.socket().await(m -> m.isMedia() && m.holds(SECRET_STREAM), PATIENCE))
                    .isPresent();
        }
    }

    @Test
    public void has_no_effect_behind_a_connect_that_is_refused() throws Exception {
        for (int i = 0; i < TRIES; i++) {
            try (RtmpClient client = RtmpClient.open(SERVER.rtmpPort())) {
                Message connect = i % 2 == 0
                        ? client.connectMessage("live?token=" + forged)
                        : client.connectMessage("live", "any", "jwt", forged);
                client.socket().send(pipeline(connect));
                Clients.assertClosed(client);

                assertThat(client.socket().received())
                        .noneMatch(Message::isMedia)
                        .noneMatch(
                                message -> !SharedObject.events(message, object).isEmpty()
                                        && SharedObject.events(message, object).contains(SharedObject.INITIAL_DATA))
                        .noneMatch(message -> message.isCommand("onStatus")
                                && (message.code().equals(Clients.PUBLISHED)
                                        || message.code().equals(PLAYING)));
            }
        }

        assertThat(watcher.socket().received())
                .noneMatch(message -> message.holds(MARK))
                .noneMatch(message -> message.holds("by-attribute"))
                .noneMatch(message -> message.holds("by-message"));
        // Nobody has closed the application, nor taken the name.
        try (Feed feed = Feed.publish(SERVER, "live?token=" + good, object, "mark-afterwards")) {
            assertThat(Clients.sees(watcher, "mark-afterwards")).isTrue();
        }
    }

    @Test
    public void has_no_effect_behind_no_connect_at_all() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (RtmpClient client = RtmpClient.open(SERVER.rtmpPort())) {
                Message[] all = pipeline(client.connectMessage("live"));
                Message[] rest = new Message[all.length - 1];
                System.arraycopy(all, 1, rest, 0, rest.length);
                client.socket().send(rest);
                Clients.assertClosed(client);
            }
        }

        assertThat(watcher.socket().received()).noneMatch(message -> message.holds(MARK));
        assertThat(Clients.connect(SERVER, "live", good)).isEqualTo(CONNECTED);
    }

    @Test
    public void a_second_connect_behind_a_refused_one_lets_nobody_in() throws Exception {
        try (RtmpClient client = RtmpClient.open(SERVER.rtmpPort())) {
            client.socket()
                    .send(
                            client.connectMessage("live?token=" + forged),
                            client.connectMessage("live?token=" + good),
                            Message.command(0, "createStream", 2, null),
                            Message.command(1, "play", 3, null, stream));
            Clients.assertClosed(client);

            assertThat(client.socket().received()).noneMatch(Message::isMedia);
        }
    }

    private Message[] pipeline(Message connect) {
        return new Message[] {
            connect,
            Message.command(0, "createStream", 2, null),
            Message.command(0, "createStream", 3, null),
            Message.command(1, "publish", 4, null, object, "live"),
            Message.metadata(1, Map.of("title", MARK)),
            Message.video(1, 0, MARK),
            Message.audio(1, 0, MARK),
            Message.video(1, 40, MARK),
            SharedObject.connect(object, false),
            SharedObject.set(object, false, "by", "by-attribute"),
            SharedObject.send(object, false, "told", "by-message"),
            Message.command(2, "play", 5, null, stream, -2000, -1000, true),
            Message.command(0, "@setCanConnect", 6, null, false),
            Message.command(0, "setCanConnect", 7, null, false),
            Message.video(1, 80, MARK),
        };
    }
}
