package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stagedoor.cli.server.FreePorts;
import io.stagedoor.itests.NewerJar;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** The metrics of a real server say what its audit log says, whatever is replaced meanwhile; and its probes say whether anybody gets in. */
public class MetricsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"([^\"]*)\"");

    private static final Map<String, String> SUCCESSORS = Map.of(
            "operations", "Metrics and probes open on",
            "auth-jwt", "Authenticator 'live-jwt' registered",
            "red5-bridge", "Gate open;");

    private static StagedoorServer server;
    private static int port;

    @Before
    public void start() throws Exception {
        port = FreePorts.ofLoopback();
        server = StagedoorServer.prepared().withJwt();
        server.configure(StagedoorServer.JWT_FILE, server.jwt("expiry=cut"));
        server.configure(
                StagedoorServer.APPLICATION_FILE, server.application("maxSessionsPlaying=1", "onTooMany=oldest"));
        server.configure("stagedoor.operations.cfg", "metricsListen=127.0.0.1:" + port);
        server.start();
        Path hls = Files.createDirectories(server.home().resolve("webapps/live/hls"));
        Files.writeString(
                hls.resolve("s1.m3u8"), "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\ns10.ts\n#EXT-X-ENDLIST\n");
    }

    @After
    public void stop() {
        server.close();
    }

    private static HttpResponse<String> get(String path) {
        try {
            return CLIENT.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) { // it is being replaced
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String good() {
        return of("ann");
    }

    private static String of(String subject) {
        return token().claim("sub", subject).signedWith(server.secret());
    }

    private static void stagedoor(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(StagedoorServer.command(arguments[0]));
        command.addAll(List.of(arguments).subList(1, arguments.length));
        command.addAll(List.of("--home", server.home().toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(out).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void mixedRun() throws Exception {
        Clients.connect(server, "live", good());
        Clients.connect(server, "live", token().signedWith("another secret of 32 characters or more"));
        Clients.publish(server, "live", good(), "s1");
        assertThat(RawHttp.get(server, "/live/hls/s1.m3u8?token=" + good()).status())
                .isEqualTo(200);
        RawHttp.get(server, "/live/hls/s1.m3u8?token=nonsense");
        for (int i = 0; i < 20; i++) { // a room or a stream of a stranger's choosing
            Clients.connect(server, "live/room-" + i, token().signedWith("another secret of 32 characters or more"));
        }
        try (RtmpClient none = RtmpClient.open(server.rtmpPort())) {
            none.connect("live");
        }
    }

    /** Sums of one metric, by the values of all labels but those that are named. */
    private static Map<String, Long> counted(String metric) {
        Map<String, Long> counted = new TreeMap<>();
        get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(metric + "{"))
                .forEach(line -> {
                    Map<String, String> labels = new HashMap<>();
                    for (Matcher label = LABEL.matcher(line); label.find(); ) {
                        labels.put(label.group(1), label.group(2));
                    }
                    counted.merge(
                            key(labels),
                            (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)),
                            Long::sum);
                });
        return counted;
    }

    private static String key(Map<String, String> labels) {
        return labels.get("application") + " " + labels.get("protocol") + " " + labels.getOrDefault("action", "end")
                + " " + labels.getOrDefault("decision", "end") + " " + labels.get("reason");
    }

    private static Map<String, Long> logged(String file, boolean ends) throws IOException {
        Map<String, Long> logged = new TreeMap<>();
        Path log = server.stagedoor().resolve("log").resolve(file);
        for (String line : Files.readAllLines(log, StandardCharsets.US_ASCII)) {
            JsonNode fields = JSON.readTree(line);
            String decision = fields.path("decision").asText();
            if (decision.equals("end") == ends && !decision.equals("act")) {
                String application = fields.path("application").asText();
                String reason = fields.path("reason").asText();
                logged.merge(
                        key(Map.of(
                                "application",
                                application.equals("live") ? application : "other",
                                "protocol",
                                fields.path("protocol").asText(),
                                "action",
                                ends ? "end" : fields.path("action").asText().replaceFirst("^share:.*", "share"),
                                "decision",
                                decision,
                                "reason",
                                ends && reason.isEmpty() ? "LEFT" : reason)),
                        fields.path("count").asLong(1),
                        Long::sum);
            }
        }
        return logged;
    }

    /** @param there what the log says when its successor is there */
    private static void replace(String name, String there) throws Exception {
        int before = server.logs().split(Pattern.quote(there), -1).length;
        Path bundles = server.stagedoor().resolve("bundles");
        Path part = server.home().resolve(name + ".jar");
        NewerJar.write(bundles.resolve(name + ".jar"), "0.2.0", part);
        server.addBundle(part);
        eventually(
                PATIENCE,
                () -> assertThat(server.logs().split(Pattern.quote(there), -1).length)
                        .isGreaterThan(before));
    }

    @Test
    public void counts_agree_with_the_audit_log_while_bundles_are_replaced() throws Exception {
        mixedRun();
        for (Map.Entry<String, String> bundle : SUCCESSORS.entrySet()) {
            replace(bundle.getKey(), bundle.getValue());
            eventually(PATIENCE, () -> assertThat(get("/readyz").statusCode()).isEqualTo(200));
            mixedRun();
        }
        eventually(PATIENCE, () -> {
            Map<String, Long> logged = logged("audit.log", false);
            assertThat(logged.keySet()).anyMatch(key -> key.contains("RTMP connect deny BAD_SIGNATURE"));
            assertThat(logged.keySet()).anyMatch(key -> key.contains("HTTP play allow"));
            assertThat(counted("stagedoor_decisions_total")).isEqualTo(logged);
        });
        eventually(PATIENCE, () -> assertThat(counted("stagedoor_ends_total")).isEqualTo(logged("allowed.log", true)));
        String metrics = get("/metrics").body();
        assertThat(metrics)
                .doesNotContain("room-", "ann", "127.0.0.1", "hls")
                .contains(
                        "stagedoor_secret_overlap_seconds{authenticator=\"live-jwt\"} 0.0",
                        "stagedoor_authenticator_last_good{authenticator=\"live-jwt\"} 0.0",
                        "stagedoor_decision_duration_seconds_count{authenticator=\"live-jwt\"}",
                        "stagedoor_store_writable 1.0",
                        "stagedoor_healthy 1.0",
                        "stagedoor_ready 1.0");
        System.out.println("FIGURES scrape of a real server: " + metrics.length() + " characters");
        // The core counts anew, and everything else goes on.
        replace("core", "shared.mv is open,");
        eventually(PATIENCE, () -> assertThat(get("/readyz").statusCode()).isEqualTo(200));
        Clients.connect(server, "live", good());
        eventually(
                PATIENCE,
                () -> assertThat(counted("stagedoor_decisions_total")).containsKey("live RTMP connect allow GRANTED"));
    }

    @Test
    public void ends_are_counted_by_their_cause_as_the_audit_log_has_them() throws Exception {
        try (Feed carl = Feed.publish(server, "live?token=" + of("carl"), "s-carl", "mark")) {
            try (Feed kicked = Feed.publish(server, "live?token=" + of("ann"), "s-ann", "mark")) {
                stagedoor("kick", "--sub", "ann");
                Clients.assertClosed(kicked.client());
            }
            try (Feed revoked = Feed.publish(server, "live?token=" + of("eve"), "s-eve", "mark")) {
                stagedoor("revoke", "--sub", "eve");
                Clients.assertClosed(revoked.client());
            }
            try (RtmpClient expired = Clients.expired(
                    server, end -> token().claim("sub", "dan").claim("exp", end).signedWith(server.secret()))) {
                Clients.assertClosed(expired);
            }
            try (RtmpClient replaced = RtmpClient.connected(server.rtmpPort(), "live?token=" + of("bob"));
                    RtmpClient later = RtmpClient.connected(server.rtmpPort(), "live?token=" + of("bob"))) {
                assertThat(replaced.play(replaced.createStream(), "s-carl")).isEqualTo(Clients.PLAYING);
                assertThat(later.play(later.createStream(), "s-carl")).isEqualTo(Clients.PLAYING);
                Clients.assertClosed(replaced);
            }
            assertThat(carl.client().createStream()).isPositive();
        }
        eventually(PATIENCE, () -> {
            Map<String, Long> ends = logged("allowed.log", true);
            assertThat(ends.keySet())
                    .contains(
                            "live RTMP end end KICKED",
                            "live RTMP end end REVOKED",
                            "live RTMP end end EXPIRED",
                            "live RTMP end end REPLACED",
                            "live RTMP end end LEFT");
            assertThat(counted("stagedoor_ends_total")).isEqualTo(ends);
            assertThat(counted("stagedoor_decisions_total")).isEqualTo(logged("audit.log", false));
        });
    }

    @Test
    public void who_finds_no_place_is_counted_as_a_refusal() throws Exception {
        server.configureInForce(server.application(
                "maxSessionsPlaying=1",
                "onTooMany=reject",
                "reconnectSeconds=600")); // the first one plays, and says nothing
        try (Feed carl = Feed.publish(server, "live?token=" + of("carl"), "s-carl", "mark");
                RtmpClient first = RtmpClient.connected(server.rtmpPort(), "live?token=" + of("bob"))) {
            assertThat(first.play(first.createStream(), "s-carl")).isEqualTo(Clients.PLAYING);
            assertThat(Clients.play(server, "live", of("bob"), "s-carl")).isNotEqualTo(Clients.PLAYING);
            assertThat(carl.client().createStream()).isPositive();
        }
        eventually(PATIENCE, () -> {
            Map<String, Long> logged = logged("audit.log", false);
            assertThat(logged.keySet()).contains("live RTMP play deny TOO_MANY_SESSIONS");
            assertThat(counted("stagedoor_decisions_total")).isEqualTo(logged);
            assertThat(counted("stagedoor_ends_total")).isEqualTo(logged("allowed.log", true));
        });
    }

    @Test
    public void is_not_ready_while_no_application_has_an_authenticator_and_says_why() throws Exception {
        eventually(PATIENCE, () -> assertThat(get("/readyz").statusCode()).isEqualTo(200));
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        Path file = server.stagedoor().resolve("conf").resolve("stagedoor.application-live.cfg");
        String before = Files.readString(file);
        server.writeFile(file, before.replaceAll("authenticator *=.*", "authenticator=nobody"));
        eventually(PATIENCE, () -> {
            HttpResponse<String> closed = get("/readyz");
            assertThat(closed.statusCode()).isEqualTo(503);
            assertThat(closed.body()).contains("no authenticator has the name 'nobody'");
        });
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        eventually(PATIENCE, () -> assertThat(get("/metrics").body()).contains("stagedoor_ready 0.0"));
        server.writeFile(file, before);
        eventually(PATIENCE, () -> assertThat(get("/readyz").statusCode()).isEqualTo(200));
    }
}
