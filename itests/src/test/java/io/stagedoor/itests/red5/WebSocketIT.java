package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Token.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.itests.Token;
import io.stagedoor.itests.rtmp.FlvFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Red5's own WebSockets, as Red5 serves them in every application. */
public class WebSocketIT {

    private static final String MARK = "mark-behind-the-filter";
    private static StagedoorServer server;

    /** Stays as long as the tests: Red5 forgets an application's WebSockets with the last of them, and answers 500 from then on. */
    private static WebSocket first;

    @BeforeClass
    public static void start() throws Exception {
        server = StagedoorServer.prepared().withJwt();
        server.installation().withWebSockets();
        server.start();
        FlvFile.write(server.recordings().resolve("x.flv"), MARK, 200);
        first = connect(client(), "/live/?token=" + signed(token()));
    }

    @AfterClass
    public static void stop() {
        if (first != null) {
            first.abort();
        }
        server.close();
    }

    private static WebSocket.Builder client() {
        return HttpClient.newHttpClient().newWebSocketBuilder().connectTimeout(Duration.ofSeconds(20));
    }

    private static WebSocket connect(WebSocket.Builder client, String path) {
        URI uri = URI.create("ws://" + server.http().getAuthority() + path);
        return client.buildAsync(uri, new WebSocket.Listener() {}).join();
    }

    private static void open(WebSocket.Builder client, String path) throws Exception {
        WebSocket socket = connect(client, path);
        try {
            socket.sendText("hello", true).get(20, TimeUnit.SECONDS);
        } finally {
            socket.abort();
        }
    }

    private static int refusal(WebSocket.Builder client, String path) {
        try {
            open(client, path);
        } catch (CompletionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        throw new AssertionError("was let in: " + path);
    }

    private static String signed(Token token) {
        return token.signedWith(server.secret());
    }

    @Test
    public void opens_with_a_token_wherever_it_is() throws Exception {
        AuditLog audit = server.audit();

        open(client(), "/live/?token=" + signed(token()));
        open(client(), "/live/room1/?token=" + signed(token().rooms("room1")));
        open(client().subprotocols("chat", "token", signed(token())), "/live/");
        open(client().header("Authorization", "Bearer " + signed(token())), "/live/");
        open(client().header("Cookie", "token=" + signed(token())), "/live/");
        open(
                client().header("Cookie", "token=" + signed(token()))
                        .header("Origin", server.http().resolve("/").toString().replaceAll("/$", "")),
                "/live/");

        assertThat(audit.lines())
                .extracting(line -> line.path("protocol").asText() + " " + AuditLog.summary(line))
                .containsOnly("WS connect allow GRANTED")
                .hasSize(6);
    }

    @Test
    public void is_refused_before_the_upgrade() {
        assertThat(refusal(client(), "/live/")).isEqualTo(401);
        assertThat(refusal(client(), "/live/index.html")).isEqualTo(401);
        assertThat(refusal(client(), "/live/?token=" + token().signedWith(Token.newSecret())))
                .isEqualTo(401);
        assertThat(refusal(client(), "/live/?token=" + signed(token().claim("red5-transport", "RTMP"))))
                .isEqualTo(403);
        assertThat(refusal(client(), "/live/room2/?token=" + signed(token().rooms("room1"))))
                .isEqualTo(403);
        assertThat(refusal(
                        client().header("Cookie", "token=" + signed(token())).header("Origin", "http://there"),
                        "/live/"))
                .isEqualTo(401);
    }

    @Test
    public void no_spelling_leads_into_another_application_or_room() throws Exception {
        String query = "?token=" + signed(token().rooms("room1"));
        for (String path : List.of(
                "/live/room2/..;/room1/",
                "/live/room2/../room1/",
                "/live/room1;x=1/",
                "/live//room1/",
                "/%6cive/room1/")) {
            RawHttp.Answer answer = RawHttp.request(server, "GET", path + query, RawHttp.HANDSHAKE);
            assertThat(answer.status()).as(path).isEqualTo(403);
        }
    }

    @Test
    public void what_only_says_that_it_is_one_gets_nothing() throws Exception {
        for (String method : List.of("POST", "OPTIONS", "PUT")) {
            assertThat(RawHttp.request(server, method, "/live/?token=" + signed(token()), RawHttp.HANDSHAKE)
                            .status())
                    .as(method)
                    .isEqualTo(400);
        }
        RawHttp.Answer answer = RawHttp.request(
                server,
                "GET",
                "/live/streams/x.flv?token=" + signed(token()),
                "Upgrade: websocket",
                "Connection: close");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).doesNotContain(MARK);
    }

    /** Says on the server that it has run, whatever its client gets to see. */
    private static final String SERVLET = """
        import java.io.IOException;
        import javax.servlet.http.HttpServlet;
        import javax.servlet.http.HttpServletRequest;
        import javax.servlet.http.HttpServletResponse;

        public class Effect extends HttpServlet {
            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
                if (!request.getServletPath().equals("/effect.html")) {
                    System.setProperty("effect", "done");
                }
                response.setStatus(201);
                response.setHeader("Location", "/live/effect/1");
                response.getWriter().print(System.getProperty("effect", "none"));
            }
        }
        """;

    @Test
    public void the_switch_lets_everyone_in_and_opens_nothing_else() throws Exception {
        try (StagedoorServer open = StagedoorServer.prepared().withJwt()) {
            open.installation().withWebSockets().withServlet("Effect", SERVLET, "/whip/*", "/effect.html");
            open.configure(StagedoorServer.APPLICATION_FILE, open.application("ws=false"));
            open.start();
            WebSocket socket = client().buildAsync(
                            URI.create("ws://" + open.http().getAuthority() + "/live/"), new WebSocket.Listener() {})
                    .join();
            try {
                for (String method : List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")) {
                    RawHttp.Answer answer =
                            RawHttp.request(open, method, "/live/whip/endpoint/x", "Upgrade: websocket");
                    assertThat(answer.status()).as(method).isEqualTo(400);
                    assertThat(answer.header("Location")).as(method).isEmpty();
                }
                assertThat(RawHttp.get(open, "/live/effect.html").body()).isEqualTo("none");
                assertThat(RawHttp.get(open, "/live/streams/x.flv").status()).isEqualTo(401);
                assertThat(open.log()).contains("ws=false: every ");
            } finally {
                socket.abort();
            }
        }
    }

    @Test
    public void handshakes_of_this_client_can_fail() {
        assertThatThrownBy(() -> open(client(), "/nowhere/")).isInstanceOf(CompletionException.class);
    }
}
