package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.newSecret;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PLAY_REFUSED;
import static io.stagedoor.itests.red5.Clients.PUBLISHED;
import static io.stagedoor.itests.red5.Clients.PUBLISH_REFUSED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.Token;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.time.Duration;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Red5 Pro's documentation of JWT authentication, followed step by step: its beans, its properties, its tokens. */
public class Red5ProTextIT {

    private static final String PLACEHOLDER = "changeme-to-a-strong-32-byte-secret-key";
    private static final String SECRET = newSecret();
    private static StagedoorServer server;

    @BeforeClass
    public static void start() {
        server = follow(Red5ProHome.resource("red5-web.properties").replace(PLACEHOLDER, SECRET));
        awaitInForce(server);
    }

    /** Steps 1 and 2. */
    private static StagedoorServer follow(String properties) {
        StagedoorServer prepared = StagedoorServer.prepared();
        Red5ProHome.of(prepared).beans("live", Red5ProHome.resource("jwt-beans.xml"), properties);
        return prepared.start();
    }

    private static void awaitInForce(StagedoorServer server) {
        eventually(() -> assertThat(server.log()).contains("Beans of 'live' applied."));
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    @Test
    public void the_placeholder_secret_is_refused_with_what_to_do() throws Exception {
        try (StagedoorServer placeholder = follow(Red5ProHome.resource("red5-web.properties"))) {
            awaitInForce(placeholder);

            assertThat(Clients.connect(placeholder, "live", token().signedWith(PLACEHOLDER)))
                    .isEqualTo(REJECTED);
            assertThat(placeholder.log())
                    .contains("jwtSecret: is the documentation's placeholder")
                    .contains("openssl rand -base64 32");
        }
    }

    @Test
    public void a_client_sends_the_token_as_its_third_argument() throws Exception {
        assertThat(connect("live", "jwt", "jwt", user().signedWith(SECRET))).isEqualTo(CONNECTED);
        assertThat(connect("live", "jwt", "jwt", user().signedWith(newSecret())))
                .isEqualTo(REJECTED);
        assertThat(connect("live", "jwt", "jwt")).isEqualTo(REJECTED);
        assertThat(connect("live")).isEqualTo(REJECTED);
    }

    @Test
    public void rtmp_clients_may_send_it_in_the_query() throws Exception {
        assertThat(Clients.connect(server, "live", user().signedWith(SECRET))).isEqualTo(CONNECTED);
    }

    @Test
    public void roles_say_what_it_is_good_for() throws Exception {
        String broadcaster = user().claim("roles", "red5-publisher").signedWith(SECRET);
        String viewer = user().claim("roles", "red5-subscriber").signedWith(SECRET);
        String mixed = user().claim("roles", "admin,editor,red5-publisher,red5-subscriber")
                .signedWith(SECRET);

        assertThat(Clients.publish(server, "live", broadcaster, "roles-1")).isEqualTo(PUBLISHED);
        assertThat(Clients.play(server, "live", broadcaster, "roles-1")).isEqualTo(PLAY_REFUSED);
        assertThat(Clients.publish(server, "live", viewer, "roles-2")).isEqualTo(PUBLISH_REFUSED);
        assertThat(Clients.publish(server, "live", mixed, "roles-3")).isEqualTo(PUBLISHED);
    }

    @Test
    public void a_room_and_a_transport_limit_it() throws Exception {
        String room = user().claim("red5-room", "conference").signedWith(SECRET);
        assertThat(Clients.publish(server, "live/conference", room, "stream1")).isEqualTo(PUBLISHED);
        assertThat(Clients.connect(server, "live/other", room)).isEqualTo(REJECTED);
        assertThat(Clients.publish(server, "live", room, "stream1")).isEqualTo(PUBLISH_REFUSED);

        String webRtc = user().claim("red5-transport", "WHIP,WHEP").signedWith(SECRET);
        assertThat(Clients.connect(server, "live", webRtc)).isEqualTo(REJECTED);
        String rtmp = user().claim("red5-transport", "rtmp").signedWith(SECRET);
        assertThat(Clients.connect(server, "live", rtmp)).isEqualTo(CONNECTED);
    }

    @Test
    public void it_has_to_expire_within_the_hour() throws Exception {
        assertThat(Clients.connect(
                        server, "live", user().expiresIn(Duration.ofSeconds(60)).signedWith(SECRET)))
                .isEqualTo(CONNECTED);
        assertThat(Clients.connect(
                        server, "live", user().expiresIn(Duration.ofMinutes(62)).signedWith(SECRET)))
                .isEqualTo(REJECTED);
        assertThat(Clients.connect(
                        server, "live", user().expiresIn(Duration.ofMinutes(-1)).signedWith(SECRET)))
                .isEqualTo(REJECTED);
    }

    @Test
    public void nothing_that_is_not_set_is_open_and_the_log_says_what_is_not() {
        assertThat(server.log()).contains("red5-web.xml of 'live': http, ws: not set, so true");
        assertThat(server.logs()).doesNotContain(SECRET);
    }

    private static Token user() {
        return token().claim("sub", "user123").claim("iss", "your-auth-service");
    }

    private static String connect(String path, Object... arguments) throws IOException {
        try (RtmpClient client = RtmpClient.open(server.rtmpPort())) {
            return client.connect(path, arguments);
        }
    }
}
