package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stagedoor.cli.server.FreePorts;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** A real Prometheus sees what happens on a real server, with the alert rules that we ship. */
public class PrometheusIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int HOSTILE = 200;
    /** Those of Stagedoor: an alert that is pending has series of its own, in which the labels of its target stand, too. */
    private static final String SERIES = "count({__name__=~\"stagedoor_.*\"})";

    private static StagedoorServer server;
    private static Process prometheus;
    private static int port;

    @BeforeClass
    public static void start() throws Exception {
        boolean installed = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "prometheus")));
        if (!installed) {
            System.out.println("SKIPPED: PrometheusIT, because Prometheus is not installed");
        }
        assumeTrue(installed);
        int metrics = FreePorts.ofLoopback();
        port = FreePorts.ofLoopback();
        server = StagedoorServer.prepared().withJwt();
        server.configure("stagedoor.operations.cfg", "metricsListen=127.0.0.1:" + metrics);
        server.start();
        Path work = Files.createDirectories(server.home().resolve("prometheus"));
        Path rules = server.stagedoor().resolve("monitoring/stagedoor-alerts.yml");
        Path configuration = Files.writeString(work.resolve("prometheus.yml"), """
                global:
                  scrape_interval: 1s
                  scrape_timeout: 1s
                  evaluation_interval: 1s
                rule_files: ["RULES"]
                scrape_configs:
                  - job_name: stagedoor
                    static_configs:
                      - targets: ["127.0.0.1:PORT"]
                """.replace("RULES", rules.toString())
                .replace("PORT", String.valueOf(metrics)));
        prometheus = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + work.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("prometheus.log").toFile())
                .start();
        eventually(PATIENCE, () -> assertThat(value("up{job=\"stagedoor\"}")).isEqualTo(1));
    }

    @AfterClass
    public static void stop() throws Exception {
        if (prometheus != null) {
            prometheus.destroy();
            if (!prometheus.waitFor(20, TimeUnit.SECONDS)) {
                prometheus.destroyForcibly();
            }
        }
        if (server != null) {
            server.close();
        }
    }

    private static JsonNode get(String path) {
        try {
            HttpResponse<String> answer = CLIENT.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return JSON.readTree(answer.body());
        } catch (IOException e) { // it is starting
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The one value of a query; -1 if there is none. */
    private static double value(String query) {
        JsonNode result = get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .path("data")
                .path("result");
        assertThat(result.size()).as(query).isLessThanOrEqualTo(1);
        return result.isEmpty() ? -1 : result.get(0).path("value").path(1).asDouble();
    }

    private static String good() {
        return token().claim("sub", "ann").signedWith(server.secret());
    }

    private static String bad() {
        return token().signedWith("another secret of 32 characters or more");
    }

    private static void isSeen(String query, double least) {
        eventually(PATIENCE, () -> assertThat(value(query)).as(query).isGreaterThanOrEqualTo(least));
    }

    @Test
    public void sees_streams_and_refusals_and_a_restart_and_no_names_of_strangers() throws Exception {
        try (RtmpClient publisher = RtmpClient.connected(server.rtmpPort(), "live?token=" + good())) {
            assertThat(publisher.publish(publisher.createStream(), "s1", "live"))
                    .isEqualTo(Clients.PUBLISHED);
            isSeen("sum(stagedoor_clients{protocol=\"RTMP\"})", 1);
            isSeen("sum(stagedoor_decisions_total{application=\"live\", action=\"publish\", decision=\"allow\"})", 1);
            for (int i = 0; i < 10; i++) {
                Clients.connect(server, "live", bad());
            }
            isSeen("sum(stagedoor_decisions_total{decision=\"deny\", reason=\"BAD_SIGNATURE\"})", 10);
            assertThat(value("stagedoor_ready")).isEqualTo(1);
            assertThat(value("count(stagedoor_build_info)")).isEqualTo(1);
        }
        isSeen("sum(stagedoor_ends_total{application=\"live\"})", 1);
        strangers();
        restarts();
        assertThat(get("/api/v1/rules").path("data").path("groups").toString())
                .contains("StagedoorNotReady")
                .doesNotContain("\"health\":\"err\"");
    }

    private static void strangers() throws Exception {
        Clients.connect(server, "live/first", bad());
        isSeen("sum(stagedoor_decisions_total{decision=\"deny\"})", 11);
        double before = value(SERIES);
        for (int i = 0; i < HOSTILE; i++) {
            Clients.connect(server, "live/room-" + i, bad());
        }
        isSeen("sum(stagedoor_decisions_total{decision=\"deny\"})", 11 + HOSTILE);
        assertThat(value(SERIES)).isEqualTo(before);
    }

    private static void restarts() {
        server.stop(PATIENCE);
        eventually(PATIENCE, () -> assertThat(value("up{job=\"stagedoor\"}")).isZero());
        server.start();
        eventually(PATIENCE, () -> assertThat(value("up{job=\"stagedoor\"}")).isEqualTo(1));
        isSeen("stagedoor_ready", 1);
    }
}
