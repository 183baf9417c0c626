package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PLAY_REFUSED;
import static io.stagedoor.itests.red5.Clients.PUBLISH_REFUSED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagedoor.itests.Threads;
import io.stagedoor.itests.rtmp.RtmpClient;
import io.stagedoor.itests.rtmp.SharedObject;
import io.stagedoor.itests.sick.SickBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/** An authenticator that throws, returns null or hangs refuses its own clients, and harms nobody else. */
public class SickAuthenticatorsIT {

    private static final String SICK_FILE = "stagedoor.application-sick.cfg";
    private static final long DEADLINE_MILLIS = 700;

    /** Within which clients are let in, also on a slow machine. */
    private static final long LONGER_MILLIS = 4_000;

    /** Of all who do answer, somehow. */
    private static final long LONGEST_MILLIS = 30_000;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static StagedoorServer server;

    private final String good = token().signedWith(server.secret());

    @BeforeClass
    public static void start() throws IOException {
        server = StagedoorServer.prepared().withJwt();
        server.installation().withApplication("sick");
        server.start();
        Path jar = server.home().resolve("sick.jar");
        SickBundle.write(jar);
        server.addBundle(jar);
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    @Before
    public void the_application_is_well() {
        decidedBy("live-jwt");
        // Others let in everyone, or nobody.
        eventually(() -> assertThat(Clients.connect(server, "sick", good)).isEqualTo(CONNECTED));
        eventually(() -> assertThat(Clients.connect(server, "sick", "")).isEqualTo(REJECTED));
    }

    private void decidedBy(String authenticator) {
        server.configure(
                SICK_FILE,
                "application=sick",
                "authenticator=" + authenticator,
                "decisionTimeoutMillis=" + deadlineMillis(authenticator));
    }

    private static long deadlineMillis(String authenticator) {
        return switch (authenticator) {
            case "hangs" -> DEADLINE_MILLIS;
            case "hangs-at-streams" -> LONGER_MILLIS;
            default -> LONGEST_MILLIS;
        };
    }

    /** The application's clients come in no more by the good token, and others do as before. */
    private void everyoneIsRefusedBy(String authenticator, String cause) throws Exception {
        decidedBy(authenticator);
        eventually(() -> assertThat(Clients.connect(server, "sick", good)).isEqualTo(REJECTED));
        AuditLog audit = server.audit();
        assertThat(Clients.connect(server, "sick", good)).isEqualTo(REJECTED);
        assertThat(Clients.connect(server, "sick", "")).isEqualTo(REJECTED);
        assertThat(Clients.connect(server, "sick/room", good)).isEqualTo(REJECTED);
        assertThat(audit.lines()).filteredOn(of("sick")).hasSize(3).allSatisfy(line -> {
            assertThat(AuditLog.summary(line)).isEqualTo("connect unavailable UNAVAILABLE");
            assertThat(line.path("authenticator").asText()).isEqualTo(authenticator);
            assertThat(line.path("detail").asText()).contains("'" + authenticator + "'", cause);
        });
        assertThat(overHttp("sick")).isEqualTo(503);
        assertOthersAreServed();
        assertLogged(authenticator, cause);
    }

    private int overHttp(String application) throws IOException {
        return RawHttp.get(server, "/" + application + "/streams/none.flv?token=" + good)
                .status();
    }

    private void assertOthersAreServed() throws IOException {
        assertThat(Clients.connect(server, "live", good)).isEqualTo(CONNECTED);
        assertThat(overHttp("live")).isEqualTo(404);
        assertThat(server.red5().isAlive()).isTrue();
    }

    private static java.util.function.Predicate<JsonNode> of(String application) {
        return line -> line.path("application").asText().equals(application);
    }

    /** One line says which application's clients are refused, and what is wrong with which authenticator. */
    private static void assertLogged(String authenticator, String cause) {
        eventually(() -> assertThat(server.log().lines())
                .filteredOn(line -> line.contains("'" + authenticator + "'") && line.contains(cause))
                .isNotEmpty()
                .anySatisfy(line -> assertThat(line)
                        .contains("Clients of 'sick' are refused: authenticator '" + authenticator + "'")));
    }

    @Test
    public void one_that_throws_an_error() throws Exception {
        everyoneIsRefusedBy("throws-error", "NoClassDefFoundError");
    }

    @Test
    public void one_that_throws_an_exception() throws Exception {
        everyoneIsRefusedBy("throws-exception", "IllegalStateException");
    }

    @Test
    public void one_that_returns_null() throws Exception {
        everyoneIsRefusedBy("returns-null", "returned null");
    }

    @Test
    public void one_that_hangs() throws Exception {
        everyoneIsRefusedBy("hangs", "did not answer in time");
    }

    @Test
    public void one_that_throws_an_error_when_a_stream_is_asked_for() throws Exception {
        everyStreamIsRefusedBy("throws-error-at-streams");
    }

    @Test
    public void one_that_returns_null_when_a_stream_is_asked_for() throws Exception {
        everyStreamIsRefusedBy("returns-null-at-streams");
    }

    @Test
    public void one_that_hangs_when_a_stream_is_asked_for() throws Exception {
        everyStreamIsRefusedBy("hangs-at-streams");
    }

    private void everyStreamIsRefusedBy(String authenticator) throws Exception {
        decidedBy(authenticator);
        eventually(() -> assertThat(Clients.connect(server, "sick", "")).isEqualTo(CONNECTED));
        assertThat(Clients.publish(server, "sick", good, "s")).isEqualTo(PUBLISH_REFUSED);
        assertThat(Clients.play(server, "sick", good, "s")).isEqualTo(PLAY_REFUSED);
        try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), "sick?token=" + good)) {
            client.socket().send(SharedObject.connect("so", false));
            assertThat(client.socket()
                            .await(
                                    message ->
                                            !SharedObject.events(message, "so").isEmpty(),
                                    Clients.PATIENCE))
                    .hasValueSatisfying(message ->
                            assertThat(SharedObject.events(message, "so")).doesNotContain(SharedObject.INITIAL_DATA));
        }
        assertThat(overHttp("sick")).isEqualTo(503);
        assertOthersAreServed();
    }

    /** Twice as many callers as may be in flight wait for one that hangs, and other applications' clients pass them by. */
    @Test
    public void one_that_hangs_holds_up_nobody_else() throws Exception {
        int callers = 128;
        decidedBy("hangs");
        eventually(() -> assertThat(Clients.connect(server, "sick", good)).isEqualTo(REJECTED));
        AuditLog audit = server.audit();
        ExecutorService threads = Executors.newFixedThreadPool(callers + 2);
        try {
            Callable<String> hung = () -> Clients.connect(server, "sick", good);
            List<Future<String>> waiting =
                    Stream.generate(() -> threads.submit(hung)).limit(callers).toList();
            int passed = 0;
            while (waiting.stream().anyMatch(one -> !one.isDone())) {
                assertThat(Clients.connect(server, "live", good)).isEqualTo(CONNECTED);
                passed++;
            }
            for (Future<String> one : waiting) {
                assertThat(one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(REJECTED);
            }
            assertThat(passed).isPositive();
        } finally {
            Threads.stop(threads);
        }
        List<Long> beside = micros(audit, "live");
        List<Long> hanging = micros(audit, "sick");
        System.out.printf(
                "SickAuthenticatorsIT: %d callers of one that hangs, deadline %d ms: median %d us, longest %d us;"
                        + " beside it %d decisions, median %d us, longest %d us%n",
                hanging.size(),
                DEADLINE_MILLIS,
                hanging.get(hanging.size() / 2),
                hanging.get(hanging.size() - 1),
                beside.size(),
                beside.get(beside.size() / 2),
                beside.get(beside.size() - 1));
        assertThat(hanging).hasSize(callers);
    }

    private static List<Long> micros(AuditLog audit, String application) {
        return audit.lines().stream()
                .filter(of(application))
                .filter(line -> line.path("action").asText().equals("connect"))
                .map(line -> line.path("micros").asLong())
                .sorted()
                .toList();
    }
}
