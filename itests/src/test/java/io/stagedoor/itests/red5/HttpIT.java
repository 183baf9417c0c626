package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Token.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.Token;
import io.stagedoor.itests.rtmp.FlvFile;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.BeforeClass;
import org.junit.Test;

/** What Red5 would give to anyone over HTTP. */
public class HttpIT {

    private static final StagedoorServer SERVER = StagedoorServer.shared();
    private static final String MARK = "mark-over-http";

    @BeforeClass
    public static void record() throws IOException {
        FlvFile.write(SERVER.recordings().resolve("x.flv"), MARK, 200);
        Files.createDirectories(SERVER.recordings().resolveSibling("persistence"));
        Files.writeString(SERVER.recordings().resolveSibling("persistence/x.red5"), MARK);
        Files.writeString(SERVER.recordings().resolveSibling("hello.html"), "hello");
    }

    private static final List<String> RECORDINGS = List.of(
            "/live/streams/x.flv",
            "/live/STREAMS/x.flv",
            "/live/Streams/x.flv",
            "/live/streams/none.flv",
            "/live/%73treams/x.flv",
            "/live/%73%74%72%65%61%6d%73/x.flv",
            "/live/streams/%78.flv",
            "/%6cive/streams/x.flv",
            "/live/streams/x.flv?a=b",
            "/live/hello.txt");

    private static final List<String> NOBODYS = List.of(
            "/live/streams/",
            "/live/persistence/x.red5",
            "/live/PERSISTENCE/x.red5",
            "/live/persistence",
            "/live/events",
            "/live/Events",
            "/live/events/",
            "/live/events?stream=x",
            "/live/events/x",
            "/live/events/x.html",
            "/live/streams;x=1/x.flv",
            "/live;x=1/streams/x.flv",
            "/live/streams/x.flv;x=1",
            "/live/;/streams/x.flv",
            "/live//streams/x.flv",
            "/live//streams//x.flv",
            "//live/streams/x.flv",
            "/live/./streams/x.flv",
            "/live/streams/./x.flv",
            "/live/none/../streams/x.flv",
            "/live/none/..;/streams/x.flv",
            "/live/none/..;a=b/streams/x.flv",
            "/live/none/%2e%2e/streams/x.flv",
            "/live/../live/streams/x.flv");

    private static String query(Token token) {
        return "?token=" + token.signedWith(SERVER.secret());
    }

    @Test
    public void serves_pages_to_anyone() throws Exception {
        RawHttp.Answer answer = RawHttp.get(SERVER, "/live/hello.html");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).contains("hello");
    }

    @Test
    public void serves_recordings_to_whoever_may_play_them() throws Exception {
        RawHttp.Answer answer = RawHttp.get(SERVER, "/live/streams/x.flv" + query(token().roles("red5-subscriber")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).contains(MARK);
        assertThat(answer.header("Cache-Control")).isEqualTo("private");
        assertThat(RawHttp.request(SERVER, "HEAD", "/live/streams/x.flv" + query(token()))
                        .body())
                .isEmpty();
        String cookie = answer.header("Set-Cookie").split(";")[0];
        RawHttp.Answer part =
                RawHttp.request(SERVER, "GET", "/live/streams/x.flv", "Cookie: " + cookie, "Range: bytes=0-2");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("FLV");
    }

    @Test
    public void tells_whoever_may_not_that_he_may_not() throws Exception {
        for (Token token : List.of(
                token().roles("red5-publisher"), token().rooms("room1"), token().claim("red5-transport", "RTMP"))) {
            RawHttp.Answer answer = RawHttp.get(SERVER, "/live/streams/x.flv" + query(token));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.text()).doesNotContain(MARK);
        }
    }

    @Test
    public void asks_for_credentials_where_they_are_missing_wrong_or_old() throws Exception {
        for (String path : RECORDINGS) {
            RawHttp.Answer answer = RawHttp.get(SERVER, path);
            assertThat(answer.status()).as(path).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).as(path).contains("Bearer", "Basic");
            assertThat(answer.header("Cache-Control")).as(path).isEqualTo("no-store");
            assertThat(answer.body()).as(path).isEqualTo("Not authorized.\n");
        }
        for (String token : List.of(
                token().signedWith(Token.newSecret()),
                token().expiresIn(Duration.ofMinutes(-1)).signedWith(SERVER.secret()),
                "not-a-token")) {
            RawHttp.Answer answer = RawHttp.get(SERVER, "/live/streams/x.flv?token=" + token);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.text()).contains("invalid_token").doesNotContain(token);
        }
    }

    @Test
    public void serves_nobody_what_is_nobody_s() throws Exception {
        for (String path : NOBODYS) {
            assertThat(RawHttp.get(SERVER, path).status()).as(path).isEqualTo(403);
            String separator = path.contains("?") ? "&" : "?";
            RawHttp.Answer answer = RawHttp.get(SERVER, path + query(token()).replace("?", separator));
            assertThat(answer.status()).as(path).isEqualTo(403);
            assertThat(answer.text()).as(path).doesNotContain(MARK);
        }
    }

    @Test
    public void an_upgrade_is_no_way_round() throws Exception {
        for (String upgrade : List.of("websocket", "WebSocket", "x, websocket")) {
            RawHttp.Answer answer = RawHttp.request(
                    SERVER, "GET", "/live/streams/x.flv", "Upgrade: " + upgrade, "Connection: Upgrade, close");
            assertThat(answer.status()).isEqualTo(400);
            answer = RawHttp.request(
                    SERVER,
                    "GET",
                    "/live/streams/x.flv" + query(token()),
                    "Upgrade: " + upgrade,
                    "Connection: Upgrade, close");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).doesNotContain(MARK);
        }
    }

    @Test
    public void gives_nothing_to_what_the_container_refuses_anyway() throws Exception {
        for (String path : List.of(
                "/live/streams%2fx.flv",
                "/live/streams%5cx.flv",
                "/live/streams\\x.flv",
                "/live/none%2f..%2fstreams/x.flv",
                "/live/%2573treams/x.flv",
                "/live/streams/x.flv%00",
                "/live/streams./x.flv",
                "/live/%c0%ae%c0%ae/live/streams/x.flv")) {
            RawHttp.Answer answer = RawHttp.get(SERVER, path);
            assertThat(answer.status()).as(path).isBetween(400, 499);
            assertThat(answer.text()).as(path).doesNotContain(MARK);
        }
    }

    @Test
    public void refuses_them_to_every_method() throws Exception {
        for (String method : List.of("HEAD", "POST", "OPTIONS", "PUT", "DELETE", "get", "TRACE")) {
            RawHttp.Answer answer = RawHttp.request(SERVER, method, "/live/streams/x.flv");
            assertThat(answer.status())
                    .as(method)
                    .isNotEqualTo(206)
                    .isBetween(method.equals("OPTIONS") ? 200 : 400, 501);
            assertThat(answer.text()).as(method).doesNotContain(MARK);
        }
        assertThat(Files.exists(SERVER.recordings().resolve("x.flv"))).isTrue();
    }

    /** Where nothing takes it for the beginning of a WebSocket, it is the request that it also is. */
    @Test
    public void a_handshake_is_judged_as_a_request_and_half_of_one_is_refused() throws Exception {
        String allowed = query(token().roles("red5-subscriber"));
        assertThat(RawHttp.request(SERVER, "GET", "/live/hello.html", RawHttp.HANDSHAKE)
                        .body())
                .isEqualTo("hello");
        assertThat(RawHttp.request(SERVER, "GET", "/live/streams/x.flv", RawHttp.HANDSHAKE)
                        .status())
                .isEqualTo(401);
        assertThat(RawHttp.request(SERVER, "GET", "/live/streams/x.flv" + allowed, RawHttp.HANDSHAKE)
                        .text())
                .contains(MARK);
        for (String path : List.of("/live/hello.html", "/live/streams/x.flv" + allowed, "/open/1", "/")) {
            RawHttp.Answer answer = RawHttp.request(SERVER, "POST", path, RawHttp.HANDSHAKE);
            assertThat(answer.status()).as(path).isEqualTo(400);
            assertThat(answer.header("Sec-WebSocket-Version")).as(path).isEqualTo("13");
        }
    }

    @Test
    public void says_so_in_the_audit_log() throws Exception {
        AuditLog audit = SERVER.audit();

        RawHttp.get(SERVER, "/live/streams/x.flv?token=abc");
        RawHttp.get(SERVER, "/live/hello.html");
        RawHttp.get(SERVER, "/live/streams/x.flv");
        RawHttp.get(SERVER, "/live/streams/x.flv" + query(token()));
        RawHttp.get(SERVER, "/nowhere/x");

        assertThat(audit.decisions())
                .containsExactly(
                        "play deny MALFORMED_TOKEN",
                        "play deny NO_CREDENTIALS",
                        "play allow GRANTED",
                        "play deny NOT_CONFIGURED");
    }
}
