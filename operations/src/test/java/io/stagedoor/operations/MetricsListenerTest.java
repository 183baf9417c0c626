package io.stagedoor.operations;

import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.core.Fakes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleContext;
import org.slf4j.LoggerFactory;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MetricsListenerTest {

    @TempDir
    private Path home;

    private final HttpClient client = HttpClient.newHttpClient();
    private RunningCore core;
    private MetricsListener listener;

    @BeforeEach
    void start() {
        core = new RunningCore(home);
    }

    @AfterEach
    void stop() throws Exception {
        if (listener != null) {
            listener.close();
        }
        core.close();
    }

    private void listen(String address, String check) {
        BundleContext context = Fakes.fake(
                BundleContext.class, Map.of("getProperty", one -> one[0].equals("stagedoor.check") ? check : ""));
        listener = new MetricsListener(context, Map.of("metricsListen", address));
    }

    private void listen() {
        listen("127.0.0.1:0", "false");
        listener.bindFigures(core.figures);
        eventually(() -> listener.address().isPresent());
    }

    private int port() {
        return listener.address().orElseThrow().getPort();
    }

    private HttpResponse<String> send(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void listens_nowhere_unless_configuration_says_so() throws Exception {
        assertThat(Settings.of(Map.of()).metricsListen()).isEmpty();
        listen("127.0.0.1:0", "true");
        assertThat(listener.address()).as("where configuration is checked").isEmpty();
    }

    @Test
    void whoever_comes_reads_metrics_in_the_format_that_he_accepts() throws Exception {
        listen();
        HttpResponse<String> text = send("GET", "/metrics");
        assertThat(text.statusCode()).isEqualTo(200);
        assertThat(text.headers().firstValue("content-type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(text.body())
                .contains(
                        "# TYPE stagedoor_ready gauge\nstagedoor_ready 0.0\n",
                        "stagedoor_build_info{version=\"1.2.3\"} 1\n",
                        "stagedoor_clients{protocol=\"RTMP\"} 0.0\n",
                        "stagedoor_store_writable 0.0\n",
                        "stagedoor_holds_total{outcome=\"timed_out\"} 0.0\n");
        HttpResponse<String> open = send("GET", "/metrics", "Accept", "application/openmetrics-text;version=1.0.0");
        assertThat(open.headers().firstValue("content-type"))
                .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(open.body()).endsWith("# EOF\n");
    }

    @Test
    void is_ready_as_soon_as_somebody_can_be_admitted_and_says_in_words_why_not() throws Exception {
        listen();
        HttpResponse<String> empty = send("GET", "/readyz");
        assertThat(empty.statusCode()).isEqualTo(503);
        assertThat(empty.body()).isEqualTo("no application is configured: every client is refused\n");
        assertThat(send("GET", "/livez").statusCode()).isEqualTo(200);
        core.routes.application(Map.of("application", "live", "authenticator", "jwt"));
        HttpResponse<String> unbound = send("GET", "/readyz");
        assertThat(unbound.statusCode()).isEqualTo(503);
        assertThat(unbound.body()).contains("no authenticator has the name 'jwt'");
        core.routes.local("jwt", request -> new Decision.Allow(Grant.everything("ann")));
        assertThat(send("GET", "/readyz").body()).isEqualTo("ready\n");
        assertThat(send("GET", "/readyz").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/metrics").body()).contains("stagedoor_ready 1.0\n");
    }

    @Test
    void stays_alive_and_is_not_ready_while_the_core_is_away() throws Exception {
        listen();
        listener.unbindFigures(core.figures);
        assertThat(send("GET", "/livez").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/readyz").statusCode()).isEqualTo(503);
        assertThat(send("GET", "/readyz").body()).contains("the core of Stagedoor does not run");
        assertThat(send("GET", "/metrics").statusCode()).isEqualTo(503);
        listener.bindFigures(core.figures);
        assertThat(send("GET", "/metrics").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/v1/status", "/v1/tail", "/metrics/", "/metrics/x", "/readyz/..", "/livezz", "/METRICS"})
    void has_nothing_else(String path) throws Exception {
        listen();
        assertThat(send("GET", path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "FOO"})
    void knows_no_other_method(String method) throws Exception {
        listen();
        HttpResponse<String> refused = send(method, "/metrics");
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.headers().firstValue("allow")).contains("GET, HEAD");
    }

    @Test
    void a_head_has_the_length_and_no_body() throws Exception {
        listen();
        HttpResponse<String> head = send("HEAD", "/livez");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("content-length")).contains("6");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void those_who_only_stay_harm_nobody() throws Exception {
        listen();
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
                silent.add(socket);
                socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(send("GET", "/livez").statusCode()).isEqualTo(200);
            assertThat(send("GET", "/metrics").statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void what_is_too_long_is_refused() throws Exception {
        listen();
        assertThat(send("GET", "/" + "x".repeat(5000)).statusCode()).isEqualTo(431);
    }

    @Test
    void an_address_that_is_taken_is_a_problem_until_it_is_free() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(MetricsListener.class);
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        logger.addAppender(said);
        logger.setLevel(Level.WARN);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listen("127.0.0.1:" + taken.getLocalPort(), "false");
            listener.bindFigures(core.figures);
            eventually(() -> !said.list.isEmpty());
            assertThat(said.list.get(0).getFormattedMessage())
                    .contains("metricsListen: ", "port " + taken.getLocalPort(), "choose another port");
            assertThat(problems()).anyMatch(problem -> problem.contains("metricsListen: nobody can read metrics"));
        } finally {
            logger.detachAppender(said);
            logger.setLevel(null);
        }
        eventually(() -> listener.address().isPresent());
        eventually(() -> problems().stream().noneMatch(problem -> problem.contains("metricsListen")));
        assertThat(said.list).hasSize(1);
    }

    private List<String> problems() {
        return List.copyOf(core.figures.health().of(core.oversight.state()).problems());
    }

    @Test
    void follows_its_configuration() throws Exception {
        listen();
        int first = port();
        listener.modified(Map.of("metricsListen", "nonsense"));
        assertThat(send("GET", "/livez").statusCode()).isEqualTo(200);
        listener.modified(Map.of("metricsListen", "127.0.0.2:0"));
        eventually(() -> listener.address()
                .filter(address -> address.getAddress().getHostAddress().equals("127.0.0.2"))
                .isPresent());
        listener.modified(Map.of());
        eventually(() -> listener.address().isEmpty());
        eventually(() -> isFree(first));
    }

    private static boolean isFree(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }
}
