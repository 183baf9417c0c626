package io.stagedoor.gateway.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.stagedoor.gateway.hook.Ask;
import io.stagedoor.gateway.hook.Reply;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What reverse proxies ask, as it was recorded or stands in their source. */
class ChecksTest {

    @TempDir
    private Path home;

    private Gatehouse gate;

    @BeforeEach
    void start() {
        gate = new Gatehouse(home);
        for (String kind : List.of("nginx", "traefik", "caddy", "haproxy", "apache", "envoy")) {
            gate.server(kind, kind);
        }
    }

    @AfterEach
    void stop() throws Exception {
        gate.close();
    }

    /** As {@code auth_request} asks, with the client's own headers beside. */
    private Reply nginx(String uri, String... pairs) {
        return ask("nginx", "X-Original-URI", uri, "X-Original-Method", "X-Original-Host", "X-Real-IP", pairs);
    }

    private Reply ask(
            String kind, String uriName, String uri, String method, String host, String address, String... pairs) {
        Map<String, String> headers =
                new HashMap<>(Map.of(uriName, uri, method, "GET", host, "www.example.org", address, "192.0.2.7"));
        for (int i = 0; i < pairs.length; i += 2) {
            headers.put(pairs[i], pairs[i + 1]);
        }
        return gate.check(kind, kind, headers);
    }

    private static String header(Reply reply, String name) {
        return String.join(",", reply.headers().getOrDefault(name, List.of()));
    }

    @Test
    void whoever_shows_a_token_gets_the_file_and_a_session() {
        Reply reply = nginx("/live/room1/show.m3u8?token=good&x=a+b%2Bc", "X-Forwarded-For", "9.9.9.9");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.closes()).isFalse();
        assertThat(header(reply, "Set-Cookie")).contains("Path=/live/").contains("HttpOnly");
        assertThat(gate.asked).containsExactly("connect HTTP live/room1/show 192.0.2.7", "SUBSCRIBE live/room1/show ");
    }

    @Test
    void a_cookie_of_the_session_is_enough_for_the_pieces() {
        String cookie = header(nginx("/live/room1/show.m3u8?token=good"), "Set-Cookie");
        gate.asked.clear();
        assertThat(nginx("/live/room1/show.ts", "Cookie", cookie.substring(0, cookie.indexOf(';')))
                        .status())
                .isEqualTo(200);
        assertThat(gate.asked).isEmpty();
        assertThat(nginx("/live/room2/show.ts", "Cookie", cookie.substring(0, cookie.indexOf(';')))
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"'', 401", "?token=bad, 401", "?token=old, 401", "?token=down, 403"})
    void a_refusal_is_401_or_403_and_nothing_else(String query, int status) {
        Reply reply = nginx("/live/show.m3u8" + query);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body()).isEmpty();
        assertThat(header(reply, "WWW-Authenticate").isEmpty()).isEqualTo(status != 401);
    }

    /** nginx, Caddy and Apache serve these from another place than they seem to lead to. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/live/room1/../room2/show.m3u8?token=good",
                "/live/room1/%2e%2e/room2/show.m3u8?token=good",
                "/live/room1/..%2froom2/show.m3u8?token=good",
                "/live//room1//show.m3u8?token=good",
                "//live/room1/show.m3u8?token=good",
                "/live/room1/show.m3u8%00?token=good",
                "/live/room1\\show.m3u8?token=good",
                "/live/room1%5cshow.m3u8?token=good",
                "/live/r%256Fom1/show.m3u8?token=good",
                "/live/room1/x%0d%0aX-Evil:%201/show.m3u8?token=good",
                "/live/room1/show.m3u8;x=1?token=good",
                "/live/%ff/show.m3u8?token=good",
                "/live/room1/./show.m3u8?token=good",
                "live/show.m3u8?token=good",
                "/?token=good",
                "/live?token=good"
            })
    void an_odd_path_is_refused_before_anybody_is_asked(String uri) {
        assertThat(nginx(uri).status()).isEqualTo(403);
        assertThat(gate.asked).isEmpty();
    }

    @Test
    void a_path_is_decoded_once() {
        assertThat(nginx("/live/r%6Fom2/show.m3u8?token=good").status()).isEqualTo(200);
        assertThat(gate.asked).contains("SUBSCRIBE live/room2/show ");
    }

    /** A mark that is hidden is part of the name, as it is for the proxy. */
    @Test
    void a_hidden_query_is_part_of_the_name() {
        assertThat(nginx("/live/show.m3u8%3Ftoken=good").status()).isIn(401, 403);
    }

    @ParameterizedTest
    @CsvSource({"traefik", "caddy"})
    void proxies_that_forward_tell_by_other_headers(String kind) {
        assertThat(ask(
                                kind,
                                "X-Forwarded-Uri",
                                "/live/room1/show.m3u8?token=good",
                                "X-Forwarded-Method",
                                "X-Forwarded-Host",
                                "X-Forwarded-For",
                                "X-Original-URI",
                                "/spoof")
                        .status())
                .isEqualTo(200);
        assertThat(gate.asked).contains("connect HTTP live/room1/show 192.0.2.7");
    }

    @ParameterizedTest
    @CsvSource({"haproxy", "apache"})
    void others_tell_as_nginx_does(String kind) {
        assertThat(ask(
                                kind,
                                "X-Original-URI",
                                "/live/room1/show.m3u8",
                                "X-Original-Method",
                                "X-Original-Host",
                                "X-Real-IP",
                                "Authorization",
                                "Bearer good")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void envoy_tells_by_its_path_and_method() {
        Ask ask = new Ask(
                "GET",
                "/check/envoy/envoy/live/room1/show.m3u8",
                "token=good&secret=guess",
                Map.of(
                        "X-Stagedoor-Secret",
                        List.of(Gatehouse.SECRET),
                        "Host",
                        List.of("www.example.org"),
                        "X-Forwarded-For",
                        List.of("9.9.9.9, 192.0.2.7")),
                new byte[0],
                "127.0.0.1",
                false);
        assertThat(gate.ask(ask).status()).isEqualTo(200);
        assertThat(gate.asked).contains("connect HTTP live/room1/show 192.0.2.7");
    }

    /** A client of a proxy that forgets to set a header writes it itself. */
    @Test
    void a_header_that_is_there_twice_or_not_at_all_is_refused() {
        assertThat(gate.check("nginx", "nginx", Map.of("X-Original-URI", "/live/show.m3u8?token=good"))
                        .status())
                .isEqualTo(403);
        Ask twice = new Ask(
                "GET",
                "/check/nginx/nginx",
                "",
                Map.of(
                        "X-Stagedoor-Secret", List.of(Gatehouse.SECRET),
                        "X-Original-URI", List.of("/live/show.m3u8?token=good", "/live/public.m3u8"),
                        "X-Original-Method", List.of("GET")),
                new byte[0],
                "127.0.0.1",
                false);
        assertThat(gate.ask(twice).status()).isEqualTo(403);
        assertThat(gate.asked).isEmpty();
    }

    @Test
    void a_secret_that_a_client_adds_makes_nobody_a_server() {
        Ask ask = new Ask(
                "GET",
                "/check/nginx/nginx",
                "",
                Map.of(
                        "X-Stagedoor-Secret", List.of(Gatehouse.SECRET, "guess"),
                        "X-Original-URI", List.of("/live/show.m3u8?token=good"),
                        "X-Original-Method", List.of("GET")),
                new byte[0],
                "127.0.0.1",
                false);
        assertThat(gate.ask(ask).status()).isEqualTo(403);
    }

    @Test
    void an_application_of_its_own_takes_paths_as_they_are() {
        gate.server("nginx", "nginx", "pathTemplate", "/hls/{room}/{stream}", "application", "live");
        Reply reply = nginx("/hls/room1/show.m3u8?token=good");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(header(reply, "Set-Cookie")).contains("Path=/hls/");
        assertThat(gate.asked).contains("SUBSCRIBE live/room1/show ");
        assertThat(nginx("/other/room1/show.m3u8?token=good").status()).isEqualTo(403);
    }

    @Test
    void a_host_that_is_not_configured_is_refused() {
        gate.server("nginx", "nginx", "vhosts", "media.example.org");
        assertThat(nginx("/live/show.m3u8?token=good").status()).isEqualTo(403);
        gate.server("nginx", "nginx", "vhosts", "media.example.org,www.example.org");
        assertThat(nginx("/live/show.m3u8?token=good").status()).isEqualTo(200);
    }

    @Test
    void a_preflight_is_answered_and_a_page_may_read() {
        gate.routes.live("corsAllowedOrigins", "https://www.example.org");
        Reply preflight = nginx(
                "/live/show.m3u8",
                "X-Original-Method",
                "OPTIONS",
                "Origin",
                "https://www.example.org",
                "Access-Control-Request-Method",
                "GET");
        assertThat(preflight.status()).isEqualTo(200);
        assertThat(header(preflight, "Access-Control-Allow-Origin")).isEqualTo("https://www.example.org");
        Reply read = nginx("/live/show.m3u8?token=good", "Origin", "https://www.example.org");
        assertThat(header(read, "Access-Control-Allow-Origin")).isEqualTo("https://www.example.org");
    }

    /** No path of a proxy is one of Red5's tunnel, which would be let through. */
    @Test
    void nothing_is_let_through_unasked() {
        gate.server("nginx", "nginx", "pathTemplate", "/{stream}", "application", "live");
        assertThat(nginx("/open/1", "X-Original-Method", "POST").status()).isIn(401, 403);
        assertThat(nginx("/fcs/ident2", "X-Original-Method", "POST").status()).isIn(401, 403);
    }

    @Test
    void a_playlist_carries_the_session_and_none_of_its_credentials() throws Exception {
        Queue<String> fetched = new ConcurrentLinkedQueue<>();
        HttpServer origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin.createContext("/", exchange -> {
            fetched.add(exchange.getRequestURI().toString());
            byte[] body = "#EXTM3U\n#EXTINF:4,\nshow0.ts\n".getBytes(StandardCharsets.UTF_8);
            boolean there = exchange.getRequestURI().getPath().equals("/live/show.m3u8");
            exchange.sendResponseHeaders(there ? 200 : 404, there ? body.length : -1);
            if (there) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        origin.start();
        try {
            gate.server(
                    "nginx",
                    "nginx",
                    "origin",
                    "http://127.0.0.1:" + origin.getAddress().getPort());
            Reply reply = playlist("/live/show.m3u8?token=good&_HLS_msn=7&x=1");
            assertThat(reply.status()).isEqualTo(200);
            String text = new String(reply.body(), StandardCharsets.UTF_8);
            String uri = text.lines()
                    .filter(line -> !line.startsWith("#"))
                    .findFirst()
                    .orElseThrow();
            assertThat(uri).startsWith("show0.ts?stagedoor=").doesNotContain("good");
            assertThat(fetched).containsExactly("/live/show.m3u8?_HLS_msn=7");
            gate.asked.clear();
            assertThat(nginx("/live/" + uri).status()).isEqualTo(200);
            assertThat(gate.asked).isEmpty();
            assertThat(playlist("/live/show.m3u8").status()).isEqualTo(401);
            assertThat(playlist("/live/other.m3u8?token=good").status()).isEqualTo(404);
            assertThat(playlist("/live/show0.ts?token=good").status()).isEqualTo(404);
            assertThat(playlist("/live/x/..%2fshow.m3u8?token=good").status()).isEqualTo(403);
            assertThat(fetched).hasSize(2);
        } finally {
            origin.stop(0);
        }
        assertThat(playlist("/live/show.m3u8?token=good").status()).isEqualTo(502);
        gate.server("nginx", "nginx");
        assertThat(playlist("/live/show.m3u8?token=good").status()).isEqualTo(404);
    }

    private Reply playlist(String uri) {
        return gate.proxied(
                "/playlist/nginx", Map.of("X-Original-URI", uri, "X-Original-Method", "GET", "X-Real-IP", "192.0.2.7"));
    }
}
