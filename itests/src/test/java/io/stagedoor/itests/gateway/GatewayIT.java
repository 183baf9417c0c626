package io.stagedoor.itests.gateway;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import io.stagedoor.itests.NewerJar;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The gateway behind a real nginx, with its RTMP module and with {@code auth_request}. Skipped where these, or ffmpeg, are not installed. */
public class GatewayIT {

    @ClassRule
    public static final TemporaryFolder TEMPORARY = new TemporaryFolder();

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Rule
    public final TemporaryFolder own = new TemporaryFolder();

    private static GatewayProcess gateway;
    private static Nginx nginx;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeClass
    public static void start() throws Exception {
        boolean installed = Nginx.isInstalled() && Encoder.isInstalled();
        if (!installed) {
            System.out.println("SKIPPED: GatewayIT, because nginx with its RTMP module, or ffmpeg, is not installed");
        }
        assumeTrue("nginx with its RTMP module, or ffmpeg, is not installed", installed);
        Path folder = TEMPORARY.getRoot().toPath();
        List<Integer> ports = Nginx.freePorts();
        gateway = new GatewayProcess(folder);
        gateway.server(
                "edge1",
                "nginx-rtmp",
                "connectWithoutCredentials=true",
                "apiUrl=http://127.0.0.1:" + ports.get(1) + "/control");
        gateway.server("web", "nginx");
        gateway.start();
        nginx = Nginx.start(
                folder.resolve("nginx"), ports, gateway.port(), "notify_update_timeout 1s; notify_update_strict on;");
    }

    @AfterClass
    public static void stop() throws Exception {
        if (nginx != null) {
            nginx.close();
        }
        if (gateway != null) {
            gateway.close();
        }
    }

    private static String stream(String name, String token) {
        return nginx.rtmpUrl() + "/" + name + "?token=" + token;
    }

    private static void awaitAudited(String... texts) {
        eventually(PATIENCE, () -> assertThat(gateway.audited(texts)).isNotEmpty());
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + nginx.http() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    public void who_has_a_token_publishes_and_plays() throws Exception {
        String token = gateway.token(token().claim("sub", "alice"));
        Path recording = own.getRoot().toPath().resolve("played.flv");
        try (Encoder publisher = Encoder.publish(stream("one", token))) {
            awaitAudited("\"stream\":\"one\"", "\"action\":\"publish\"", "\"decision\":\"allow\"");
            try (Encoder player = Encoder.play(stream("one", token), recording)) {
                eventually(PATIENCE, () -> {
                    assertThat(recording).exists();
                    assertThat(Files.size(recording)).isGreaterThan(2_000);
                });
                assertThat(player.isRunning()).isTrue();
                assertThat(gateway.command("sessions"))
                        .contains("alice")
                        .contains("publishes one")
                        .contains("plays one");
            }
            assertThat(publisher.isRunning()).isTrue();
        }
        eventually(PATIENCE, () -> assertThat(gateway.command("sessions")).doesNotContain("alice"));
    }

    @Test
    public void who_has_no_good_token_is_refused() throws Exception {
        try (Encoder publisher = Encoder.publish(stream("two", "bad"))) {
            assertThat(publisher.ends(PATIENCE)).isTrue();
        }
        try (Encoder publisher = Encoder.publish(nginx.rtmpUrl() + "/two")) {
            assertThat(publisher.ends(PATIENCE)).isTrue();
        }
        awaitAudited("\"application\":\"live\"", "\"decision\":\"deny\"", "NO_CREDENTIALS");
        assertThat(gateway.audited("\"stream\":\"two\"", "\"decision\":\"allow\""))
                .isEmpty();
    }

    @Test
    public void a_stream_is_cut_when_its_token_expires() throws Exception {
        String token = gateway.token(token().claim("sub", "short").expiresIn(Duration.ofSeconds(6)));
        try (Encoder publisher = Encoder.publish(stream("three", token))) {
            awaitAudited("\"stream\":\"three\"", "\"action\":\"publish\"", "\"decision\":\"allow\"");
            assertThat(publisher.ends(PATIENCE)).isTrue();
        }
        awaitAudited("\"stream\":\"three\"", "EXPIRED");
    }

    @Test
    public void a_kick_and_a_revocation_end_a_stream_at_once() throws Exception {
        String token = gateway.token(token().claim("sub", "mallory").claim("jti", "t-4"));
        try (Encoder publisher = Encoder.publish(stream("four", token))) {
            awaitAudited("\"stream\":\"four\"", "\"action\":\"publish\"", "\"decision\":\"allow\"");
            gateway.command("kick", "--sub", "mallory");
            assertThat(publisher.ends(PATIENCE)).isTrue();
        }
        awaitAudited("\"stream\":\"four\"", "KICKED");
        try (Encoder publisher = Encoder.publish(stream("five", token))) {
            awaitAudited("\"stream\":\"five\"", "\"action\":\"publish\"", "\"decision\":\"allow\"");
            gateway.command("revoke", "--jti", "t-4");
            assertThat(publisher.ends(PATIENCE)).isTrue();
        }
        try (Encoder publisher = Encoder.publish(stream("six", token))) {
            assertThat(publisher.ends(PATIENCE)).isTrue();
        }
        assertThat(gateway.audited("\"stream\":\"six\"", "\"decision\":\"allow\""))
                .isEmpty();
    }

    @Test
    public void nginx_serves_files_to_whoever_may_have_them() throws Exception {
        String token = gateway.token(token().rooms("room1"));
        assertThat(get("/live/room1/show.m3u8").statusCode()).isEqualTo(401);
        assertThat(get("/live/room1/show.m3u8").headers().allValues("WWW-Authenticate"))
                .anySatisfy(challenge -> assertThat(challenge).contains("Bearer"));
        HttpResponse<String> playlist = get("/live/room1/show.m3u8?token=" + token);
        assertThat(playlist.statusCode()).isEqualTo(200);
        String cookie =
                playlist.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
        assertThat(get("/live/room1/show.ts", "Cookie", cookie).statusCode()).isEqualTo(200);
        assertThat(get("/live/room2/only2.ts", "Cookie", cookie).statusCode()).isEqualTo(401);
        assertThat(get("/live/room2/only2.ts?token=" + token).statusCode()).isEqualTo(403);
        assertThat(get("/live/room1/show.ts", "Authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    public void nginx_serves_nothing_by_a_path_that_it_resolves_otherwise() throws Exception {
        String token = gateway.token(token().rooms("room1"));
        for (String path : List.of(
                "/live/room1/..%2froom2/only2.ts", "/live/room1/%2e%2e/room2/only2.ts", "/live//room2/only2.ts")) {
            HttpResponse<String> answer = get(path + "?token=" + token);
            assertThat(answer.statusCode()).as(path).isEqualTo(403);
            assertThat(answer.body()).doesNotContain("another room");
        }
        assertThat(get("/live/r%6Fom2/only2.ts?token=" + token).statusCode()).isEqualTo(403);
        // What a client says of itself nginx has overwritten.
        assertThat(get("/live/room2/only2.ts?token=" + token, "X-Original-URI", "/live/room1/show.ts")
                        .statusCode())
                .isEqualTo(403);
    }

    /** A lost or a wrong answer would end the stream, which asks each second. */
    @Test
    public void bundles_and_configurations_are_replaced_under_load() throws Exception {
        String good = gateway.token(token().claim("sub", "steady"));
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong asked = new AtomicLong();
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        try (Encoder publisher = Encoder.publish(stream("seven", good))) {
            awaitAudited("\"stream\":\"seven\"", "\"action\":\"publish\"", "\"decision\":\"allow\"");
            List<Thread> threads = List.of(load(good, over, asked, wrong), load(good, over, asked, wrong));
            int versions = 0;
            for (String name : List.of("gateway.jar", "core.jar", "auth-jwt.jar", "gateway.jar")) {
                long before = asked.get();
                int opened = opened();
                replace(name, "0.1.0.t" + ++versions);
                gateway.server("web", "nginx", "deadlineMillis=" + (2000 + versions));
                if (name.equals("auth-jwt.jar")) {
                    eventually(PATIENCE, () -> assertThat(gateway.log()).contains("0.1.0.t3"));
                } else {
                    eventually(PATIENCE, () -> assertThat(opened()).isGreaterThan(opened));
                }
                eventually(PATIENCE, () -> assertThat(asked.get()).isGreaterThan(before + 200));
            }
            over.set(true);
            for (Thread thread : threads) {
                thread.join(PATIENCE.toMillis());
            }
            assertThat(wrong).isEmpty();
            assertThat(publisher.isRunning()).isTrue();
            assertThat(gateway.command("sessions")).contains("steady");
        }
    }

    /** How often a bundle has offered a gate. */
    private static int opened() throws IOException {
        return gateway.log().split("Gate open", -1).length;
    }

    private Thread load(String good, AtomicBoolean over, AtomicLong asked, Queue<String> wrong) {
        Thread thread = new Thread(() -> {
            while (!over.get()) {
                try {
                    boolean shows = asked.incrementAndGet() % 2 == 0;
                    int status = get("/live/room1/show.ts?token=" + (shows ? good : "bad"))
                            .statusCode();
                    if (status != (shows ? 200 : 401)) {
                        wrong.add(status + " for a token that is " + (shows ? "good" : "bad"));
                    }
                } catch (Exception e) {
                    wrong.add(e.toString());
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void replace(String name, String version) throws IOException {
        Path bundle = gateway.bundle(name);
        Path next = own.getRoot().toPath().resolve(name);
        NewerJar.write(bundle, version, next);
        Files.move(next, bundle, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    public void it_ends_when_it_is_told_to() throws Exception {
        try (GatewayProcess other = new GatewayProcess(own.getRoot().toPath())) {
            other.start();
            assertThat(other.terminate()).isEqualTo(128 + 15);
        }
    }
}
