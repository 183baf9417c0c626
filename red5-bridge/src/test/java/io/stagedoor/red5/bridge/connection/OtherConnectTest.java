package io.stagedoor.red5.bridge.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.red5pro.server.stream.rtsp.RTSPMinaConnection;
import com.red5pro.srt.SRTConnection;
import com.red5pro.webrtc.RTCConnection;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.Fakes;
import io.stagedoor.core.client.Reading;
import io.stagedoor.core.routing.Insiders;
import io.stagedoor.red5.bridge.Red5Fixtures;
import io.stagedoor.red5.bridge.Red5ProFixtures;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.red5.server.api.IConnection;
import org.red5.server.net.rtmp.RTMPMinaConnection;

class OtherConnectTest {

    private static Reading read(
            RTMPMinaConnection connection, Protocol protocol, Map<String, Object> params, Object... arguments) {
        Red5ProFixtures.from("192.0.2.7", connection, Red5Fixtures.application("live"), params);
        return OtherConnect.read(connection, protocol, new StreamPath("live", "", ""), arguments, Instant.EPOCH);
    }

    private static Credentials of(String username, String password, String token) {
        return Credentials.of(username, password, token);
    }

    @Test
    void rtsp_carries_parameters_among_the_arguments_together_or_one_by_one() {
        Credentials expected = of("u", "p", "t=");
        assertThat(read(new RTSPMinaConnection(), Protocol.RTSP, Map.of(), "username=u;password=p;token=t=;")
                        .request()
                        .credentials())
                .isEqualTo(expected);
        assertThat(read(new RTSPMinaConnection(), Protocol.RTSP, Map.of(), "username=u", "password=p", "token=t=")
                        .request()
                        .credentials())
                .isEqualTo(expected);
        Object[] none = null;
        assertThat(read(new RTSPMinaConnection(), Protocol.RTSP, Map.of(), none)
                        .request()
                        .credentials())
                .isEqualTo(Credentials.NONE);
    }

    @Test
    void webrtc_carries_parameters_by_name_and_decoded_once() {
        Reading reading = read(
                new RTCConnection(),
                Protocol.RTC,
                Map.of("?username", "u%20v", "password", "50%", "token", "a%252Bb", "id", "stream1"));
        assertThat(reading.request().credentials()).isEqualTo(of("u v", "50%", "a%2Bb"));
        assertThat(reading.request().protocol()).isEqualTo(Protocol.RTC);
        assertThat(reading.request().remoteAddress()).isEqualTo("192.0.2.7");
        assertThat(reading.request().parameters()).isEmpty();
        assertThat(reading.insider()).isEmpty();
    }

    @Test
    void a_query_and_what_it_was_cut_into_are_one_word() {
        assertThat(read(new RTCConnection(), Protocol.RTC, Map.of("queryString", "?token=a%2Bb&x=y", "token", "a+b"))
                        .request()
                        .credentials())
                .isEqualTo(of(null, null, "a+b"));
        assertThat(read(new RTCConnection(), Protocol.RTC, Map.of("queryString", "token=a", "token", "b"))
                        .refusal())
                .isEqualTo(Reason.AMBIGUOUS_CREDENTIALS);
        assertThat(read(new RTCConnection(), Protocol.RTC, Map.of("app", "live?token=a"))
                        .request()
                        .credentials())
                .isEqualTo(of(null, null, "a"));
    }

    @Test
    void srt_carries_a_stream_id_and_nobody_else_does() {
        Map<String, Object> params = Map.of("streamid", "#!::u=bob,s=secret,m=publish");
        assertThat(read(new SRTConnection(), Protocol.SRT, params).request().credentials())
                .isEqualTo(of("bob", "secret", null));
        assertThat(read(new RTCConnection(), Protocol.RTC, params).request().credentials())
                .isEqualTo(Credentials.NONE);
        assertThat(read(new SRTConnection(), Protocol.SRT, Map.of("streamId", "x".repeat(513)))
                        .refusal())
                .isEqualTo(Reason.TOKEN_TOO_LARGE);
    }

    @Test
    void attributes_carry_nothing() {
        RTCConnection connection = new RTCConnection();
        connection.setAttribute("token", "t");
        connection.setAttribute("username", "u");
        assertThat(read(connection, Protocol.RTC, Map.of()).request().credentials())
                .isEqualTo(Credentials.NONE);
    }

    @Test
    void a_member_of_the_cluster_is_read_as_one_and_its_secret_goes_nowhere_else() {
        Reading reading = read(
                new RTSPMinaConnection(),
                Protocol.RTSP,
                Map.of("cluster-restreamer-name", "s1", "restreamer", "open", "username", "u"));
        assertThat(reading.insider()).isEqualTo(Insiders.CLUSTER);
        assertThat(reading.request().credentials()).isEqualTo(of(null, "open", null));
        assertThat(reading.request().parameters()).isEmpty();
        assertThat(reading.toString()).doesNotContain("open");
    }

    @Test
    void what_a_connection_does_not_say_is_nothing() {
        IConnection silent = Fakes.fake(IConnection.class, Map.of());
        StreamPath live = new StreamPath("live", "", "");
        assertThat(OtherConnect.read(silent, Protocol.RTC, live, new Object[] {null, 5}, Instant.EPOCH)
                        .request()
                        .credentials())
                .isEqualTo(Credentials.NONE);
        assertThat(OtherConnect.ofSource(silent, live, Instant.EPOCH).insider()).isEqualTo(Insiders.SOURCES);
        assertThat(OtherConnect.ofRestreamer(silent, live, null, Instant.EPOCH).insider())
                .isEqualTo(Insiders.RESTREAMERS);
        Map<String, Object> odd = new HashMap<>();
        odd.put(null, "x");
        odd.put("token", 5);
        odd.put("queryString", "?");
        odd.put("?", "x");
        assertThatCode(() -> read(new RTCConnection(), Protocol.RTC, odd)).doesNotThrowAnyException();
    }
}
