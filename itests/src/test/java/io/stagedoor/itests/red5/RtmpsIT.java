package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Token.newSecret;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PLAYING;
import static io.stagedoor.itests.red5.Clients.PLAY_REFUSED;
import static io.stagedoor.itests.red5.Clients.PUBLISHED;
import static io.stagedoor.itests.red5.Clients.PUBLISH_REFUSED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static io.stagedoor.itests.red5.Clients.assertClosed;
import static io.stagedoor.itests.red5.Clients.sees;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.rtmp.Message;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.util.UUID;
import javax.net.ssl.SSLSocketFactory;
import org.junit.Test;

/** RTMP over TLS: judged as RTMP is, and refused in the same way. */
public class RtmpsIT {

    private static final TlsServer TLS = TlsServer.shared();
    private static final StagedoorServer SERVER = TLS.server();

    private final String everything = token().signedWith(SERVER.secret());
    private final String forged = token().signedWith(newSecret());
    private final String name = "s-" + UUID.randomUUID();
    private final SSLSocketFactory factory;

    public RtmpsIT() throws Exception {
        factory = TLS.clients();
    }

    private RtmpClient open() throws IOException {
        return RtmpClient.openTls(TLS.port(), factory);
    }

    @Test
    public void a_stream_that_is_published_over_tls_is_seen() throws Exception {
        try (RtmpClient encoder = open();
                RtmpClient viewer = open();
                RtmpClient other = RtmpClient.connected(SERVER.rtmpPort(), "live?token=" + everything)) {
            assertThat(encoder.connect("live")).isEqualTo(CONNECTED);
            int stream = encoder.createStream();
            assertThat(encoder.publish(stream, name + "?token=" + everything, "live"))
                    .isEqualTo(PUBLISHED);
            try (Feed feed = Feed.send(encoder, stream, "mark-" + name)) {
                assertThat(viewer.connect("live?token=" + everything)).isEqualTo(CONNECTED);
                assertThat(viewer.play(viewer.createStream(), name)).isEqualTo(PLAYING);
                assertThat(sees(viewer, "mark-" + name)).isTrue();
                assertThat(other.play(other.createStream(), name)).isEqualTo(PLAYING);
                assertThat(sees(other, "mark-" + name)).isTrue();
            }
        }
    }

    @Test
    public void refused_clients_are_told_so_and_cut_off() throws Exception {
        AuditLog audit = SERVER.audit();
        try (RtmpClient client = open()) {
            assertThat(client.connect("live?token=" + forged)).isEqualTo(REJECTED);
            assertClosed(client);
        }
        try (RtmpClient client = open()) {
            assertThat(client.connect("live")).isEqualTo(CONNECTED);
            assertThat(client.publish(client.createStream(), name + "?token=" + forged, "live"))
                    .isEqualTo(PUBLISH_REFUSED);
            assertClosed(client);
        }
        try (RtmpClient client = open()) {
            assertThat(client.connect(
                            "live",
                            "any",
                            "jwt",
                            token().roles("red5-publisher").signedWith(SERVER.secret())))
                    .isEqualTo(CONNECTED);
            assertThat(client.play(client.createStream(), name)).isEqualTo(PLAY_REFUSED);
            assertClosed(client);
            assertThat(client.socket().received()).noneMatch(Message::isMedia);
        }
        assertThat(audit.decisions())
                .containsExactly(
                        "connect deny BAD_SIGNATURE",
                        "connect allow PROVISIONAL",
                        "publish deny BAD_SIGNATURE",
                        "connect allow GRANTED",
                        "play deny ROLE_NOT_ALLOWED");
    }

    @Test
    public void the_transport_of_a_token_is_rtmp() throws Exception {
        String rtmp = token().claim("red5-transport", "RTMP").signedWith(SERVER.secret());
        String whip = token().claim("red5-transport", "WHIP").signedWith(SERVER.secret());
        try (RtmpClient client = open()) {
            assertThat(client.connect("live?token=" + rtmp)).isEqualTo(CONNECTED);
        }
        try (RtmpClient client = open()) {
            assertThat(client.connect("live?token=" + whip)).isEqualTo(REJECTED);
        }
        try (RtmpClient client = open()) {
            assertThat(client.connect("live")).isEqualTo(CONNECTED);
            assertThat(client.publish(client.createStream(), name + "?token=" + whip, "live"))
                    .isEqualTo(PUBLISH_REFUSED);
        }
    }
}
