package io.stagedoor.red5.bridge.http;

import static io.stagedoor.red5.bridge.http.FakeRequest.get;
import static io.stagedoor.red5.bridge.http.FakeRequest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Secret;
import io.stagedoor.red5.bridge.Fakes;
import io.stagedoor.red5.bridge.audit.Audit;
import io.stagedoor.red5.bridge.routing.Application;
import io.stagedoor.red5.bridge.routing.Dispatcher;
import io.stagedoor.red5.bridge.routing.Routes;
import io.stagedoor.red5.hook.HttpAnswer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleContext;

class WebSocketsTest {

    @TempDir
    private Path home;

    private final Routes routes = new Routes();
    private final List<String> asked = new ArrayList<>();
    private Audit audit;
    private HttpGate gate;

    private final Authenticator authenticator = connect -> {
        asked.add(connect.protocol() + " " + connect.path());
        return connect.credentials().token().map(Secret::reveal).orElse("").equals("good")
                ? new Decision.Allow(Grant.everything("bob"))
                : new Decision.Abstain();
    };

    @BeforeEach
    void start() {
        audit = new Audit(Fakes.fake(BundleContext.class, Map.of("getProperty", one -> home.toString())));
        gate = new HttpGate(routes.router, new Dispatcher(routes.router, Clock.systemUTC()), audit, Clock.systemUTC());
    }

    @AfterEach
    void stop() throws Exception {
        var close = Audit.class.getDeclaredMethod("close");
        close.setAccessible(true);
        close.invoke(audit);
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
        return gate.judge(asking.header("Upgrade", "WebSocket"), new ConcurrentHashMap<>());
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

    @Test
    void no_other_method_begins_a_websocket() {
        configured();
        for (String method : List.of("POST", "OPTIONS", "HEAD", "get")) {
            assertThat(judge(request(method, "/").query("token=good")).status())
                    .as(method)
                    .isEqualTo(403);
        }
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
