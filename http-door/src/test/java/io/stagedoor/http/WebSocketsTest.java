package io.stagedoor.http;

import static io.stagedoor.http.request.FakeRequest.get;
import static io.stagedoor.http.request.FakeRequest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Secret;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.question.Requests;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.settings.Application;
import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.http.request.FakeRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketsTest {

    @TempDir
    private Path home;

    private final Routes routes = new Routes();
    private final List<String> asked = new ArrayList<>();
    private Audit audit;
    private HttpGate gate;

    private final Authenticator authenticator = connect -> {
        asked.add(connect.protocol() + " " + connect.path());
        return switch (connect.credentials().token().map(Secret::reveal).orElse("")) {
            case "good" -> new Decision.Allow(Grant.everything("bob"));
            case "room" -> new Decision.Allow(inRoom(Grant.everything("bob")));
            default -> new Decision.Abstain();
        };
    };

    private static Grant inRoom(Grant grant) {
        return grant.toBuilder().rooms(Set.of("room")).build();
    }

    @BeforeEach
    void start() {
        audit = Audits.in(home);
        Admissions admissions = Admissions.withoutRevocations(routes.router, audit, Clock.systemUTC());
        gate = new HttpGate(
                admissions,
                Clock.systemUTC(),
                (application, address, token) -> {
                    throw new AssertionError("a logout");
                },
                () -> 66,
                Requests.PATIENT,
                request -> false);
    }

    @AfterEach
    void stop() throws Exception {
        Audits.close(audit);
    }

    private void configured(String... pairs) {
        Map<String, Object> properties = new HashMap<>(Map.of("application", "live", "authenticator", "jwt"));
        for (int i = 0; i < pairs.length; i += 2) {
            properties.put(pairs[i], pairs[i + 1]);
        }
        routes.bind(new Application(properties));
        routes.local("jwt", authenticator);
    }

    private HttpAnswer judge(FakeRequest asking) {
        return raw(asking.handshake().withWsFilter());
    }

    private HttpAnswer raw(FakeRequest asking) {
        return gate.judge(asking, new ConcurrentHashMap<>());
    }

    @ParameterizedTest
    @CsvSource({"/, live", "/x, live", "/room/, live/room", "/room/x, live/room", "/a/b/, live/a/b"})
    void application_and_room_are_those_that_red5_takes(String path, String place) {
        configured();
        HttpAnswer answer = judge(get(path).query("token=good"));
        assertThat(answer.allowed()).isTrue();
        assertThat(answer.isUpgrade()).isTrue();
        assertThat(asked).containsExactly("WS " + place);
    }

    @ParameterizedTest
    @CsvSource({"/, 403", "/x, 403", "/room/, 0", "/room/x, 0", "/room/a/, 403", "/other/, 403"})
    void a_grant_of_rooms_opens_a_websocket_in_these_rooms_only(String path, int status) {
        configured();
        assertThat(judge(get(path).query("token=room")).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/other/..;/live/",
                "/other/../live/",
                "/live;x/",
                "/live/;x=1/",
                "/live//",
                "//live/",
                "/%6cive/",
                "/live/%2e/"
            })
    void a_path_that_red5_would_take_for_another_is_refused(String uri) {
        configured();
        assertThat(judge(get("/").uri(uri).query("token=good")).status()).isEqualTo(403);
        assertThat(asked).isEmpty();
    }

    @Test
    void a_name_that_red5_would_not_decode_is_refused() {
        configured();
        assertThat(judge(get("/ü/").query("token=good")).status()).isEqualTo(403);
    }

    @Test
    void the_application_without_a_name_leads_to_no_other() {
        routes.bind(new Application(Map.of("application", "root", "authenticator", "jwt")));
        routes.local("jwt", authenticator);
        assertThat(judge(get("/").in("").query("token=good")).allowed()).isTrue();
        for (String path : List.of("/live/", "/default/live/", "/default/", "/default")) {
            assertThat(judge(get(path).in("").query("token=good")).status())
                    .as(path)
                    .isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "get"})
    void no_other_method_begins_a_websocket_whatever_is_switched_off(String method) {
        for (String off : List.of("ws", "http", "rtc", "active", "none")) {
            configured(off, "false", "application", off);
            for (String path : List.of("/", "/whip/endpoint/x", "/index.html", "/x.m3u8", "/events")) {
                assertThat(judge(request(method, path).in("/" + off).query("token=good"))
                                .status())
                        .as(off + " " + path)
                        .isEqualTo(400);
            }
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void what_names_a_websocket_and_is_no_handshake_is_refused_on_every_path() {
        configured("active", "false");
        for (String context : List.of("/live", "", "/other")) {
            for (String path : List.of("/", "/index.html", "/open/1")) {
                for (boolean mapped : List.of(true, false)) {
                    FakeRequest asking = get(path).in(context).header("Upgrade", "websocket");
                    assertThat(raw(mapped ? asking.withWsFilter() : asking).status())
                            .isEqualTo(400);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Upgrade: h2c, websocket",
                "Upgrade: websocket, h2c",
                "Upgrade: websocket/13",
                "Upgrade: websocket|Upgrade: websocket",
                "Upgrade: h2c|Upgrade: websocket",
                "Upgrade: websocket|Upgrade: h2c",
                "Upgrade: \"websocket\"",
                "Connection:",
                "Connection: close",
                "Connection: upgraded",
                "Connection: keep-alive|Connection: close",
                "Sec-WebSocket-Key:",
                "Sec-WebSocket-Key: x",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAAA=",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAA",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAA-_==",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==, AAAAAAAAAAAAAAAAAAAAAA==",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==|Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
                "Sec-WebSocket-Version:",
                "Sec-WebSocket-Version: 8",
                "Sec-WebSocket-Version: 13, 8",
                "Sec-WebSocket-Version: 8|Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Version: 013"
            })
    void every_part_of_a_handshake_has_to_be_right(String lines) {
        configured("ws", "false");
        FakeRequest asking = get("/").handshake().withWsFilter();
        asking.without(lines.substring(0, lines.indexOf(':')));
        for (String line : lines.split("\\|")) {
            String value = line.substring(line.indexOf(':') + 1).trim();
            if (!value.isEmpty()) {
                asking.header(line.substring(0, line.indexOf(':')), value);
            }
        }
        // Still a request that names one, where it is another header that is wrong.
        HttpAnswer answer = raw(asking);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.headers()).containsEntry("Sec-WebSocket-Version", List.of("13"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Upgrade: WebSocket",
                "Upgrade: WEBSOCKET",
                "Connection: upgrade",
                "Connection: keep-alive, Upgrade",
                "Connection: keep-alive|Connection: ,UPGRADE ,",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Key:  dGhlIHNhbXBsZSBub25jZQ== "
            })
    void the_forms_that_clients_send_are_handshakes(String lines) {
        configured();
        FakeRequest asking = get("/").query("token=good").handshake().withWsFilter();
        asking.without(lines.substring(0, lines.indexOf(':')));
        for (String line : lines.split("\\|")) {
            asking.header(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1));
        }
        assertThat(raw(asking).isUpgrade()).isTrue();
    }

    /** Hixie-76: no version, and a key in two parts. */
    @Test
    void an_old_handshake_is_none() {
        configured();
        assertThat(raw(get("/").query("token=good")
                                .header("Upgrade", "WebSocket")
                                .header("Connection", "Upgrade")
                                .header("Sec-WebSocket-Key1", "4 @1  46546xW%0l 1 5")
                                .header("Sec-WebSocket-Key2", "12998 5 Y3 1  .P00")
                                .withWsFilter())
                        .status())
                .isEqualTo(400);
    }

    @Test
    void another_upgrade_is_none_of_a_websockets_business() {
        configured();
        assertThat(raw(get("/index.html").header("Upgrade", "h2c").header("Connection", "Upgrade"))
                        .allowed())
                .isTrue();
    }

    @Test
    void a_handshake_that_nobody_takes_is_judged_as_what_else_it_is() {
        configured("ws", "false");
        assertThat(raw(get("/index.html").handshake()).allowed()).isTrue();
        assertThat(raw(get("/index.html").handshake()).isUpgrade()).isFalse();
        assertThat(raw(get("/x.m3u8").handshake()).status()).isEqualTo(401);
        assertThat(raw(get("/whip/endpoint/x").handshake()).status()).isEqualTo(401);
        assertThat(raw(get("/events").handshake().query("token=good")).status()).isEqualTo(403);
        assertThat(raw(get("/x.m3u8").handshake().query("token=good")).body()).isPresent();
        assertThat(asked).containsExactly("HTTP live/x", "RTC live/x", "HTTP live/x");
    }

    @Test
    void a_handshake_that_is_taken_is_not_judged_as_anything_else() {
        configured("http", "false");
        assertThat(judge(get("/x.m3u8")).status()).isEqualTo(401);
        configured("active", "false", "application", "open");
        assertThat(judge(get("/x.m3u8").in("/open")).isUpgrade()).isTrue();
    }

    @Test
    void nothing_is_public() {
        configured();
        assertThat(judge(get("/index.html")).status()).isEqualTo(401);
        assertThat(judge(get("/")).status()).isEqualTo(401);
        assertThat(judge(get("/").in("/other").query("token=good")).status()).isEqualTo(403);
    }

    @Test
    void a_token_comes_as_protocol_or_header_too() {
        configured();
        assertThat(judge(get("/").header("Sec-WebSocket-Protocol", "chat, token, good"))
                        .allowed())
                .isTrue();
        assertThat(judge(get("/").header("Authorization", "Bearer good")).allowed())
                .isTrue();
        assertThat(judge(get("/").query("token=bad").header("Sec-WebSocket-Protocol", "token, good"))
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "here:5080, http://here:5080, '', true",
        "here, http://here, '', true",
        "here, http://here:80, '', true",
        "here:443, https://here, '', true",
        "HERE, http://Here, '', true",
        "here, '', '', true",
        "here, http://there, '', false",
        "here, http://here:8080, '', false",
        "here, http://here.there, '', false",
        "here, null, '', false",
        "here, https://there, https://There, true",
        "here, https://there, https://elsewhere, false",
        "here, https://there, *, true"
    })
    void a_cookie_counts_for_pages_of_the_server_and_of_those_configured(
            String host, String origin, String configured, boolean counts) {
        configured("wsAllowedOrigins", configured);
        FakeRequest request = get("/").header("Cookie", "token=good").header("Host", host);
        if (!origin.isEmpty()) {
            request.header("Origin", origin);
        }
        assertThat(judge(request).allowed()).isEqualTo(counts);
    }

    @Test
    void a_page_of_others_may_come_with_a_token() {
        configured();
        assertThat(judge(get("/").query("token=good").header("Host", "here").header("Origin", "https://there"))
                        .allowed())
                .isTrue();
    }

    @Test
    void the_switch_lets_in_unasked_and_serves_nothing_else() {
        configured("ws", "false");
        HttpAnswer answer = judge(get("/streams/x.flv"));
        assertThat(answer.allowed()).isTrue();
        assertThat(answer.isUpgrade()).isTrue();
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"there", "ftp://there", "https://there/", "https://a b"})
    void what_is_no_origin_is_an_error_of_configuration(String origin) {
        configured("wsAllowedOrigins", origin);
        assertThat(judge(get("/").query("token=good")).status()).isEqualTo(503);
    }
}
