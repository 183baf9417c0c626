package io.stagedoor.operations.console;

import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stagedoor.operations.http.Answer;
import io.stagedoor.operations.http.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConsoleTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_MILLIS = 20_000;

    private final AtomicLong nanos = new AtomicLong();
    private final List<Request> asked = new CopyOnWriteArrayList<>();
    private final Console console = new Console(nanos::get, () -> Instant.EPOCH);

    @BeforeEach
    void allow() throws IOException {
        console.allow(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }

    @AfterEach
    void close() {
        console.close();
    }

    private Answer api(Request request) {
        asked.add(request);
        return Answer.json(200, "{\"asked\":\"" + request.path() + "\"}");
    }

    private URI invited() throws Exception {
        return URI.create(body(console.invite(this::api, "ann")).path("url").asText());
    }

    private static JsonNode body(Answer answer) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        answer.body().write(out);
        return JSON.readTree(out.toByteArray());
    }

    private static String send(URI url, String line, String... headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName(url.getHost()), url.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            String head = String.join("\r\n", headers);
            socket.getOutputStream()
                    .write((line + " HTTP/1.1\r\n" + head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A closed socket goes on to take connections, and answers none, until the thread that waits at it has noticed. */
    private static boolean isRefused(URI url) {
        try {
            new Socket(InetAddress.getByName(url.getHost()), url.getPort()).close();
            return false;
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String host(URI url) {
        return "Host: " + url.getAuthority();
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    private static String token(URI url) throws Exception {
        String answer = send(url, "POST /console/token", host(url), bearer(url.getFragment()), "Content-Length: 0");
        assertThat(answer).startsWith("HTTP/1.1 200");
        return JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n")))
                .path("token")
                .asText();
    }

    @Test
    void has_an_address_that_nobody_could_know_before() throws Exception {
        URI url = invited();
        assertThat(url.getHost()).matches("127\\.\\d+\\.\\d+\\.\\d+").isNotEqualTo("127.0.0.1");
        assertThat(url.getPath()).isEqualTo("/console/");
        assertThat(invited().getAuthority()).isEqualTo(url.getAuthority());
        console.close();
        console.allow(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        assertThat(invited().getAuthority()).isNotEqualTo(url.getAuthority());
    }

    @Test
    void listens_beside_a_channel_that_is_on_the_other_loopback_address() throws Exception {
        console.allow(InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
        assertThat(invited().getHost()).isEqualTo("[::1]");
    }

    @Test
    void anybody_may_read_the_page_and_nothing_else() throws Exception {
        URI url = invited();
        String page = send(url, "GET /console/", host(url));
        assertThat(page).startsWith("HTTP/1.1 200").contains("<title>Stagedoor console</title>");
        assertThat(page)
                .contains("Cache-Control: no-store", "nosniff", "frame-ancestors 'none'")
                .doesNotContain("Cookie");
        for (String path : List.of("/v1/status", "/v1/sessions", "/v1/tail", "/v1/nothing", "/x")) {
            assertThat(send(url, "GET " + path, host(url))).as(path).startsWith("HTTP/1.1 401");
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void a_code_works_once_and_a_late_one_never() throws Exception {
        URI url = invited();
        assertThat(token(url)).matches("[A-Za-z0-9_-]{43}");
        assertThat(send(url, "POST /console/token", host(url), bearer(url.getFragment())))
                .startsWith("HTTP/1.1 401")
                .contains("was used");
        URI late = invited();
        nanos.addAndGet(Visitors.CODE.toNanos());
        assertThat(send(late, "POST /console/token", host(late), bearer(late.getFragment())))
                .startsWith("HTTP/1.1 401");
        assertThat(send(late, "GET /console/token", host(late), bearer(late.getFragment())))
                .startsWith("HTTP/1.1 405");
    }

    @Test
    void guesses_are_told_slowly_and_keep_nobody_out() throws Exception {
        URI url = invited();
        String last = "";
        for (int i = 0; i < 12; i++) {
            last = send(url, "POST /console/token", host(url), bearer("guess" + i));
        }
        assertThat(last).startsWith("HTTP/1.1 429");
        String token = token(url);
        assertThat(send(url, "GET /v1/status", host(url), bearer(token))).startsWith("HTTP/1.1 200");
    }

    @Test
    void a_token_is_good_for_what_the_console_does() throws Exception {
        URI url = invited();
        String token = token(url);
        for (String path :
                List.of("status", "sessions?limit=5", "refusals", "reasons", "configuration", "decisions", "shadow")) {
            assertThat(send(url, "GET /v1/" + path, host(url), bearer(token)))
                    .as(path)
                    .startsWith("HTTP/1.1 200");
        }
        int before = asked.size();
        for (String line : List.of(
                "POST /v1/revoke",
                "POST /v1/unrevoke",
                "POST /v1/ticket",
                "POST /v1/console",
                "POST /v1/dry-run",
                "GET /v1/tail",
                "GET /v1/tickets",
                "GET /v1/bases",
                "GET /v1/revocations",
                "POST /v1/status",
                "DELETE /v1/sessions")) {
            assertThat(send(url, line, host(url), bearer(token))).as(line).startsWith("HTTP/1.1 403");
        }
        assertThat(send(url, "POST /v1/kick?app=live", host(url), bearer(token)))
                .startsWith("HTTP/1.1 400");
        assertThat(send(url, "POST /v1/kick?sub=x&block=86401", host(url), bearer(token)))
                .startsWith("HTTP/1.1 400");
        assertThat(asked).hasSize(before);
    }

    @Test
    void a_kick_is_in_the_name_of_whoever_was_let_in() throws Exception {
        URI url = invited();
        assertThat(send(url, "POST /v1/kick?id=1&by=somebody", host(url), bearer(token(url))))
                .startsWith("HTTP/1.1 200");
        assertThat(asked)
                .singleElement()
                .satisfies(request -> assertThat(request.parameters())
                        .containsEntry("by", "ann, console")
                        .containsEntry("id", "1"));
    }

    @Test
    void a_page_of_another_origin_gets_nothing_even_with_the_token() throws Exception {
        URI url = invited();
        String token = token(url);
        for (List<String> headers : List.of(
                List.of("Host: evil.example:" + url.getPort()),
                List.of("Host: localhost:" + url.getPort()),
                List.of("Host: 127.0.0.1.evil.example"),
                List.of(host(url), host(url)),
                List.of(host(url), "Origin: http://evil.example"),
                List.of(host(url), "Origin: null"),
                List.of(host(url), "Origin: http://127.0.0.1:" + url.getPort()),
                List.of(host(url), "Origin: https://" + url.getAuthority()),
                List.of(host(url), "Sec-Fetch-Site: cross-site"),
                List.of(host(url), "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: no-cors"))) {
            for (String line : List.of("GET /v1/status", "POST /v1/kick?id=1", "POST /console/token")) {
                String[] all = Stream.concat(headers.stream(), Stream.of(bearer(token)))
                        .toArray(String[]::new);
                assertThat(send(url, line, all))
                        .as(line + headers)
                        .startsWith("HTTP/1.1 403")
                        .doesNotContain("Access-Control");
            }
        }
        assertThat(asked).isEmpty();
        assertThat(send(url, "POST /v1/kick?id=1", host(url), "Origin: http://" + url.getAuthority(), bearer(token)))
                .startsWith("HTTP/1.1 200");
        // By a forwarded port, a browser names another one.
        assertThat(send(url, "GET /v1/status", "Host: 127.0.0.1:8080", "Origin: http://127.0.0.1:8080", bearer(token)))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void whoever_leaves_is_out() throws Exception {
        URI url = invited();
        String token = token(url);
        assertThat(send(url, "POST /v1/sign-out", host(url), bearer(token))).startsWith("HTTP/1.1 200");
        assertThat(send(url, "GET /v1/status", host(url), bearer(token)))
                .startsWith("HTTP/1.1 401")
                .contains("stagedoor console");
    }

    @Test
    void goes_when_nobody_needs_it_and_at_once_when_it_is_switched_off() throws Exception {
        URI url = invited();
        String token = token(url);
        nanos.addAndGet(Visitors.IDLE.minusSeconds(1).toNanos());
        console.look();
        assertThat(send(url, "GET /v1/status", host(url), bearer(token))).startsWith("HTTP/1.1 200");
        nanos.addAndGet(Visitors.IDLE.toNanos() - 1);
        console.look();
        nanos.addAndGet(1);
        console.look();
        assertThat(send(url, "GET /v1/status", host(url), bearer(token))).startsWith("HTTP/1.1 401");
        nanos.addAndGet(Console.LINGER.toNanos());
        console.look();
        eventually(() -> isRefused(url));

        URI next = invited();
        String other = token(next);
        console.close();
        eventually(() -> isRefused(next));
        assertThat(console.invite(this::api, "ann").status()).isEqualTo(409);
        console.allow(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        URI after = invited();
        assertThat(send(after, "GET /v1/status", host(after), bearer(other))).startsWith("HTTP/1.1 401");
    }

    @Test
    void connections_that_only_stay_keep_nobody_out() throws Exception {
        URI url = invited();
        List<Socket> silent = new CopyOnWriteArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                silent.add(new Socket(InetAddress.getByName(url.getHost()), url.getPort()));
            }
            String token = token(url);
            assertThat(send(url, "GET /v1/status", host(url), bearer(token))).startsWith("HTTP/1.1 200");
        } finally {
            for (Socket one : silent) {
                one.close();
            }
        }
    }
}
