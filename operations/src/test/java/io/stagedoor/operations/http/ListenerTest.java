package io.stagedoor.operations.http;

import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ListenerTest {

    private static final String TOKEN = "0123456789abcdef";
    private static final int TIMEOUT_MILLIS = 30_000;

    private final AtomicLong nanos = new AtomicLong();
    private final List<Socket> clients = new ArrayList<>();
    private final List<Request> asked = new ArrayList<>();
    private final CountDownLatch gone = new CountDownLatch(1);
    private final AtomicBoolean outOfThreads = new AtomicBoolean();
    private Listener listener;

    @BeforeEach
    void open() throws IOException {
        listener = Listener.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                address -> new Door(address, TOKEN, nanos::get),
                new Handler() {
                    @Override
                    public Answer answer(Request request) {
                        return ListenerTest.this.answer(request);
                    }

                    @Override
                    public boolean takesForm(Request request) {
                        return request.path().equals("/form");
                    }
                },
                () -> {
                    if (outOfThreads.get()) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    return nanos.get();
                });
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
        for (Socket client : clients) {
            client.close();
        }
    }

    private synchronized Answer answer(Request request) {
        asked.add(request);
        return switch (request.path()) {
            case "/fails" -> throw new IllegalStateException("with a secret");
            case "/lines" ->
                Answer.lines(new Answer.Body() {
                    @Override
                    public void write(OutputStream out) throws IOException {
                        while (true) {
                            out.write("line\n".getBytes(StandardCharsets.US_ASCII));
                        }
                    }

                    @Override
                    public void close() {
                        gone.countDown();
                    }
                });
            default -> Answer.json(200, "{\"path\":\"" + request.path() + "\"}");
        };
    }

    private Socket client() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), listener.address().getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        clients.add(socket);
        return socket;
    }

    private String host() {
        return "Host: 127.0.0.1:" + listener.address().getPort();
    }

    private String raw(String text) throws IOException {
        try (Socket socket = client()) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private String ask(String line, String... headers) throws IOException {
        return raw(line + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n");
    }

    private String right(String line) throws IOException {
        return ask(line, host(), "Authorization: Bearer " + TOKEN);
    }

    private static int status(String answer) {
        return Integer.parseInt(answer.split(" ", 3)[1]);
    }

    @Test
    void whoever_has_the_token_is_answered() throws IOException {
        String answer = right("GET /v1/x?sub=an%20n&app=%C3%BC");
        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .contains("Content-Type: application/json", "Cache-Control: no-store", "Connection: close")
                .endsWith("\r\n\r\n{\"path\":\"/v1/x\"}\n");
        assertThat(asked.get(0).parameters()).containsEntry("sub", "an n").containsEntry("app", "\u00fc");
        assertThat(asked.get(0)).hasToString("Request[GET /v1/x]");
    }

    @ParameterizedTest
    @CsvSource({"localhost, 200", "LOCALHOST, 200", "127.0.0.1, 200", "127.0.0.2, 403", "evil.example, 403", "'', 403"})
    void only_its_own_address_is_its_name(String name, int status) throws IOException {
        String host = "Host: " + name + ":" + listener.address().getPort();
        assertThat(status(ask("GET /", host, "Authorization: Bearer " + TOKEN))).isEqualTo(status);
    }

    @Test
    void a_name_with_another_port_or_without_or_twice_or_none_is_refused() throws IOException {
        String bearer = "Authorization: Bearer " + TOKEN;
        assertThat(status(ask("GET /", "Host: 127.0.0.1", bearer))).isEqualTo(403);
        assertThat(status(ask("GET /", "Host: 127.0.0.1:1", bearer))).isEqualTo(403);
        assertThat(status(ask("GET /", bearer))).isEqualTo(403);
        assertThat(status(ask("GET /", host(), host(), bearer))).isEqualTo(403);
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "http://127.0.0.1", "https://evil.example", ""})
    void no_page_of_a_browser_gets_in(String origin) throws IOException {
        String answer = ask("POST /", host(), "Authorization: Bearer " + TOKEN, "Origin: " + origin);
        assertThat(status(answer)).isEqualTo(403);
        assertThat(answer).doesNotContain("Access-Control");
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer 0123456789abcdee",
                "Bearer 0123456789abcde",
                "Bearer 0123456789abcdef0",
                "Bearer ",
                "Basic 0123456789abcdef",
                "0123456789abcdef"
            })
    void nobody_without_the_token_gets_in(String value) throws IOException {
        String answer = ask("GET /", host(), "Authorization: " + value);
        assertThat(answer)
                .startsWith("HTTP/1.1 401")
                .contains("WWW-Authenticate: Bearer")
                .doesNotContain(TOKEN);
        assertThat(status(ask("GET /?token=" + TOKEN, host(), "Cookie: token=" + TOKEN)))
                .isEqualTo(401);
        assertThat(status(ask("GET /", host(), "Authorization: Bearer " + TOKEN, "Authorization: Bearer " + TOKEN)))
                .isEqualTo(401);
        assertThat(asked).isEmpty();
    }

    @Test
    void those_who_guess_are_slowed_down_and_whoever_has_the_token_is_not() throws IOException {
        List<Integer> told = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            told.add(status(ask("GET /", host(), "Authorization: Bearer wrong")));
        }
        assertThat(told).startsWith(401).endsWith(429, 429).containsOnly(401, 429);
        assertThat(status(right("GET /"))).isEqualTo(200);
        nanos.addAndGet(1_100_000_000L);
        assertThat(status(ask("GET /", host(), "Authorization: Bearer wrong"))).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 1",
                "Content-Length: 99999999999",
                "Content-Length: x",
                "Transfer-Encoding: chunked",
                "Content-Length: 0\r\nContent-Length: 0"
            })
    void no_other_request_has_a_body(String header) throws IOException {
        assertThat(status(ask("POST /", host(), "Authorization: Bearer " + TOKEN, header)))
                .isEqualTo(413);
        assertThat(asked).isEmpty();
    }

    private String form(String path, String body, String... more) throws IOException {
        String headers = more.length == 0
                ? "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + body.length()
                : String.join("\r\n", more);
        return raw("POST " + path + " HTTP/1.1\r\n" + host() + "\r\nAuthorization: Bearer " + TOKEN + "\r\n" + headers
                + "\r\n\r\n" + body);
    }

    @Test
    void a_form_is_read_where_one_is_taken() throws IOException {
        assertThat(status(form("/form?by=x", "token=a%2Bb&app=live"))).isEqualTo(200);
        assertThat(asked.get(0).form()).containsEntry("token", "a+b").containsEntry("app", "live");
        assertThat(asked.get(0).parameters()).containsOnlyKeys("by");
        assertThat(asked.get(0)).hasToString("Request[POST /form]");
        assertThat(status(form("/form", "token=" + "x".repeat(60_000)))).isEqualTo(200);
        asked.clear();
        assertThat(status(form("/form", "token=" + "x".repeat(70_000)))).isEqualTo(413);
        assertThat(status(form("/other", "token=x"))).isEqualTo(413);
        assertThat(status(form("/form", "token"))).isEqualTo(400);
        assertThat(status(form("/form", "a=1&a=2"))).isEqualTo(400);
        assertThat(status(form("/form", "a=1", "Content-Type: text/plain", "Content-Length: 3")))
                .isEqualTo(400);
        assertThat(status(form("/form", "a=1", "Content-Length: 3"))).isEqualTo(400);
        assertThat(status(form("/form", "3\r\na=1\r\n0\r\n\r\n", "Transfer-Encoding: chunked")))
                .isEqualTo(413);
        assertThat(status(form("/form", "a=1", "Content-Length: 3", "Content-Length: 3")))
                .isEqualTo(413);
        assertThat(asked).isEmpty();
    }

    @Test
    void nobody_without_the_token_has_a_form_read() throws IOException {
        assertThat(status(raw("POST /form HTTP/1.1\r\n" + host()
                        + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\na=1")))
                .isEqualTo(401);
        assertThat(asked).isEmpty();
    }

    @Test
    void a_form_that_does_not_come_in_time_is_ended() throws IOException {
        Socket slow = client();
        slow.getOutputStream()
                .write(("POST /form HTTP/1.1\r\n" + host() + "\r\nAuthorization: Bearer " + TOKEN
                                + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 30\r\n\r\na=")
                        .getBytes(StandardCharsets.US_ASCII));
        right("GET /"); // by now the slow one is in
        nanos.addAndGet(Connection.TO_ASK.toNanos() + 1);
        listener.look();
        assertThat(slow.getInputStream().read()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET http://evil.example/",
                "GET *",
                "GET /?a",
                "GET /?a=1&a=2",
                "GET /?=1",
                "GET /?a=%zz",
                "GET /?a=%ff",
                "GET /?a=1&"
            })
    void a_target_that_is_not_plain_is_refused(String line) throws IOException {
        assertThat(status(right(line))).isEqualTo(400);
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET\r\n\r\n", "\u0016\u0003\u0001 / HTTP/1.1\r\nx\r\n\r\n", "GET / FTP/1\r\n\r\n"})
    void what_is_not_http_is_refused(String text) throws IOException {
        assertThat(status(raw(text))).isBetween(400, 499);
        assertThat(asked).isEmpty();
    }

    @Test
    void a_line_or_a_number_of_lines_without_end_is_refused() throws IOException {
        assertThat(status(ask("GET /" + "x".repeat(100_000), host()))).isEqualTo(431);
        assertThat(status(ask("GET /", host(), "X: " + "x".repeat(100_000)))).isEqualTo(431);
        assertThat(status(ask("GET /", host(), "X: x\r\n".repeat(1000) + "X: x")))
                .isEqualTo(431);
        assertThat(asked).isEmpty();
    }

    /** With the two lines of {@link #right}. */
    @ParameterizedTest
    @CsvSource({"30, 200", "31, 431", "60, 431"})
    void no_request_has_more_lines_than_the_documentation_says(int more, int status) throws IOException {
        String answer = ask("GET /", host(), "Authorization: Bearer " + TOKEN + "\r\nX: x".repeat(more));
        assertThat(status(answer)).isEqualTo(status);
    }

    @Test
    void a_line_that_is_folded_has_the_same_bound() throws IOException {
        String folded = "X: x" + ("\r\n " + "x".repeat(1000)).repeat(5);
        assertThat(status(ask("GET /", host(), "Authorization: Bearer " + TOKEN, folded)))
                .isEqualTo(431);
    }

    /** RFC 2104, over the text that docs and the command have. */
    private String hmac(String nonce) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(TOKEN.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
        String text =
                "stagedoor operations channel\n127.0.0.1:" + listener.address().getPort() + "\n" + nonce;
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void proves_that_it_knows_the_token_to_whoever_does_not_show_it() throws Exception {
        String nonce = "0123456789abcdef".repeat(4);
        assertThat(ask("GET /", host(), "Stagedoor-Nonce: " + nonce))
                .startsWith("HTTP/1.1 401")
                .contains("Stagedoor-Proof: " + hmac(nonce) + "\r\n")
                .doesNotContain(TOKEN + "\r\n");
        String again = "f".repeat(64);
        assertThat(ask("GET /", host(), "Stagedoor-Nonce: " + again)).contains("Stagedoor-Proof: " + hmac(again));
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "0123456789ABCDEF", "0123456789abcdef\r\nStagedoor-Nonce: 0123456789abcdef"})
    void proves_nothing_to_a_nonce_that_is_none(String quarter) throws IOException {
        assertThat(ask("GET /", host(), "Stagedoor-Nonce: " + quarter.repeat(4)))
                .doesNotContain("Proof");
        String nonce = "Stagedoor-Nonce: " + "f".repeat(64);
        assertThat(ask("GET /", host(), nonce, "Authorization: Bearer wrong")).doesNotContain("Proof");
        assertThat(ask("GET /", host(), nonce, nonce)).doesNotContain("Proof");
        assertThat(ask("GET /", "Host: evil.example", nonce)).doesNotContain("Proof");
        assertThat(ask("GET /", host(), nonce, "Origin: null")).doesNotContain("Proof");
    }

    @Test
    void a_mistake_in_the_code_is_told_to_nobody() throws IOException {
        String answer = right("GET /fails");
        assertThat(answer).startsWith("HTTP/1.1 500").doesNotContain("secret", "Exception");
    }

    @Test
    void a_thousand_who_only_stay_keep_nobody_out() throws IOException {
        for (int i = 0; i < 1000; i++) {
            Socket client = client();
            if (i % 2 == 0) {
                client.getOutputStream()
                        .write(("GET / HTTP/1.1\r\n" + host() + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
        assertThat(status(right("GET /"))).isEqualTo(200);
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("stagedoor-operations-")))
                .hasSizeLessThanOrEqualTo(2 * Listener.MOST);
    }

    @Test
    void a_request_that_does_not_come_in_time_is_ended() throws IOException {
        Socket slow = client();
        slow.getOutputStream().write("GET / HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));
        right("GET /"); // by now the slow one is in
        listener.look();
        slow.getOutputStream().write('s');
        nanos.addAndGet(Connection.TO_ASK.toNanos() + 1);
        listener.look();
        assertThat(slow.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void an_answer_that_nobody_reads_is_ended_and_gives_back_what_it_holds() throws Exception {
        Socket silent = client();
        silent.getOutputStream()
                .write(("GET /lines HTTP/1.1\r\n" + host() + "\r\nAuthorization: Bearer " + TOKEN + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        silent.getInputStream().read();
        eventually(() -> {
            nanos.addAndGet(Connection.TO_READ.toNanos() + 1);
            listener.look();
            return gone.getCount() == 0;
        });
    }

    @Test
    void whoever_comes_after_an_error_of_the_machine_is_answered() throws IOException {
        outOfThreads.set(true);
        assertThat(raw("GET / HTTP/1.1\r\n\r\n")).isEmpty();
        outOfThreads.set(false);
        assertThat(status(right("GET /"))).isEqualTo(200);
    }

    @Test
    void a_listener_that_cannot_begin_leaves_its_port_free() throws IOException {
        List<InetSocketAddress> bound = new ArrayList<>();
        assertThatThrownBy(() -> Listener.open(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        address -> {
                            bound.add(address);
                            throw new OutOfMemoryError("unable to create native thread");
                        },
                        this::answer))
                .isInstanceOf(OutOfMemoryError.class);
        Listener.open(bound.get(0), address -> new Door(address, TOKEN), this::answer)
                .close();
    }

    @Test
    void the_end_of_the_listener_ends_everybody() throws IOException {
        Socket idle = client();
        right("GET /");
        listener.close();
        assertThat(idle.getInputStream().read()).isEqualTo(-1);
    }
}
