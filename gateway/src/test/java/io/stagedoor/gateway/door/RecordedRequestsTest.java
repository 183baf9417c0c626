package io.stagedoor.gateway.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Transport;
import io.stagedoor.gateway.hook.Ask;
import io.stagedoor.gateway.hook.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each kind of media server sends, as it was recorded or stands in its source, and what it has to be answered. */
class RecordedRequestsTest {

    private static final String OME =
            "{\"client\":{\"address\":\"192.0.2.7\",\"port\":50123,\"real_ip\":\"9.9.9.9\"},\"request\":{\"direction\":\"incoming\",\"protocol\":\"RTMP\",\"status\":\"opening\",\"time\":\"2026-01-01T00:00:00.000Z\",\"url\":\"rtmp://media.example:1935/live/show?token=good\"}}";
    private static final String MTX =
            "{\"ip\":\"192.0.2.7\",\"user\":\"\",\"password\":\"\",\"token\":\"good\",\"action\":\"publish\",\"path\":\"live/room1/show\",\"protocol\":\"rtmp\",\"id\":\"0f0b1c9e-1111-4222-8333-444455556666\",\"query\":\"token=good\",\"userAgent\":\"FMLE/3.0 (compatible; FMSc/1.0)\"}";
    private static final String SRS =
            "{\"server_id\":\"vid-0xk989d\",\"service_id\":\"382a6z3r\",\"action\":\"on_publish\",\"client_id\":\"341w361a\",\"ip\":\"192.0.2.7\",\"vhost\":\"__defaultVhost__\",\"app\":\"live\",\"tcUrl\":\"rtmp://media.example:1935/live?vhost=__defaultVhost__\",\"stream\":\"show\",\"param\":\"?token=good\",\"stream_url\":\"/live/show\",\"stream_id\":\"vid-124q9y3\"}";
    private static final String ANT =
            "{\"appName\":\"live\",\"name\":\"show\",\"streamId\":\"show\",\"mode\":\"live\",\"token\":\"good\",\"queryParams\":\"{token=other, x=y}\"}";
    private static final String NMS =
            "{\"id\":\"mx0ngozi0azeequ8\",\"ip\":\"192.0.2.7:40812\",\"app\":\"live\",\"name\":\"show\",\"query\":{\"token\":\"good\",\"x\":\"ž\"},\"protocol\":\"rtmp\",\"createtime\":1795884837247,\"endtime\":0,\"inbytes\":3468,\"outbytes\":0,\"filePath\":\"\",\"action\":\"postPublish\"}";

    @TempDir
    private Path home;

    private Gatehouse gate;

    @BeforeEach
    void start() {
        gate = new Gatehouse(home);
        for (String kind :
                List.of("mediamtx", "ovenmediaengine", "srs", "ant-media", "node-media-server", "nginx-rtmp")) {
            gate.server(kind, kind);
        }
    }

    @AfterEach
    void stop() throws Exception {
        gate.close();
    }

    private Reply hook(String kind, String body) {
        return gate.hook(kind, kind, body);
    }

    private static String text(Reply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    /** Of each kind: a request, and what of it is asked. */
    static Stream<Arguments> recorded() {
        return Stream.of(
                Arguments.of("mediamtx", MTX, "RTMP live/room1", "PUBLISH live/room1/show live"),
                Arguments.of(
                        "mediamtx",
                        MTX.replace("publish", "read").replace("\"rtmp\"", "\"rtsp\""),
                        "RTSP live/room1",
                        "SUBSCRIBE live/room1/show "),
                Arguments.of(
                        "mediamtx",
                        MTX.replace("\"rtmp\"", "\"srt\""),
                        "SRT live/room1",
                        "PUBLISH live/room1/show live"),
                Arguments.of(
                        "mediamtx",
                        MTX.replace("\"rtmp\"", "\"webrtc\"").replace("\"token\":\"good\"", "\"token\":\"\""),
                        "RTC live/room1",
                        "PUBLISH live/room1/show live"),
                Arguments.of(
                        "mediamtx",
                        MTX.replace("publish", "read")
                                .replace("\"rtmp\"", "\"hls\"")
                                .replace("\"token\":\"good\"", "\"token\":\"\""),
                        "HTTP live/room1",
                        "SUBSCRIBE live/room1/show "),
                Arguments.of("ovenmediaengine", OME, "RTMP live", "PUBLISH live/show live"),
                Arguments.of(
                        "ovenmediaengine",
                        OME.replace("incoming", "outgoing").replace("RTMP", "WebRTC"),
                        "RTC live",
                        "SUBSCRIBE live/show "),
                Arguments.of(
                        "ovenmediaengine",
                        OME.replace("incoming", "outgoing")
                                .replace("RTMP", "LLHLS")
                                .replace("/live/show?", "/live/show/llhls.m3u8?"),
                        "HTTP live",
                        "SUBSCRIBE live/show "),
                Arguments.of("srs", SRS, "RTMP live", "PUBLISH live/show live"),
                Arguments.of("srs", SRS.replace("on_publish", "on_play"), "RTMP live", "SUBSCRIBE live/show "),
                Arguments.of(
                        "srs",
                        SRS.replace("rtmp://", "srt://").replace("?token", "token"),
                        "SRT live",
                        "PUBLISH live/show live"),
                Arguments.of(
                        "srs",
                        SRS.replaceAll("\"tcUrl\":\"[^\"]*\"", "\"tcUrl\":\"\"").replace("?token", "app=live&token"),
                        "RTC live",
                        "PUBLISH live/show live"),
                Arguments.of(
                        "srs",
                        SRS.replace("on_publish", "on_play").replace("\"show\"", "\"show.m3u8\""),
                        "HTTP live",
                        "SUBSCRIBE live/show "),
                Arguments.of(
                        "srs",
                        SRS.replace("\"app\":\"live\"", "\"app\":\"live/room1\""),
                        "RTMP live/room1",
                        "PUBLISH live/room1/show live"),
                Arguments.of("ant-media", ANT, "RTMP live", "PUBLISH live/show live"),
                Arguments.of(
                        "ant-media",
                        ANT.replace("\"mode\":\"live\"", "\"mode\":\"play\""),
                        "RTC live",
                        "SUBSCRIBE live/show "),
                Arguments.of("node-media-server", NMS, "RTMP live", "PUBLISH live/show live"),
                Arguments.of(
                        "node-media-server",
                        NMS.replace("postPublish", "postPlay").replace("\"rtmp\"", "\"flv\""),
                        "HTTP live",
                        "SUBSCRIBE live/show "));
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void a_client_with_a_good_token_is_let_through(String kind, String body, String connect, String stream) {
        Reply reply = hook(kind, body);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(text(reply)).contains("\"allowed\":true").contains("\"code\":0");
        assertThat(gate.asked).hasSize(2);
        assertThat(gate.asked.get(0)).startsWith("connect " + connect);
        assertThat(gate.asked.get(1)).isEqualTo(stream);
        assertThat(gate.guests.size()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void one_with_a_bad_token_is_refused_as_the_server_understands_it(
            String kind, String body, String connect, String stream) {
        Reply reply = hook(kind, body.replace("good", "bad"));
        assertThat(reply.allows()).isFalse();
        if (kind.equals("ovenmediaengine")) {
            assertThat(text(reply)).isEqualTo("{\"allowed\":false}");
        } else {
            assertThat(reply.status()).isIn(401, 403);
        }
        assertThat(gate.guests.size()).isZero();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void what_a_server_does_not_send_is_refused(String kind, String body, String connect, String stream) {
        for (String wrong : List.of(
                "",
                "[]",
                "\"x\"",
                body + "{}",
                body.substring(0, body.length() - 1),
                body.replaceFirst("\\{", "{\"action\":\"read\",\"action\":\"publish\","),
                "{}",
                "{\"a\":".repeat(50) + "1" + "}".repeat(50))) {
            assertThat(hook(kind, wrong).allows()).as(wrong).isFalse();
        }
        assertThat(gate.asked).isEmpty();
    }

    /** The address is that of the peer, and none that a client writes into a header. */
    @Test
    void the_address_is_the_one_that_no_client_chooses() {
        hook("ovenmediaengine", OME);
        assertThat(gate.asked.get(0)).endsWith("192.0.2.7");
        assertThat(gate.asked.get(0)).doesNotContain("9.9.9.9");
    }

    @Test
    void a_password_that_mediamtx_copies_is_a_password() {
        gate.decisions.put("pw", new Decision.Allow(Grant.everything("bob")));
        String body = MTX.replace(
                "\"user\":\"\",\"password\":\"\",\"token\":\"good\"",
                "\"user\":\"bob\",\"password\":\"pw\",\"token\":\"pw\"");
        assertThat(hook("mediamtx", body).status()).isEqualTo(200);
    }

    /** A key behind a token in the application: the path has no stream any more. */
    @Test
    void a_token_with_a_slash_is_refused() {
        assertThat(hook("mediamtx", MTX.replace("\"token\":\"good\"", "\"token\":\"good/show\""))
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"api", "metrics", "pprof", "playback", "delete"})
    void mediamtx_asks_about_streams_only(String action) {
        assertThat(hook("mediamtx", MTX.replace("publish", action)).status()).isEqualTo(401);
        assertThat(gate.asked).isEmpty();
    }

    @Test
    void a_protocol_that_is_not_known_is_refused() {
        assertThat(hook("mediamtx", MTX.replace("\"rtmp\"", "\"moq\"")).status())
                .isEqualTo(401);
        assertThat(hook("ovenmediaengine", OME.replace("RTMP", "OVT")).allows()).isFalse();
        assertThat(gate.asked).isEmpty();
    }

    @Test
    void ovenmediaengine_is_told_the_rest_of_the_grant_in_milliseconds() {
        assertThat(text(hook("ovenmediaengine", OME))).doesNotContain("lifetime");
        ends(Instant.parse("2026-01-01T00:01:00Z"));
        assertThat(text(hook("ovenmediaengine", OME))).contains("\"lifetime\":60000");
    }

    private void ends(Instant end) {
        gate.decisions.put(
                "good",
                new Decision.Allow(
                        Grant.everything("bob").toBuilder().endsAt(end).build()));
    }

    @Test
    void ovenmediaengine_signs_what_it_asks() throws Exception {
        assertThat(signed(OME, Gatehouse.SECRET).status()).isEqualTo(200);
        assertThat(text(signed(OME, Gatehouse.SECRET))).contains("\"allowed\":true");
        assertThat(signed(OME, "another-secret-of-32-bytes-0123456789").status())
                .isEqualTo(403);
    }

    private Reply signed(String body, String secret) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        String signature = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        return gate.ask(Gatehouse.post(
                "/hooks/ovenmediaengine/ovenmediaengine", "", Map.of("X-OME-Signature", List.of(signature)), body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-12-31T23:58:00.000Z", "2026-01-01T00:02:00.000Z", "yesterday", ""})
    void a_question_of_ovenmediaengine_that_somebody_recorded_is_refused(String time) {
        assertThat(hook("ovenmediaengine", OME.replace("2026-01-01T00:00:00.000Z", time))
                        .allows())
                .isFalse();
        assertThat(gate.asked).isEmpty();
    }

    @Test
    void the_end_of_a_client_of_ovenmediaengine_is_told_on() {
        hook("ovenmediaengine", OME);
        gate.asked.clear();
        Reply reply = hook("ovenmediaengine", OME.replace("opening", "closing"));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(text(reply)).startsWith("{");
        assertThat(gate.asked).containsExactly("ended PUBLISH live/show");
        assertThat(gate.guests.size()).isZero();
    }

    @Test
    void the_ends_of_others_are_told_on() {
        hook("srs", SRS);
        hook("node-media-server", NMS);
        gate.asked.clear();
        hook("srs", SRS.replace("on_publish", "on_unpublish"));
        hook("node-media-server", NMS.replace("postPublish", "donePublish"));
        assertThat(gate.asked).containsExactly("ended PUBLISH live/show", "ended PUBLISH live/show");
        assertThat(gate.guests.size()).isZero();
    }

    @Test
    void srs_connects_are_judged_and_nothing_is_kept() {
        String connect = SRS.replace("on_publish", "on_connect").replace("\"stream\":\"show\"", "\"stream\":\"\"");
        assertThat(hook("srs", connect).status()).isEqualTo(200);
        assertThat(hook("srs", connect.replace("good", "bad")).status()).isEqualTo(403);
        assertThat(gate.guests.size()).isZero();
    }

    /** What a client could be by HTTP-FLV, too, or by anything. */
    @Test
    void a_grant_of_some_transports_is_none_where_the_protocol_is_not_sure() {
        gate.decisions.put(
                "good",
                new Decision.Allow(Grant.everything("bob").toBuilder()
                        .transports(Set.of(Transport.RTMP))
                        .build()));
        assertThat(hook("srs", SRS).status()).isEqualTo(200);
        assertThat(hook("srs", SRS.replace("on_publish", "on_play")).status()).isEqualTo(403);
        assertThat(hook("ant-media", ANT).status()).isEqualTo(403);
        assertThat(hook("mediamtx", MTX).status()).isEqualTo(200);
        assertThat(gate.guests.size()).isEqualTo(2);
        assertThat(gate.audited("does not tell by which protocol")).contains("TRANSPORT_NOT_ALLOWED");
    }

    /** A vhost follows from what the client's URL says. */
    @Test
    void a_virtual_host_that_is_not_configured_is_refused() {
        gate.server("srs", "srs", "vhosts", "__defaultVhost__");
        assertThat(hook("srs", SRS).status()).isEqualTo(200);
        assertThat(hook("srs", SRS.replace("\"vhost\":\"__defaultVhost__\"", "\"vhost\":\"open\""))
                        .status())
                .isEqualTo(403);
        gate.server("ovenmediaengine", "ovenmediaengine", "vhosts", "media.example");
        assertThat(text(hook("ovenmediaengine", OME))).contains("\"allowed\":true");
        assertThat(hook("ovenmediaengine", OME.replace("media.example", "open.example"))
                        .allows())
                .isFalse();
    }

    /** What Ant Media calls queryParams is Java's Map.toString(). */
    @Test
    void what_a_client_can_write_into_a_map_counts_for_nothing() {
        assertThat(hook("ant-media", ANT.replace("\"token\":\"good\",", "").replace("token=other", "token=good"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void a_secret_in_the_user_information_of_the_url_counts_for_mediamtx() {
        String basic = "Basic "
                + Base64.getEncoder().encodeToString(("x:" + Gatehouse.SECRET).getBytes(StandardCharsets.UTF_8));
        Ask ask = Gatehouse.post("/hooks/mediamtx/mediamtx", "", Map.of("Authorization", List.of(basic)), MTX);
        assertThat(gate.ask(ask).status()).isEqualTo(200);
        Ask other = Gatehouse.post("/hooks/srs/srs", "", Map.of("Authorization", List.of(basic)), SRS);
        assertThat(gate.ask(other).status()).isEqualTo(403);
    }

    @Test
    void no_answer_is_a_redirect_or_has_no_content_where_one_is_read() {
        recorded().forEach(each -> {
            String kind = (String) each.get()[0];
            String body = (String) each.get()[1];
            for (String token : List.of("good", "bad", "old", "down")) {
                Reply reply = hook(kind, body.replace("good", token));
                assertThat(reply.status()).isIn(200, 401, 403);
                assertThat(reply.headers()).doesNotContainKey("Location");
            }
        });
    }
}
