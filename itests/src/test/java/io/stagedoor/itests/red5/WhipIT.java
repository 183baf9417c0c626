package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.Token;
import io.stagedoor.itests.rtmp.FlvFile;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** An application that answers WHIP and WHEP clients, forwards and dispatches: a servlet that says what has reached it. */
public class WhipIT {

    private static final String MARK = "mark-behind-the-filter";

    private static final String SERVLET = """
        import java.io.IOException;
        import javax.servlet.AsyncContext;
        import javax.servlet.ServletException;
        import javax.servlet.http.HttpServlet;
        import javax.servlet.http.HttpServletRequest;
        import javax.servlet.http.HttpServletResponse;

        public class Endpoint extends HttpServlet {
            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response)
                    throws ServletException, IOException {
                String path = request.getServletPath();
                if (path.equals("/forward.html")) {
                    request.getRequestDispatcher("/streams/x.flv").forward(request, response);
                } else if (path.equals("/include.html")) {
                    request.getRequestDispatcher("/streams/x.flv").include(request, response);
                } else if (path.equals("/dispatch.html")) {
                    AsyncContext async = request.startAsync();
                    async.start(() -> async.dispatch("/streams/x.flv"));
                } else if (path.equals("/async")) {
                    AsyncContext async = request.startAsync();
                    async.getResponse().getWriter().print("reached later");
                    async.complete();
                } else if (path.equals("/error.html")) {
                    response.sendError(418);
                } else {
                    String body = new String(request.getInputStream().readAllBytes(), "UTF-8");
                    response.setStatus(request.getMethod().equals("POST") ? 201 : 200);
                    response.setContentType("application/sdp");
                    response.getWriter().print("reached by " + request.getMethod() + " " + body);
                }
            }
        }
        """;

    private static StagedoorServer server;

    @BeforeClass
    public static void start() throws Exception {
        server = StagedoorServer.prepared().withJwt();
        server.installation()
                .withServlet(
                        "Endpoint",
                        SERVLET,
                        "/whip/*",
                        "/a/*",
                        "/whep/*",
                        "/api/*",
                        "/forward.html",
                        "/include.html",
                        "/dispatch.html",
                        "/async",
                        "/error.html");
        server.start();
        FlvFile.write(server.recordings().resolve("x.flv"), MARK, 200);
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    private static RawHttp.Answer send(String method, String path, Token token) throws Exception {
        return RawHttp.request(server, method, path, "Authorization: Bearer " + token.signedWith(server.secret()));
    }

    @Test
    public void whip_is_for_publishers_and_whep_for_players() throws Exception {
        AuditLog audit = server.audit();
        for (String method : List.of("POST", "PATCH", "DELETE")) {
            assertThat(send(method, "/live/whip/endpoint/s", token().roles("red5-publisher"))
                            .body())
                    .contains("reached by " + method);
            assertThat(send(method, "/live/whep/endpoint/s?resourceId=1", token().roles("red5-subscriber"))
                            .body())
                    .contains("reached by " + method);
        }
        assertThat(audit.lines())
                .extracting(line -> line.path("protocol").asText() + " " + AuditLog.summary(line) + " "
                        + line.path("stream").asText())
                .containsOnly("RTC publish allow GRANTED s", "RTC play allow GRANTED s")
                .hasSize(6);
        assertThat(send("POST", "/live/whip/endpoint/s", token().roles("red5-subscriber"))
                        .status())
                .isEqualTo(403);
        assertThat(send("POST", "/live/whep/endpoint/s", token().roles("red5-publisher"))
                        .status())
                .isEqualTo(403);
        assertThat(send("POST", "/live/whip/endpoint/s", token().claim("red5-transport", "WHEP"))
                        .status())
                .isEqualTo(403);
        assertThat(send("POST", "/live/whep/endpoint/s", token().claim("red5-transport", "WHEP"))
                        .status())
                .isEqualTo(201);
        assertThat(send("POST", "/live/whip/endpoint/s", token().rooms("a")).status())
                .isEqualTo(403);
        assertThat(send("POST", "/live/a/whip/endpoint/s", token().rooms("a")).status())
                .isEqualTo(201);
    }

    @Test
    public void nobody_reaches_it_without_a_token() throws Exception {
        for (String method : List.of("POST", "PATCH", "DELETE", "GET", "HEAD", "PUT")) {
            for (String path :
                    List.of("/live/whip/endpoint/s", "/live/whep/endpoint/s.html", "/live/api/x", "/live/api/x.html")) {
                RawHttp.Answer answer = RawHttp.request(server, method, path);
                assertThat(answer.status()).as(method + " " + path).isEqualTo(401);
                assertThat(answer.text()).doesNotContain("reached");
                assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer realm=");
            }
        }
        for (String path : List.of("/live/whip/endpoint/s", "/live/api/x", "/live/async", "/live/forward.html")) {
            RawHttp.Answer options = RawHttp.request(server, "OPTIONS", path);
            assertThat(options.status()).as(path).isEqualTo(204);
            assertThat(options.header("Content-Type")).as(path).isEmpty();
            RawHttp.Answer preflight = RawHttp.request(
                    server, "OPTIONS", path, "Origin: http://there", "Access-Control-Request-Method: POST");
            assertThat(preflight.status()).as(path).isEqualTo(204);
            assertThat(preflight.text()).as(path).doesNotContain("reached", "Access-Control");
        }
    }

    @Test
    public void a_body_is_not_touched() throws Exception {
        String token = token().signedWith(server.secret());
        try (Socket socket = new Socket(server.http().getHost(), server.http().getPort())) {
            socket.setSoTimeout(30_000);
            String body = "token=" + "a".repeat(900);
            socket.getOutputStream()
                    .write(("POST /live/whip/endpoint/s?token=" + token
                                    + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                    + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                                    + body.length()
                                    + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .contains(" 201 ", body);
        }
    }

    @Test
    public void who_has_begun_may_end_it_later() throws Exception {
        // On a slow machine a token can end before it is looked at; then another one is tried.
        Token brief = eventually(Duration.ofSeconds(30), () -> {
            Token token = token().expiresIn(Duration.ofSeconds(5));
            assertThat(send("POST", "/live/whip/endpoint/brief", token).status())
                    .isEqualTo(201);
            return token;
        });
        eventually(() -> assertThat(
                        send("PATCH", "/live/whip/endpoint/brief", brief).status())
                .isEqualTo(401));

        assertThat(send("DELETE", "/live/whip/endpoint/other", brief).status()).isEqualTo(401);
        assertThat(send("DELETE", "/live/whip/endpoint/brief", brief).status()).isEqualTo(200);
    }

    @Test
    public void an_upgrade_that_is_none_gets_nothing_later_either() throws Exception {
        String path = "/live/async?token=" + token().signedWith(server.secret());
        assertThat(RawHttp.get(server, path).body()).contains("reached later");

        RawHttp.Answer answer =
                RawHttp.request(server, "GET", path, "Upgrade: websocket", "Connection: Upgrade, close");

        assertThat(answer.status()).isGreaterThanOrEqualTo(400);
        assertThat(answer.text()).doesNotContain("reached");
    }

    @Test
    public void nothing_is_reached_by_way_of_a_page() throws Exception {
        for (String path : List.of("/live/forward.html", "/live/include.html", "/live/dispatch.html")) {
            RawHttp.Answer answer = RawHttp.get(server, path);
            assertThat(answer.text()).as(path).doesNotContain(MARK);
            assertThat(RawHttp.get(server, path + "?token=" + token().signedWith(server.secret()))
                            .text())
                    .as(path)
                    .contains(MARK);
        }
        assertThat(RawHttp.get(server, "/live/forward.html").status()).isEqualTo(401);
        assertThat(RawHttp.get(server, "/live/dispatch.html").status()).isEqualTo(401);
        assertThat(RawHttp.get(server, "/live/error.html").status()).isEqualTo(418);
    }
}
