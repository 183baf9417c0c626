package io.stagedoor.gateway.door.ending;

import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.stagedoor.auth.Action;
import io.stagedoor.gateway.door.settings.ConfiguredServers;
import io.stagedoor.gateway.door.settings.Servers;
import io.stagedoor.gateway.hook.Guest;
import io.stagedoor.gateway.hook.Guests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How clients are ended at servers: a double records what it is told. */
class EndingsTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path home;

    private final Servers servers = new Servers();
    private final Guests guests = new Guests(10);
    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final Queue<Guest> gone = new ConcurrentLinkedQueue<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private Endings endings;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(home.resolve("secret"), SECRET);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        endings = new Endings(servers, guests);
        endings.tell(guest -> {
            gone.add(guest);
            guests.remove(guest);
        });
    }

    @AfterEach
    void stop() {
        endings.close();
        server.stop(0);
    }

    /** The status, a blank, and the content: of the path, or 404. */
    private void answer(HttpExchange exchange) throws IOException {
        String target = exchange.getRequestURI().toString();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        told.add(exchange.getRequestMethod() + " " + target + (authorization == null ? "" : " " + authorization));
        String[] answer = answers.getOrDefault(target, "404 ").split(" ", 2);
        byte[] body = answer[1].getBytes(StandardCharsets.US_ASCII);
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(Integer.parseInt(answer[0]), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void configure(String kind, String... pairs) {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "kind",
                kind,
                "secretFile",
                home.resolve("secret").toString(),
                "apiUrl",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/api"));
        for (int i = 0; i < pairs.length; i += 2) {
            properties.put(pairs[i], pairs[i + 1]);
        }
        ConfiguredServers.put(servers, "edge1", properties);
    }

    private Guest end(Action action, Map<String, String> handles) {
        Guest guest = guests.add("edge1", "k", Map.of()).orElseThrow();
        guest.replace(guest.session(), Map.of("x", "y"));
        guest.end("KICKED");
        endings.end(guest, "edge1", action, handles);
        return guest;
    }

    @Test
    void nginx_rtmp_is_asked_until_it_has_dropped_the_client() {
        configure("nginx-rtmp");
        answers.put("/api/drop/client?srv=0&app=live&clientid=7", "200 0");
        answers.put("/api/drop/client?srv=1&app=live&clientid=7", "200 1");
        end(Action.PUBLISH, Map.of("app", "live", "name", "show", "clientid", "7"));
        eventually(() -> told.size() >= 2);
        assertThat(told)
                .containsExactly(
                        "GET /api/drop/client?srv=0&app=live&clientid=7",
                        "GET /api/drop/client?srv=1&app=live&clientid=7");
        assertThat(gone).as("its publish_done tells of the end").isEmpty();
    }

    /** The control module decodes nothing: what it would take for another name is not sent. */
    @Test
    void an_application_that_nginx_would_read_otherwise_is_not_named() {
        configure("nginx-rtmp");
        Guest guest = end(Action.PUBLISH, Map.of("app", "live&name=x", "name", "show", "clientid", "7"));
        assertThat(ServerApi.calls(
                        io.stagedoor.gateway.door.settings.Kind.NGINX_RTMP,
                        java.net.URI.create("http://h/api"),
                        Action.PUBLISH,
                        Map.of("app", "live&name=x", "clientid", "7")))
                .isEmpty();
        assertThat(told).isEmpty();
        assertThat(guests.has(guest)).isTrue();
    }

    @Test
    void mediamtx_kicks_by_the_id_of_the_question() throws IOException {
        Files.writeString(home.resolve("api"), "admin:pass word");
        configure("mediamtx", "apiSecretFile", home.resolve("api").toString());
        answers.put("/api/v3/rtmpsconns/kick/0f0b1c9e-1111", "200 {\"status\":\"ok\"}");
        Guest guest = end(Action.PUBLISH, Map.of("id", "0f0b1c9e-1111", "protocol", "rtmp"));
        eventually(() -> gone.contains(guest));
        assertThat(told)
                .containsExactly(
                        "POST /api/v3/rtmpconns/kick/0f0b1c9e-1111 Basic YWRtaW46cGFzcyB3b3Jk",
                        "POST /api/v3/rtmpsconns/kick/0f0b1c9e-1111 Basic YWRtaW46cGFzcyB3b3Jk");
    }

    @Test
    void srs_deletes_the_client() throws IOException {
        Files.writeString(home.resolve("api"), "t0ken\n");
        configure("srs", "apiSecretFile", home.resolve("api").toString());
        answers.put("/api/api/v1/clients/341w361a", "200 {\"code\":0}");
        end(Action.SUBSCRIBE, Map.of("id", "341w361a"));
        eventually(() -> !told.isEmpty());
        assertThat(told).containsExactly("DELETE /api/api/v1/clients/341w361a Bearer t0ken");
    }

    @Test
    void ovenmediaengine_ends_publishers_only() throws IOException {
        Files.writeString(home.resolve("api"), "ome-access-token");
        configure("ovenmediaengine", "apiSecretFile", home.resolve("api").toString());
        answers.put("/api/v1/vhosts/default/apps/live/streams/show", "200 {}");
        end(Action.PUBLISH, Map.of("path", "/live/show"));
        eventually(() -> !told.isEmpty());
        assertThat(told)
                .containsExactly("DELETE /api/v1/vhosts/default/apps/live/streams/show Basic b21lLWFjY2Vzcy10b2tlbg==");
        assertThat(ServerApi.calls(
                        io.stagedoor.gateway.door.settings.Kind.OVENMEDIAENGINE,
                        java.net.URI.create("http://h"),
                        Action.SUBSCRIBE,
                        Map.of("path", "/live/show")))
                .isEmpty();
    }

    @Test
    void an_id_that_is_none_goes_nowhere() {
        for (String id : List.of("../x", "a/b", "a?b", "", "a b", "a%2fb")) {
            assertThat(ServerApi.calls(
                            io.stagedoor.gateway.door.settings.Kind.SRS,
                            java.net.URI.create("http://h"),
                            Action.PUBLISH,
                            Map.of("id", id)))
                    .as(id)
                    .isEmpty();
        }
    }

    @Test
    void a_client_of_a_server_that_cannot_be_told_is_let_go() {
        configure("ant-media");
        Guest guest = end(Action.PUBLISH, Map.of("app", "live", "stream", "show"));
        eventually(() -> gone.contains(guest));
        assertThat(told).isEmpty();
    }

    @Test
    void who_has_not_been_told_of_for_long_is_forgotten() {
        configure("mediamtx", "keepSeconds", "10");
        Guest guest = guests.add("edge1", "k", Map.of()).orElseThrow();
        guest.replace(guest.session(), Map.of("x", "y"));
        endings.look(guest.seen().plus(Duration.ofSeconds(9)));
        assertThat(gone).isEmpty();
        endings.look(guest.seen().plus(Duration.ofSeconds(11)));
        assertThat(gone).contains(guest);
    }
}
