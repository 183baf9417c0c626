package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PUBLISHED;
import static io.stagedoor.itests.red5.Clients.PUBLISH_REFUSED;
import static io.stagedoor.itests.red5.StagedoorServer.APPLICATION_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagedoor.itests.red5.HostileBackend.Manner;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.KeyStore;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/** Whatever a backend does instead of answering, its clients are refused in time, once asked, and nobody else notices. */
public class BackendOutagesIT {

    private static final String FILE = "stagedoor.authenticator.roundtrip-live-backend.cfg";
    /** Where it is not about time, a slow machine is not to be taken for a backend that does not answer. */
    private static final String LONG = "timeoutMillis=20000";

    private static final String KEY_PASSWORD = "of-a-test";

    private static StagedoorServer server;

    private final String name = "backend-" + UUID.randomUUID();
    private HostileBackend backend;

    @BeforeClass
    public static void start() {
        server = StagedoorServer.started();
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    @Before
    public void start_a_backend() throws Exception {
        backend = new HostileBackend();
    }

    @After
    public void stop_the_backend() throws Exception {
        backend.close();
    }

    @Test
    public void a_backend_that_answers_is_believed() throws Exception {
        ask("http", LONG, "breakerMinimumCalls=100");

        assertThat(publish(Manner.YES)).isEqualTo(PUBLISHED);
    }

    @Test
    public void a_backend_that_says_nothing() throws Exception {
        isAnOutage(Manner.SILENCE);
    }

    @Test
    public void a_backend_that_says_nothing_behind_its_headers() throws Exception {
        isAnOutage(Manner.HEADERS_THEN_SILENCE);
    }

    @Test
    public void a_backend_that_says_a_byte_a_second() throws Exception {
        isAnOutage(Manner.BYTE_A_SECOND);
    }

    private void isAnOutage(Manner manner) throws Exception {
        // Longer than a good answer takes, also on a slow machine.
        ask("http", "timeoutMillis=4000", "breakerMinimumCalls=100");
        String stream = manner.stream("slow");
        AuditLog audit = server.audit();
        try (RtmpClient client = connected()) {
            client.send(client.createStream(), "publish", stream, "live");
            eventually(() -> assertThat(backend.asked(stream)).isEqualTo(1));

            // Others neither wait for the one who waits, nor are they refused with him.
            assertThat(Clients.publish(server, "live", token().signedWith(server.secret()), "s-" + UUID.randomUUID()))
                    .isEqualTo(PUBLISHED);
            assertThat(publish(Manner.YES)).isEqualTo(PUBLISHED);

            Clients.assertClosed(client);
        }
        assertThat(audit.lines())
                .filteredOn(line -> line.path("stream").asText().equals(stream))
                .extracting(AuditLog::summary)
                .containsExactly("publish unavailable UNAVAILABLE");
        assertThat(backend.asked(stream)).as("asked once only").isEqualTo(1);
    }

    @Test
    public void a_backend_that_resets_the_connection() throws Exception {
        ask("http", LONG, "breakerMinimumCalls=100");
        AuditLog audit = server.audit();

        assertThat(publish(Manner.RESET)).isEqualTo(PUBLISH_REFUSED);

        assertThat(audit.decisions()).containsExactly("connect allow GRANTED", "publish unavailable UNAVAILABLE");
        assertThat(backend.asked(Manner.RESET.stream("s")))
                .as("asked once only")
                .isEqualTo(1);
    }

    @Test
    public void a_backend_whose_answer_has_no_end() throws Exception {
        ask("http", LONG, "breakerMinimumCalls=100");
        AuditLog audit = server.audit();

        assertThat(publish(Manner.ENDLESS_BODY)).isEqualTo(PUBLISH_REFUSED);

        assertThat(audit.decisions()).containsExactly("connect allow GRANTED", "publish deny BAD_CREDENTIALS");
    }

    @Test
    public void a_backend_with_a_certificate_of_nobody_known() throws Exception {
        backend.close();
        backend = new HostileBackend(
                certified().getServerSocketFactory().createServerSocket(0, 100, InetAddress.getLoopbackAddress()));
        ask("https", LONG, "breakerMinimumCalls=100");
        AuditLog audit = server.audit();

        assertThat(publish(Manner.YES)).isEqualTo(PUBLISH_REFUSED);

        assertThat(audit.decisions()).containsExactly("connect allow GRANTED", "publish unavailable UNAVAILABLE");
        assertThat(backend.asked()).as("told no password").isZero();
    }

    @Test
    public void what_a_backend_fails_on_keeps_nobody_from_being_asked_about() throws Exception {
        ask("http", LONG, "breakerMinimumCalls=10", "breakerOpenSeconds=600");
        for (int i = 0; i < 13; i++) {
            assertThat(publish(Manner.RESET)).isEqualTo(PUBLISH_REFUSED);
        }
        assertThat(backend.asked(Manner.RESET.stream("s"))).isEqualTo(13);
        assertThat(publish(Manner.YES)).isEqualTo(PUBLISHED);
        assertThat(linesWith(":" + backend.port() + "/", "no requests for")).isZero();
    }

    @Test
    public void a_backend_that_cannot_be_reached_is_left_alone_and_comes_back() throws Exception {
        int port = backend.port();
        backend.close();
        // Long enough for the questions that are not asked any more, also on a slow machine.
        ask("http", LONG, "breakerMinimumCalls=10", "breakerOpenSeconds=10");
        String address = ":" + port + "/";
        AuditLog audit = server.audit();
        for (int i = 0; i < 13; i++) {
            assertThat(publish(Manner.YES)).isEqualTo(PUBLISH_REFUSED);
        }
        assertThat(audit.lines().stream()
                        .filter(line -> line.path("action").asText().equals("publish"))
                        .map(line -> line.path("detail").asText()))
                .hasSize(13)
                .filteredOn(detail -> detail.contains("sends it no requests"))
                .hasSize(3);

        backend = new HostileBackend(new ServerSocket(port, 100, InetAddress.getLoopbackAddress()));
        eventually(() -> assertThat(publish(Manner.YES)).isEqualTo(PUBLISHED));
        for (int i = 1; i < 10; i++) {
            assertThat(publish(Manner.YES)).isEqualTo(PUBLISHED);
        }
        assertThat(publish(Manner.YES)).isEqualTo(PUBLISHED);

        for (String line : new String[] {"sends it no requests for 10 s", "up to 10 trial requests", "answers again"}) {
            assertThat(linesWith(address, line)).as(line).isEqualTo(1);
        }
    }

    private static long linesWith(String address, String text) {
        return Pattern.compile("\n")
                .splitAsStream(server.log())
                .filter(line -> line.contains(address) && line.contains(text))
                .count();
    }

    /** Clients with user name and password are judged by the backend, those with a token by it. */
    private void ask(String scheme, String... more) {
        String[] lines = {"name=" + name, "validateUrl=" + scheme + "://127.0.0.1:" + backend.port() + "/validate"};
        server.configure(FILE, Stream.concat(Stream.of(lines), Stream.of(more)).toArray(String[]::new));
        server.configure(
                APPLICATION_FILE,
                "application=live",
                "authenticator=" + name + ",live-jwt",
                "decisionTimeoutMillis=30000");
        eventually(() -> {
            AuditLog audit = server.audit();
            connected().close();
            JsonNode line = audit.lines().get(0);
            assertThat(line.path("authenticator").asText()).isEqualTo(name);
        });
    }

    private static RtmpClient connected() throws IOException {
        RtmpClient client = RtmpClient.open(server.rtmpPort());
        assertThat(client.connect("live", "alice", "any password")).isEqualTo(CONNECTED);
        return client;
    }

    private static String publish(Manner manner) throws IOException {
        try (RtmpClient client = connected()) {
            // That of a publisher who has just gone may not be free yet.
            String stream =
                    manner == Manner.YES ? manner.stream(UUID.randomUUID().toString()) : manner.stream("s");
            return client.publish(client.createStream(), stream, "live");
        }
    }

    private static SSLContext certified() throws Exception {
        KeyStore store = Certificate.generate(server.home().resolve("nobody.p12"), KEY_PASSWORD);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, KEY_PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
