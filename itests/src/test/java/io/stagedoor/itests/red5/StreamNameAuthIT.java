package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.newSecret;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PATIENCE;
import static io.stagedoor.itests.red5.Clients.PLAYING;
import static io.stagedoor.itests.red5.Clients.PLAY_REFUSED;
import static io.stagedoor.itests.red5.Clients.PUBLISHED;
import static io.stagedoor.itests.red5.Clients.PUBLISH_REFUSED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static io.stagedoor.itests.red5.Clients.assertClosed;
import static io.stagedoor.itests.red5.Clients.sees;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagedoor.itests.Canaries;
import io.stagedoor.itests.Token;
import io.stagedoor.itests.rtmp.Message;
import io.stagedoor.itests.rtmp.RtmpClient;
import io.stagedoor.itests.rtmp.SharedObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Clients that say who they are behind the name of the stream: what OBS sends as its stream key, and hardware encoders. */
public class StreamNameAuthIT {

    private static final String USERS_FILE = "stagedoor.authenticator.simple-live-users.cfg";
    private static final String BACKEND_FILE = "stagedoor.authenticator.roundtrip-live-backend.cfg";
    private static final String PASSWORD = "stream+key%canary&/?=# 1";
    private static final String NAME = "key";

    private static final Canaries CANARIES = new Canaries();
    private static StagedoorServer server;

    private final String everything = signed(token());
    private final String name = "s-" + UUID.randomUUID();

    @BeforeClass
    public static void start() {
        server = StagedoorServer.started();
        CANARIES.secret(PASSWORD);
        server.writeFile(server.stagedoor().resolve("secrets/users"), "alice " + PASSWORD + "\n");
        server.configure(
                USERS_FILE,
                "name=live-users",
                "credentialsFile=" + server.stagedoor().resolve("secrets/users"));
        configured("live-jwt,live-users");
    }

    @AfterClass
    public static void stop() {
        // Nothing is written after that.
        server.close();
        String logs = server.logs();
        for (String form : CANARIES.forms()) {
            assertThat(logs.contains(form)).as("a log holds " + form).isFalse();
        }
    }

    /** With stream keys allowed, in force when this returns. */
    private static void configured(String authenticators, String... more) {
        change(Stream.concat(
                        Stream.of(
                                "application=live",
                                "authenticator=" + authenticators,
                                "streamNameAuth=true",
                                "provisionalSeconds=60"),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private static void change(String... lines) {
        server.configureInForce(lines);
    }

    private static RtmpClient provisional(String path) throws IOException {
        return RtmpClient.connected(server.rtmpPort(), path);
    }

    @Test
    public void a_sequence_as_obs_sends_it_publishes_and_a_viewer_sees_it() throws Exception {
        AuditLog audit = server.audit();
        String key = name + "?token=" + everything;
        try (RtmpClient encoder = provisional("live");
                RtmpClient viewer = provisional("live")) {
            encoder.send(0, "releaseStream", key);
            encoder.send(0, "FCPublish", key);
            int stream = encoder.createStream();
            assertThat(encoder.publish(stream, key, "live")).isEqualTo(PUBLISHED);
            try (Feed feed = Feed.send(encoder, stream, "mark-" + name)) {
                assertThat(viewer.play(viewer.createStream(), key)).isEqualTo(PLAYING);
                assertThat(sees(viewer, "mark-" + name)).isTrue();
            }
            assertThat(audit.decisions())
                    .containsExactlyInAnyOrder(
                            "connect allow PROVISIONAL",
                            "connect allow PROVISIONAL",
                            "publish allow GRANTED",
                            "play allow GRANTED");
            assertThat(audit.lines())
                    .filteredOn(line -> line.path("action").asText().startsWith("p"))
                    .allMatch(line -> line.path("subject").asText().equals("user-1")
                            && line.path("stream").asText().equals(name)
                            && line.path("authenticator").asText().equals("live-jwt"));
        }
    }

    @Test
    public void encoders_with_a_slash_too_many_and_a_room_get_in() throws Exception {
        String room1 = signed(token().rooms("room1"));
        for (String path : List.of("live/room1/", "live//room1", "live/room1")) {
            eventually(() -> assertThat(publish(path, name + "?token=" + room1)).isEqualTo(PUBLISHED));
        }
        assertThat(publish("live/", "room1/" + name + "-a?token=" + room1)).isEqualTo(PUBLISHED);
        assertThat(publish("live/", name + "?token=" + room1)).isEqualTo(PUBLISH_REFUSED);
        assertThat(publish("live/room2", name + "?token=" + room1)).isEqualTo(PUBLISH_REFUSED);
        assertThat(publish("live/room2", "room1/" + name + "?token=" + room1)).isEqualTo(PUBLISH_REFUSED);
    }

    @Test
    public void who_is_refused_is_told_so_before_anything_else_and_is_cut_off() throws Exception {
        for (String query : List.of(
                "",
                "?",
                "?token",
                "?token=",
                "?token=" + everything + "x",
                "?token=" + signed(token().roles("red5-subscriber")),
                "?token=" + everything + "&token=" + signed(token()) + "x",
                "?username=alice&password=wrong")) {
            try (RtmpClient encoder = provisional("live")) {
                int stream = encoder.createStream();
                int from = encoder.socket().received().size();
                assertThat(encoder.publish(stream, NAME + query, "live"))
                        .as(query)
                        .isEqualTo(PUBLISH_REFUSED);
                assertClosed(encoder);
                List<Message> rest = encoder.socket().received();
                assertThat(rest.subList(from, rest.size()))
                        .filteredOn(message -> message.isCommand("onStatus"))
                        .as(query)
                        .singleElement()
                        .satisfies(message -> assertThat(message.stream()).isEqualTo(stream));
            }
        }
        assertThat(play("live", NAME)).isEqualTo(PLAY_REFUSED);
        assertThat(play("live", NAME + "?token=" + signed(token().roles("red5-publisher"))))
                .isEqualTo(PLAY_REFUSED);
    }

    @Test
    public void nothing_else_can_be_done_before() throws Exception {
        AuditLog audit = server.audit();
        try (RtmpClient client = provisional("live")) {
            assertThat(client.call("FCSubscribe", name).orElseThrow().isCommand("_result"))
                    .isTrue();
            assertThat(client.call("getStreamLength", name)
                            .orElseThrow()
                            .values()
                            .get(3))
                    .isEqualTo(0.0);
            for (String method : List.of("setCanConnect", "getAttributes", "no-such-method", "live.FCPublish")) {
                assertThat(client.call(method, false).orElseThrow().isCommand("_error"))
                        .as(method)
                        .isTrue();
            }
            client.socket().send(SharedObject.connect(name, false));
            assertThat(client.socket().await(m -> !SharedObject.events(m, name).isEmpty(), PATIENCE))
                    .hasValueSatisfying(m -> assertThat(SharedObject.events(m, name))
                            .contains(SharedObject.STATUS)
                            .doesNotContain(SharedObject.INITIAL_DATA));
            client.socket().send(Message.video(1, 0, "mark-unasked"));
            int stream = client.createStream();
            client.socket().send(Message.video(stream, 0, "mark-unasked"));

            assertThat(client.publish(stream, name + "?token=" + everything, "live"))
                    .isEqualTo(PUBLISHED);
            client.socket().send(SharedObject.connect(name, false));
            assertThat(client.socket()
                            .await(m -> SharedObject.events(m, name).contains(SharedObject.INITIAL_DATA), PATIENCE))
                    .isPresent();
        }
        assertThat(audit.decisions())
                .contains("connect allow PROVISIONAL", "share deny NOT_ADMITTED", "call deny NOT_ADMITTED")
                .contains("publish allow GRANTED", "share:create allow GRANTED");
    }

    @Test
    public void who_says_something_at_the_connect_is_judged_by_that() throws Exception {
        assertThat(Clients.connect(server, "live", everything + "x")).isEqualTo(REJECTED);
        assertThat(Clients.publish(server, "live", everything, name + "?token=of-nobody"))
                .isEqualTo(PUBLISHED);
        assertThat(Clients.publish(
                        server, "live", signed(token().roles("red5-subscriber")), name + "-b?token=" + everything))
                .isEqualTo(PUBLISH_REFUSED);
    }

    @Test
    public void a_second_stream_is_judged_by_what_the_first_one_said() throws Exception {
        try (RtmpClient client = provisional("live")) {
            String room1 = signed(token().rooms("room1"));
            assertThat(client.publish(client.createStream(), "room1/" + name + "?token=" + room1, "live"))
                    .isEqualTo(PUBLISHED);
            assertThat(client.publish(client.createStream(), "room1/" + name + "-2", "live"))
                    .isEqualTo(PUBLISHED);
            assertThat(client.publish(client.createStream(), name + "?token=" + everything, "live"))
                    .isEqualTo(PUBLISH_REFUSED);
            assertClosed(client);
        }
    }

    @Test
    public void a_password_may_hold_what_urls_are_made_of() throws Exception {
        String encoded = URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8);
        assertThat(publish("live", name + "?x&=&username=alice&&password=" + encoded + "&a=b=c?d"))
                .isEqualTo(PUBLISHED);
        assertThat(play("live", name + "?password=" + encoded + "&username=alice"))
                .isNotEqualTo(PLAY_REFUSED);
        // Once: what is encoded twice is another password.
        assertThat(publish(
                        "live",
                        name + "?username=alice&password=" + URLEncoder.encode(encoded, StandardCharsets.UTF_8)))
                .isEqualTo(PUBLISH_REFUSED);
        assertThat(publish("live", name + "?token=" + everything + "?token=x")).isEqualTo(PUBLISH_REFUSED);
    }

    @Test
    public void a_token_is_looked_at_when_it_is_shown() throws Exception {
        Instant end = Instant.now().plusSeconds(1);
        String brief = signed(token().claim("exp", end.getEpochSecond()));
        AuditLog audit = server.audit();
        try (RtmpClient client = provisional("live")) {
            int stream = client.createStream();
            eventually(() -> assertThat(Instant.now()).isAfter(end.plusSeconds(1)));
            assertThat(client.publish(stream, name + "?token=" + brief, "live")).isEqualTo(PUBLISH_REFUSED);
        }
        assertThat(audit.decisions()).containsExactly("connect allow PROVISIONAL", "publish deny EXPIRED");
    }

    @Test
    public void a_backend_is_asked_for_them_too() throws Exception {
        try (Backend backend = new Backend()) {
            server.configure(BACKEND_FILE, "name=live-backend", "validateUrl=" + backend.url("/validate"));
            configured("live-backend");
            eventually(() -> assertThat(publish("live", name + "?username=bob&password=" + NAME))
                    .isEqualTo(PUBLISHED));
            assertThat(backend.asked(name)).isNotEmpty().allSatisfy(question -> {
                assertThat(question.path("username").asText()).isEqualTo("bob");
                assertThat(question.path("password").asText()).isEqualTo(NAME);
                assertThat(question.path("type").asText()).isEqualTo("publisher");
            });
            backend.answers(200, "{\"result\":false}");
            assertThat(publish("live", name + "-no?username=bob&password=" + NAME))
                    .isEqualTo(PUBLISH_REFUSED);
        } finally {
            configured("live-jwt,live-users");
        }
    }

    @Test
    public void who_does_not_say_it_in_time_is_cut_off() throws Exception {
        configured("live-jwt,live-users", "provisionalSeconds=1");
        // Who came too late, because this machine is slow, tries again.
        try (RtmpClient known = eventually(PATIENCE, this::publishesInTime)) {
            AuditLog audit = server.audit();
            try (RtmpClient silent = provisional("live/" + name)) {
                assertClosed(silent);
            }
            assertThat(audit.decisions()).contains("provisional deny NO_CREDENTIALS");
            assertThat(known.publish(known.createStream(), name + "-2", "live")).isEqualTo(PUBLISHED);
        } finally {
            configured("live-jwt,live-users");
        }
    }

    private RtmpClient publishesInTime() {
        try {
            RtmpClient client = provisional("live");
            String key = "s-" + UUID.randomUUID() + "?token=" + everything;
            assertThat(client.publish(client.createStream(), key, "live")).isEqualTo(PUBLISHED);
            return client;
        } catch (IOException e) {
            throw new AssertionError("cut off", e);
        }
    }

    @Test
    public void one_too_many_is_refused_at_the_connect() throws Exception {
        configured("live-jwt,live-users", "maxProvisional=1");
        // The place of one who has just gone is taken for a moment more.
        try (RtmpClient first = eventually(PATIENCE, () -> provisional("live"))) {
            AuditLog audit = server.audit();
            assertThat(Clients.connect(server, "live/" + name, "")).isEqualTo(REJECTED);
            assertThat(Clients.connect(server, "live", everything)).isEqualTo(CONNECTED);
            assertThat(first.publish(first.createStream(), name + "?token=" + everything, "live"))
                    .isEqualTo(PUBLISHED);
            assertThat(Clients.connect(server, "live", "")).isEqualTo(CONNECTED);
            // Others were one too many as well: the audit log's own clients.
            List<JsonNode> lines = audit.lines();
            List<String> rooms =
                    lines.stream().map(line -> line.path("room").asText()).toList();
            assertThat(AuditLog.summary(lines.get(rooms.indexOf(name) + 1))).isEqualTo("crowd deny NO_CREDENTIALS");
        } finally {
            configured("live-jwt,live-users");
        }
    }

    @Test
    public void no_change_of_the_configuration_lets_them_in_unasked() throws Exception {
        String key = name + "?token=" + everything;
        try {
            for (String change :
                    List.of("streamNameAuth=false", "active=false", "rtmp=false", "authenticator=nobody")) {
                configured("live-jwt,live-users");
                try (RtmpClient client = provisional("live")) {
                    change("application=live", "streamNameAuth=true", "authenticator=live-jwt", change);
                    assertThat(client.call("setCanConnect", false).orElseThrow().isCommand("_error"))
                            .as(change)
                            .isTrue();
                    assertThat(client.publish(client.createStream(), key, "live"))
                            .as(change)
                            .isEqualTo(PUBLISH_REFUSED);
                }
            }
        } finally {
            configured("live-jwt,live-users");
        }
    }

    @Test
    public void stays_provisional_while_the_bridge_is_replaced() throws Exception {
        try (RtmpClient client = provisional("live");
                RtmpClient other = provisional("live")) {
            int stream = client.createStream();
            int before = server.log().split("Gate open;", -1).length;
            server.restoreBundle("red5-bridge.jar");
            eventually(
                    Duration.ofSeconds(30),
                    () -> assertThat(server.log().split("Gate open;", -1).length)
                            .isGreaterThan(before));

            assertThat(client.call("setCanConnect", false).orElseThrow().isCommand("_error"))
                    .isTrue();
            assertThat(client.publish(stream, name + "?token=" + everything, "live"))
                    .isEqualTo(PUBLISHED);
            assertThat(other.publish(
                            other.createStream(), name + "-2?token=" + token().signedWith(newSecret()), "live"))
                    .isEqualTo(PUBLISH_REFUSED);
        }
    }

    private static String publish(String path, String key) throws IOException {
        try (RtmpClient client = provisional(path)) {
            String code = client.publish(client.createStream(), key, "live");
            if (!code.equals(PUBLISHED)) {
                assertClosed(client);
            }
            return code;
        }
    }

    private static String play(String path, String key) throws IOException {
        try (RtmpClient client = provisional(path)) {
            String code = client.play(client.createStream(), key);
            if (code.equals(PLAY_REFUSED)) {
                assertClosed(client);
                assertThat(client.socket().received()).noneMatch(Message::isMedia);
            }
            return code;
        }
    }

    private static String signed(Token token) {
        String signed = token.signedWith(server.secret());
        CANARIES.token(signed);
        return signed;
    }
}
