package io.stagedoor.auth.roundtrip.internal;

import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.authenticator;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.publish;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.settings;
import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.support.Logged;
import io.stagedoor.auth.support.RawServer;
import io.stagedoor.auth.support.http.Transport;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Backends that are down, slow or wrong in every way: each question ends, with a refusal, and is sent once at most. */
@Timeout(120)
class HostileBackendTest {

    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

    private final CountDownLatch over = new CountDownLatch(1);

    @RegisterExtension
    final Logged logged = new Logged();

    private RawServer server;
    private RoundTripAuthenticator authenticator;

    @AfterEach
    void stop() throws Exception {
        assertThat(logged.text()).contains("DEBUG").doesNotContain(RoundTripFixtures.PASSWORD, RoundTripFixtures.TOKEN);
        over.countDown();
        if (authenticator != null) {
            authenticator.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private Decision ask(RawServer.Behaviour behaviour) {
        server = new RawServer(behaviour);
        return ask(server.url());
    }

    private Decision ask(String url) {
        authenticator =
                authenticator(settings("validateUrl", url, "timeoutMillis", 2_000L, "connectTimeoutMillis", 1_000L));
        return authenticator.authorize(publish("u"));
    }

    /** Of a backend that does answer, somehow: on a slow machine, that takes a while. */
    private Decision answerOf(RawServer.Behaviour behaviour) {
        server = new RawServer(behaviour);
        authenticator = authenticator(
                settings("validateUrl", server.url(), "timeoutMillis", 30_000L, "connectTimeoutMillis", 30_000L));
        return authenticator.authorize(publish("u"));
    }

    private static void isOutage(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Unavailable.class);
    }

    /** The server may read the question later than its client gives up. */
    private void isAskedOnce() {
        eventually("it is asked", () -> server.requests.get() > 0);
        assertThat(server.requests).hasValue(1);
    }

    /** The client has let go of the connection, and has not asked again. */
    private void isBrokenOff() {
        isAskedOnce();
        eventually("the connection is closed", () -> server.open() == 0);
        isAskedOnce();
    }

    @Test
    void refused() {
        isOutage(ask("http://127.0.0.1:1/"));
    }

    @Test
    void a_name_that_nobody_has() {
        isOutage(ask("http://backend.invalid/"));
    }

    @Test
    void accepts_no_connection() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> filling = new ArrayList<>();
            try {
                for (int i = 0; i < 3; i++) {
                    Socket socket = new Socket();
                    filling.add(socket);
                    try {
                        socket.connect(full.getLocalSocketAddress(), 200);
                    } catch (SocketTimeoutException e) {
                        break;
                    }
                }
                isOutage(ask("http://127.0.0.1:" + full.getLocalPort() + "/"));
            } finally {
                for (Socket socket : filling) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void silence() {
        isOutage(ask((socket, number) -> over.await()));
        isAskedOnce();
    }

    @Test
    void headers_and_then_silence() {
        isOutage(ask((socket, number) -> {
            RawServer.write(socket, HEAD + "Content-Length: 15\r\n\r\n{\"result\"");
            over.await();
        }));
        isAskedOnce();
    }

    @Test
    void a_byte_now_and_then() {
        isOutage(ask((socket, number) -> {
            RawServer.write(socket, HEAD + "Content-Length: 100000\r\n\r\n{\"result\":true");
            while (!over.await(50, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                RawServer.write(socket, " ");
            }
        }));
        isBrokenOff();
    }

    @Test
    void headers_a_byte_now_and_then() {
        isOutage(ask((socket, number) -> {
            RawServer.write(socket, HEAD + "X: ");
            while (!over.await(50, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                RawServer.write(socket, "x");
            }
        }));
        isBrokenOff();
    }

    @Test
    void a_body_without_end_is_read_to_the_limit_and_denied() {
        Decision decision = answerOf((socket, number) -> {
            RawServer.write(socket, HEAD + "\r\n{\"result\":true,\"x\":\"");
            server.flood(socket, " ".repeat(8192).getBytes(StandardCharsets.US_ASCII));
        });
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Deny.class, deny -> assertThat(deny.detail()).contains("131072"));
        isBrokenOff();
        // What the sockets' buffers took is in it.
        assertThat(server.written.get()).isLessThan(32L << 20);
    }

    @Test
    void ten_megabytes_are_denied() {
        Decision decision = answerOf((socket, number) ->
                RawServer.write(socket, RawServer.ok("{\"result\":true,\"x\":\"" + "x".repeat(10 << 20) + "\"}")));
        assertThat(decision).isInstanceOf(Decision.Deny.class);
    }

    @Test
    void an_answer_just_within_the_limit_is_read() {
        String yes = "{\"result\":true}";
        Decision decision = answerOf((socket, number) ->
                RawServer.write(socket, RawServer.ok(yes + " ".repeat(Transport.MAX_BYTES - yes.length()))));
        assertThat(decision).isInstanceOf(Decision.Allow.class);
    }

    @Test
    void chunks_without_end() {
        Decision decision = answerOf((socket, number) -> {
            RawServer.write(socket, HEAD + "Transfer-Encoding: chunked\r\n\r\n");
            server.flood(socket, ("2000\r\n" + " ".repeat(8192) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        });
        assertThat(decision).isInstanceOf(Decision.Deny.class);
        isBrokenOff();
    }

    @Test
    void a_body_that_breaks_off() {
        isOutage(ask((socket, number) -> {
            RawServer.write(socket, HEAD + "Content-Length: 15\r\n\r\n{\"result\"");
            socket.close();
        }));
        isBrokenOff();
    }

    @Test
    void a_reset() {
        isOutage(ask((socket, number) -> {
            socket.setSoLinger(true, 0);
            socket.close();
        }));
        isBrokenOff();
    }

    @Test
    void closing_without_a_word() {
        isOutage(ask((socket, number) -> socket.close()));
        isBrokenOff();
    }

    @Test
    void something_that_is_not_http() {
        isOutage(ask((socket, number) -> RawServer.write(socket, "220 mail.example ESMTP\r\n")));
        isAskedOnce();
    }

    @Test
    void a_hundred_and_ninety_headers_are_read_and_more_are_named() {
        String yes = "Content-Length: 15\r\n\r\n{\"result\":true}";
        assertThat(answerOf((socket, number) ->
                        RawServer.write(socket, HEAD + "X: y\r\n".repeat(number == 1 ? 190 : 300) + yes)))
                .isInstanceOf(Decision.Allow.class);
        assertThat(authenticator.authorize(publish("u")))
                .isInstanceOfSatisfying(
                        Decision.Unavailable.class,
                        unavailable -> assertThat(unavailable.detail()).contains("more than 200 headers"));
    }

    @Test
    void an_answer_that_repeats_the_credentials_is_not_logged() {
        String echo = "{\"result\":" + RoundTripFixtures.PASSWORD + RoundTripFixtures.TOKEN + "}";
        Decision decision = answerOf((socket, number) -> RawServer.write(socket, RawServer.ok(echo)));
        assertThat(decision.toString()).startsWith("Deny").doesNotContain(RoundTripFixtures.PASSWORD);
    }

    @Test
    void a_head_that_repeats_the_credentials_is_not_logged() {
        isOutage(ask((socket, number) -> RawServer.write(
                socket, "HTTP/1.1 " + RoundTripFixtures.PASSWORD + "\r\n" + RoundTripFixtures.TOKEN + "\r\n\r\n")));
    }

    @Test
    void an_interim_answer_is_none() {
        Decision decision = answerOf((socket, number) -> {
            RawServer.write(socket, "HTTP/1.1 100 Continue\r\n\r\n");
            RawServer.write(socket, RawServer.ok("{\"result\":false}"));
        });
        assertThat(decision).isInstanceOf(Decision.Deny.class);
    }

    @Test
    void encryption_against_a_plain_server() {
        server = new RawServer((socket, number) -> RawServer.write(socket, RawServer.ok("{\"result\":true}")));
        isOutage(ask("https://127.0.0.1:" + server.port() + "/"));
        assertThat(server.requests).hasValue(0);
    }

    @Test
    void a_kept_connection_that_dies_under_a_question_does_not_repeat_it() {
        server = new RawServer((socket, number) -> {
            if (number % 2 == 1) {
                RawServer.write(socket, RawServer.ok("{\"result\":true}"));
            } else {
                socket.close();
            }
        });
        authenticator = authenticator(settings("validateUrl", server.url(), "breakerFailurePercent", 100L));
        for (int i = 1; i <= 20; i++) {
            Decision decision = authenticator.authorize(publish("u"));
            assertThat(server.requests).hasValue(i);
            assertThat(decision instanceof Decision.Allow).isEqualTo(i % 2 == 1);
        }
        assertThat(server.connections).as("answers keep their connection").hasValue(10);
    }

    @Test
    void a_connection_that_was_closed_between_questions_is_replaced() throws Exception {
        server = new RawServer((socket, number) -> {
            RawServer.write(socket, RawServer.ok("{\"result\":true}"));
            socket.shutdownOutput();
            socket.close();
        });
        authenticator = authenticator(settings("validateUrl", server.url()));
        for (int i = 0; i < 5; i++) {
            assertThat(authenticator.authorize(publish("u"))).isInstanceOf(Decision.Allow.class);
            int connections = i + 1;
            eventually("closed", () -> server.open() == 0 && server.connections.get() == connections);
        }
        assertThat(server.requests).hasValue(5);
    }

    @Test
    void what_nobody_asked_for_is_not_the_next_answer() {
        server = new RawServer((socket, number) ->
                RawServer.write(socket, RawServer.ok("{\"result\":false}") + RawServer.ok("{\"result\":true}")));
        authenticator = authenticator(settings("validateUrl", server.url()));
        for (int i = 1; i <= 5; i++) {
            assertThat(authenticator.authorize(publish("u"))).isInstanceOf(Decision.Deny.class);
            assertThat(server.connections).hasValue(i);
        }
    }

    @Test
    void a_connection_is_not_used_when_the_backend_is_about_to_close_it() {
        server = new RawServer((socket, number) -> RawServer.write(
                socket, HEAD + "Keep-Alive: max=100, timeout=0\r\nContent-Length: 15\r\n\r\n{\"result\":true}"));
        authenticator = authenticator(settings("validateUrl", server.url()));
        eventually("another connection is made", () -> {
            assertThat(authenticator.authorize(publish("u"))).isInstanceOf(Decision.Allow.class);
            return server.connections.get() == 2;
        });
    }

    @Test
    void other_settings_for_connections_close_those_that_are_idle() {
        server = RawServer.thatSays(RawServer.ok("{\"result\":true}"));
        authenticator = authenticator(settings("validateUrl", server.url()));
        assertThat(authenticator.authorize(publish("u"))).isInstanceOf(Decision.Allow.class);
        authenticator.ask(settings("validateUrl", server.url(), "timeoutMillis", 3_000L));
        assertThat(authenticator.authorize(publish("u"))).isInstanceOf(Decision.Allow.class);
        assertThat(server.connections).as("the same connection").hasValue(1);
        authenticator.ask(settings("validateUrl", server.url(), "connectTimeoutMillis", 700L));
        eventually("the old connection is closed", () -> server.open() == 0);
        assertThat(authenticator.authorize(publish("u"))).isInstanceOf(Decision.Allow.class);
        authenticator.close();
        eventually("the last connection is closed", () -> server.open() == 0);
    }

    @Test
    void the_deadline_of_the_request_counts_when_it_is_sooner() {
        server = new RawServer((socket, number) -> over.await());
        authenticator = authenticator(settings("validateUrl", server.url(), "timeoutMillis", 60_000L));
        var late = publish("u");
        isOutage(authenticator.authorize(io.stagedoor.auth.StreamRequest.builder(
                        late.connect(),
                        late.grant(),
                        late.action(),
                        late.path(),
                        Instant.now().plusMillis(2_000))
                .mode(late.mode())
                .build()));
        isOutage(authenticator.authorize(io.stagedoor.auth.StreamRequest.builder(
                        late.connect(), late.grant(), late.action(), late.path(), Instant.MIN)
                .mode(late.mode())
                .build()));
        isAskedOnce();
    }
}
