package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.PATIENCE;
import static io.stagedoor.itests.red5.Clients.PLAYING;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.rtmp.FlvFile;
import io.stagedoor.itests.rtmp.Message;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/**
 * The ways to put a stream into a playlist behind Red5's back: {@code play2} with its transitions, and {@code play} with a
 * number as its fourth argument. Each is tried by a client that may play the stream, which proves that the way leads there, and
 * by one that may not.
 */
@RunWith(Parameterized.class)
public class PlaylistIT {

    private static final StagedoorServer SERVER = StagedoorServer.shared();
    private static final String RECORDED = "room2/recorded.flv";
    private static final String MARK_TWO = "mark-two";
    private static final String MARK_RECORDED = "mark-recorded";

    // Names of their own: that of a publisher who has just gone may not be free yet.
    private final String one = "room1/one-" + UUID.randomUUID();
    private final String two = "room2/two-" + UUID.randomUUID();

    private final String publisher = token().signedWith(SERVER.secret());
    private final String both = token().rooms("room1,room2").signedWith(SERVER.secret());
    private final String onlyRoom1 = token().rooms("room1").signedWith(SERVER.secret());

    private Feed allowed;
    private Feed wanted;

    @Parameter
    public String way;

    @Parameters(name = "{0}")
    public static List<String> ways() {
        return List.of(
                "append", "appendAndWait", "swap", "switch", "reset", "play with reset 0", "play with reset false");
    }

    @Before
    public void publish() throws IOException {
        allowed = Feed.publish(SERVER, "live?token=" + publisher, one, "mark-one");
        wanted = Feed.publish(SERVER, "live?token=" + publisher, two, MARK_TWO);
        FlvFile.write(SERVER.recordings().resolve(RECORDED), MARK_RECORDED, 2_000);
    }

    @After
    public void unpublish() {
        allowed.close();
        wanted.close();
    }

    @Test
    public void leads_to_the_stream_for_a_client_that_may_play_it() throws Exception {
        try (RtmpClient viewer = RtmpClient.connected(SERVER.rtmpPort(), "live?token=" + both)) {
            ask(viewer, two);

            assertThat(viewer.socket().await(m -> m.holds(MARK_TWO), PATIENCE)).isPresent();
        }
    }

    @Test
    public void leads_nowhere_for_a_client_that_may_not_play_it() throws Exception {
        AuditLog audit = SERVER.audit();
        try (RtmpClient viewer = RtmpClient.connected(SERVER.rtmpPort(), "live?token=" + onlyRoom1)) {
            ask(viewer, two);

            Clients.assertClosed(viewer);
            assertThat(viewer.socket().received()).noneMatch(message -> message.holds(MARK_TWO));
        }
        assertThat(audit.decisions())
                .filteredOn(decision -> decision.contains("deny"))
                .containsOnly("play deny ROOM_NOT_ALLOWED");
    }

    @Test
    public void leads_to_no_recording_for_a_client_that_may_not_play_it() throws Exception {
        try (RtmpClient viewer = RtmpClient.connected(SERVER.rtmpPort(), "live?token=" + onlyRoom1)) {
            ask(viewer, RECORDED);

            Clients.assertClosed(viewer);
            assertThat(viewer.socket().received()).noneMatch(message -> message.holds(MARK_RECORDED));
        }
    }

    @Test
    public void leads_nowhere_as_the_first_thing_that_is_asked() throws Exception {
        try (RtmpClient viewer = RtmpClient.connected(SERVER.rtmpPort(), "live?token=" + onlyRoom1)) {
            viewer.socket().send(put(viewer, viewer.createStream(), way, two, one));

            Clients.assertClosed(viewer);
            assertThat(viewer.socket().received()).noneMatch(message -> message.holds(MARK_TWO));
        }
    }

    @Test
    public void leads_nowhere_with_positional_arguments() throws Exception {
        try (RtmpClient viewer = RtmpClient.connected(SERVER.rtmpPort(), "live?token=" + onlyRoom1)) {
            int stream = viewer.createStream();
            viewer.send(stream, "play2", one, -2000, way, -1000, 0.5, two);

            Clients.assertClosed(viewer);
            assertThat(viewer.socket().received()).noneMatch(message -> message.holds(MARK_TWO));
        }
    }

    /** Plays the first stream, puts the wanted one into the playlist, and goes on to the next item of it where that is needed. */
    private void ask(RtmpClient viewer, String wanted) throws IOException {
        int stream = viewer.createStream();
        assertThat(viewer.play(stream, one)).isEqualTo(PLAYING);
        if (way.equals("swap")) {
            viewer.socket().send(put(viewer, stream, "appendAndWait", "room1/three", one));
            viewer.socket().send(put(viewer, stream, "swap", wanted, "room1/three"));
        } else {
            viewer.socket().send(put(viewer, stream, way, wanted, one));
        }
        if (way.equals("switch") || way.equals("reset")) {
            return;
        }
        try {
            viewer.send(stream, "play", false);
        } catch (IOException e) {
            // Closed already, as it should be for a refused client.
        }
    }

    private Message put(RtmpClient viewer, int stream, String way, String wanted, String old) {
        int number = viewer.nextTransaction();
        return switch (way) {
            case "play with reset 0" -> Message.flexCommand(stream, "play", number, wanted, -2000, -1000, 0);
            case "play with reset false" -> Message.command(stream, "play", number, null, wanted, -2000, -1000, false);
            default ->
                Message.flexCommand(
                        stream,
                        "play2",
                        number,
                        Map.of(
                                "streamName",
                                wanted,
                                "oldStreamName",
                                old,
                                "start",
                                -2000,
                                "len",
                                -1000,
                                "offset",
                                0,
                                "transition",
                                way));
        };
    }
}
