package io.stagedoor.auth.support.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.RawServer;
import io.stagedoor.auth.support.tls.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TransportTest {

    private static final int MOST = 1000;

    private static Transport transport(RawServer proxy) {
        return new Transport(
                new ConnectionSettings(
                        Duration.ofSeconds(20),
                        new Tls("someFile", Optional.empty(), Optional.empty(), Optional.empty(), Secret.of("")),
                        Optional.ofNullable(proxy)
                                .map(server -> InetSocketAddress.createUnresolved("127.0.0.1", server.port()))),
                new Workers("stagedoor-test"));
    }

    private static Transport.Reply get(String url, Duration patience, RawServer proxy) throws NoAnswer {
        return transport(proxy).get(URI.create(url), Map.of("If-None-Match", "\"1\""), MOST, Deadline.in(patience));
    }

    private static Transport.Reply get(RawServer server) throws NoAnswer {
        return get(server.url("/keys?a=b"), Duration.ofSeconds(20), null);
    }

    @Test
    void a_document_comes_with_what_its_head_says_of_its_use() throws Exception {
        try (RawServer server = RawServer.thatSays("HTTP/1.1 200 OK\r\nETag: \"2\"\r\nCache-Control: public\r\n"
                + "Cache-Control: max-age=60\r\nContent-Length: 2\r\n\r\n{}")) {
            Transport.Reply reply = get(server);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).asString(StandardCharsets.UTF_8).isEqualTo("{}");
            assertThat(reply.etag()).contains("\"2\"");
            assertThat(reply.cacheControl()).contains("public, max-age=60");
            assertThat(reply.retryAfter()).isEmpty();
            assertThat(server.head())
                    .startsWith("GET /keys?a=b HTTP/1.1\r\n")
                    .contains("If-None-Match: \"1\"")
                    .doesNotContain("Content-");
        }
    }

    @Test
    void a_document_of_the_longest_length_is_whole_and_a_longer_one_is_not_read() throws Exception {
        try (RawServer server = RawServer.thatSays(RawServer.ok("x".repeat(MOST)))) {
            assertThat(get(server).whole()).isTrue();
        }
        try (RawServer server = new RawServer(TransportTest::flood)) {
            Transport.Reply reply = get(server);
            assertThat(reply.whole()).isFalse();
            assertThat(reply.body()).isEmpty();
        }
    }

    private static void flood(java.net.Socket socket, int number) throws IOException {
        RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
        String part = "x".repeat(1 << 16);
        for (int i = 0; i < 16_000; i++) {
            RawServer.write(socket, part);
        }
    }

    @Test
    void a_document_that_comes_drop_by_drop_is_given_up_at_the_deadline() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (RawServer server = new RawServer((socket, number) -> {
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");
            while (!never.await(10, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                RawServer.write(socket, " ");
            }
        })) {
            assertThatThrownBy(() -> get(server.url("/keys"), Duration.ofMillis(300), null))
                    .isInstanceOf(NoAnswer.class)
                    .hasMessage("no answer in time");
        }
    }

    @Test
    void a_redirect_is_an_answer_that_is_not_followed() throws Exception {
        try (RawServer elsewhere = RawServer.thatSays(RawServer.ok("{}"));
                RawServer server = RawServer.thatSays(
                        "HTTP/1.1 302 Found\r\nLocation: " + elsewhere.url("/") + "\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(get(server).status()).isEqualTo(302);
            assertThat(elsewhere.connections).hasValue(0);
        }
    }

    @Test
    void a_proxy_is_asked_for_a_tunnel_and_resolves_the_name() throws Exception {
        try (RawServer proxy = new RawServer((socket, number) -> RawServer.write(
                socket,
                number == 1 ? "HTTP/1.1 200 Connection established\r\nVia: 1.1 p\r\n\r\n" : RawServer.ok("{}")))) {
            Transport.Reply reply = get("http://keys.example:8080/keys", Duration.ofSeconds(20), proxy);
            assertThat(reply.body()).asString(StandardCharsets.UTF_8).isEqualTo("{}");
            assertThat(proxy.head()).startsWith("GET /keys HTTP/1.1\r\n").contains("Host: keys.example:8080");
            assertThat(proxy.connections).hasValue(1);
        }
    }

    @Test
    void a_proxy_that_opens_no_tunnel_is_no_server() throws Exception {
        for (String answer : new String[] {
            "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 2\r\n\r\n",
            "220 ftp\r\n\r\n"
        }) {
            try (RawServer proxy = RawServer.thatSays(answer)) {
                assertThatThrownBy(() -> get("http://keys.example/keys", Duration.ofSeconds(20), proxy))
                        .isInstanceOf(NoAnswer.class)
                        .hasMessageStartingWith("the proxy");
                assertThat(proxy.head()).startsWith("CONNECT keys.example:80 HTTP/1.1\r\nHost: keys.example:80\r\n");
                assertThat(proxy.requests).hasValue(1);
            }
        }
    }

    @Test
    void a_failed_handshake_names_the_property_of_the_authorities() throws Exception {
        try (RawServer server = RawServer.thatSays(RawServer.ok("{}"))) {
            String url = server.url("/").replace("http:", "https:");
            assertThatThrownBy(() -> get(url, Duration.ofMillis(500), null)).isInstanceOf(NoAnswer.class);
        }
        NoAnswer unencrypted = NoAnswer.because(
                new javax.net.ssl.SSLHandshakeException("x"),
                new ConnectionSettings(
                        Duration.ofSeconds(1),
                        new Tls("someFile", Optional.empty(), Optional.empty(), Optional.empty(), Secret.of(""))));
        assertThat(unencrypted).hasMessageContaining("check someFile");
    }
}
