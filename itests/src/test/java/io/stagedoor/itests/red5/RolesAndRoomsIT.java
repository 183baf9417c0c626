package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.PLAYING;
import static io.stagedoor.itests.red5.Clients.PLAY_REFUSED;
import static io.stagedoor.itests.red5.Clients.PUBLISHED;
import static io.stagedoor.itests.red5.Clients.PUBLISH_REFUSED;
import static io.stagedoor.itests.red5.Clients.play;
import static io.stagedoor.itests.red5.Clients.publish;
import static io.stagedoor.itests.red5.Clients.sees;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.Token;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.util.List;
import org.junit.Test;

/** What a client that was let in may publish and play. */
public class RolesAndRoomsIT {

    private static final StagedoorServer SERVER = StagedoorServer.shared();

    private final String everything = signed(token());
    private final String publisher = signed(token().roles("red5-publisher"));
    private final String subscriber = signed(token().roles("red5-subscriber"));
    private final String room1 = signed(token().rooms("room1"));

    @Test
    public void without_a_roles_claim_both_are_allowed_and_media_flows() throws Exception {
        try (Feed feed = Feed.publish(SERVER, "live?token=" + everything, "s1", "mark-s1");
                RtmpClient viewer = RtmpClient.connected(SERVER.rtmpPort(), "live?token=" + everything)) {
            assertThat(viewer.play(viewer.createStream(), "s1")).isEqualTo(PLAYING);
            assertThat(sees(viewer, "mark-s1")).isTrue();
        }
    }

    @Test
    public void a_publisher_may_publish_and_not_play() throws Exception {
        AuditLog audit = SERVER.audit();
        try (Feed feed = Feed.publish(SERVER, "live?token=" + publisher, "s2", "mark-s2")) {
            assertThat(play(SERVER, "live", publisher, "s2")).isEqualTo(PLAY_REFUSED);
        }
        assertThat(audit.decisions())
                .containsExactly(
                        "connect allow GRANTED",
                        "publish allow GRANTED",
                        "connect allow GRANTED",
                        "play deny ROLE_NOT_ALLOWED");
    }

    @Test
    public void a_subscriber_may_play_and_not_publish() throws Exception {
        AuditLog audit = SERVER.audit();
        try (Feed feed = Feed.publish(SERVER, "live?token=" + publisher, "s3", "mark-s3");
                RtmpClient viewer = RtmpClient.connected(SERVER.rtmpPort(), "live?token=" + subscriber)) {
            assertThat(viewer.play(viewer.createStream(), "s3")).isEqualTo(PLAYING);
            assertThat(sees(viewer, "mark-s3")).isTrue();
        }
        assertThat(publish(SERVER, "live", subscriber, "s3")).isEqualTo(PUBLISH_REFUSED);
        assertThat(audit.decisions())
                .containsExactly(
                        "connect allow GRANTED",
                        "publish allow GRANTED",
                        "connect allow GRANTED",
                        "play allow GRANTED",
                        "connect allow GRANTED",
                        "publish deny ROLE_NOT_ALLOWED");
    }

    @Test
    public void other_roles_are_no_role() throws Exception {
        String admin = signed(token().roles("Red5-Publisher,admin"));

        assertThat(publish(SERVER, "live", admin, "s4")).isEqualTo(PUBLISH_REFUSED);
        assertThat(play(SERVER, "live", admin, "s4")).isEqualTo(PLAY_REFUSED);
    }

    @Test
    public void media_of_a_refused_publisher_reach_nobody() throws Exception {
        try (RtmpClient refused = RtmpClient.connected(SERVER.rtmpPort(), "live?token=" + subscriber);
                RtmpClient viewer = Clients.waitingFor(SERVER, everything, "s5")) {
            int stream = refused.createStream();
            refused.send(stream, "publish", "s5", "live");
            try (Feed feed = Feed.send(refused, stream, "mark-refused")) {
                Clients.assertClosed(refused);
            }

            try (Feed feed = Feed.publish(SERVER, "live?token=" + publisher, "s5", "mark-s5")) {
                assertThat(sees(viewer, "mark-s5")).isTrue();
            }
            assertThat(viewer.socket().received()).noneMatch(message -> message.holds("mark-refused"));
        }
    }

    @Test
    public void a_room_claim_opens_its_room_from_inside_and_from_the_application() throws Exception {
        assertThat(publish(SERVER, "live/room1", room1, "r1")).isEqualTo(PUBLISHED);
        assertThat(publish(SERVER, "live", room1, "room1/r1")).isEqualTo(PUBLISHED);
        assertThat(publish(SERVER, "live", signed(token().rooms("a/b")), "a/b/r1"))
                .isEqualTo(PUBLISHED);
        assertThat(publish(SERVER, "live/a", everything, "b/r1")).isEqualTo(PUBLISHED);
    }

    @Test
    public void another_room_is_smuggled_into_no_stream_name() throws Exception {
        for (String name : List.of(
                "room2/s",
                "s",
                "room1",
                "room1/a/s",
                "Room1/s",
                "flv:room2/s",
                "FLV:room2/s",
                "*room2/s",
                "room1/../room2/s",
                "../room2/s",
                "room1//s",
                "/room1/s",
                "room1/s/",
                "room1\\s",
                "room1%2fs",
                "room1/flv:../../room2/s",
                "room1/a\u0000b",
                "")) {
            assertThat(publish(SERVER, "live", room1, name)).as(name).isEqualTo(PUBLISH_REFUSED);
            assertThat(play(SERVER, "live", room1, name)).as(name).isEqualTo(PLAY_REFUSED);
        }
    }

    @Test
    public void a_room_is_not_left_by_a_stream_name() throws Exception {
        for (String name : List.of("../s", "../room2/s", "room2/s", "./s", "..")) {
            assertThat(publish(SERVER, "live/room1", room1, name)).as(name).isEqualTo(PUBLISH_REFUSED);
            assertThat(play(SERVER, "live/room1", room1, name)).as(name).isEqualTo(PLAY_REFUSED);
        }
    }

    @Test
    public void reasons_tell_a_bad_path_from_a_wrong_room() throws Exception {
        AuditLog audit = SERVER.audit();

        publish(SERVER, "live", room1, "room2/s");
        play(SERVER, "live", room1, "s");
        publish(SERVER, "live", everything, "room1/../s");

        assertThat(audit.decisions())
                .containsExactly(
                        "connect allow GRANTED",
                        "publish deny ROOM_NOT_ALLOWED",
                        "connect allow GRANTED",
                        "play deny ROOM_NOT_ALLOWED",
                        "connect allow GRANTED",
                        "publish deny BAD_PATH");
    }

    @Test
    public void what_stands_behind_a_stream_name_changes_nobody() throws Exception {
        String injection = "?roles=red5-publisher&username=admin&sub=admin&red5-room=room2&token=" + publisher
                + "&queryString=token%3D" + publisher;
        try (Feed feed = Feed.publish(SERVER, "live?token=" + everything, "q1", "mark-q1");
                RtmpClient viewer = RtmpClient.connected(SERVER.rtmpPort(), "live?token=" + subscriber)) {
            assertThat(viewer.play(viewer.createStream(), "q1" + injection)).isEqualTo(PLAYING);
            assertThat(sees(viewer, "mark-q1")).isTrue();

            assertThat(viewer.publish(viewer.createStream(), "q2" + injection, "live"))
                    .isEqualTo(PUBLISH_REFUSED);
            Clients.assertClosed(viewer);
        }
        assertThat(publish(SERVER, "live", room1, "room2/q2" + injection)).isEqualTo(PUBLISH_REFUSED);
    }

    @Test
    public void a_query_behind_a_stream_name_is_no_part_of_it_and_breaks_nothing() throws Exception {
        try (Feed feed = Feed.publish(SERVER, "live?token=" + everything, "q3?novalue&a=b=c&=&", "mark-q3");
                RtmpClient viewer = RtmpClient.connected(SERVER.rtmpPort(), "live?token=" + everything)) {
            assertThat(viewer.play(viewer.createStream(), "q3?x")).isEqualTo(PLAYING);
            assertThat(sees(viewer, "mark-q3")).isTrue();
        }
    }

    @Test
    public void a_token_opens_the_door_once_and_may_expire_behind_it() throws Exception {
        try (RtmpClient client = Clients.expired(SERVER, end -> signed(token().claim("exp", end)))) {
            assertThat(client.publish(client.createStream(), "e1", "live")).isEqualTo(PUBLISHED);
        }
    }

    @Test
    public void a_name_is_free_again_when_its_publisher_has_gone() throws Exception {
        for (int i = 0; i < 3; i++) {
            eventually(() ->
                    assertThat(publish(SERVER, "live", everything, "again")).isEqualTo(PUBLISHED));
        }
    }

    private static String signed(Token token) {
        return token.signedWith(SERVER.secret());
    }
}
