package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PLAYING;
import static io.stagedoor.itests.red5.Clients.PLAY_REFUSED;
import static io.stagedoor.itests.red5.Clients.PUBLISHED;
import static io.stagedoor.itests.red5.Clients.PUBLISH_REFUSED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static io.stagedoor.itests.red5.Clients.connect;
import static io.stagedoor.itests.red5.Clients.play;
import static io.stagedoor.itests.red5.Clients.publish;
import static io.stagedoor.itests.red5.Clients.sees;
import static io.stagedoor.itests.red5.StagedoorServer.APPLICATION_FILE;
import static io.stagedoor.itests.red5.StagedoorServer.JWT_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.PrivateKeyHolder;
import io.stagedoor.itests.Threads;
import io.stagedoor.itests.Token;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Tokens of issuers whose public keys are in files, on a real server: two tenants, each in its rooms, and a backend with a secret. */
public class IssuersIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final PrivateKeyHolder ACME = PrivateKeyHolder.rs256();
    private static final PrivateKeyHolder ACME_NEXT = PrivateKeyHolder.rs256();
    private static final PrivateKeyHolder BOLT = PrivateKeyHolder.es256();
    private static final PrivateKeyHolder BOLT_TOO = PrivateKeyHolder.edDsa();

    /** On a slow machine, a bundle is away longer, and decisions take longer. */
    private static final String[] SLOW = {"swapGraceMillis=15000", "decisionTimeoutMillis=30000"};

    private static StagedoorServer server;

    private final String acme = ACME.sign("one", of("acme", "streamer"));
    private final String bolt = BOLT.sign("", of("bolt", "streamer"));

    @BeforeClass
    public static void start() {
        server = StagedoorServer.prepared();
        server.configure(JWT_FILE, server.jwt("issuers=acme,bolt"));
        server.configure(APPLICATION_FILE, server.application(SLOW));
        server.writeFile(keys("acme.jwks"), "{\"keys\":[" + ACME.jwk("one") + "]}");
        server.writeFile(keys("bolt.pem"), BOLT.pem());
        server.writeFile(keys("bolt-too.pem"), BOLT_TOO.pem());
        server.configure("stagedoor.issuer-acme.cfg", issuer("acme", "keys=" + keys("acme.jwks")));
        server.configure(
                "stagedoor.issuer-bolt.cfg",
                issuer("bolt", "keys=" + keys("bolt.pem"), "keys.too=" + keys("bolt-too.pem")));
        server.start();
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    private static Path keys(String file) {
        return server.stagedoor().resolve("keys").resolve(file);
    }

    private static String[] issuer(String tenant, String... keys) {
        return (String.join("\n", keys) + "\nname=" + tenant + "\nissuer=https://" + tenant + ".example/"
                        + "\naudiences=media\npublisherIf=role=streamer\nsubscriberIf=sub=*\nrooms=" + tenant)
                .split("\n");
    }

    private static Token of(String tenant, String role) {
        return token().claim("iss", "https://" + tenant + ".example/")
                .claim("aud", "media")
                .claim("role", role);
    }

    @Test
    public void each_tenant_publishes_and_plays_in_its_rooms_only() throws Exception {
        try (Feed feed = Feed.publish(server, "live/acme?token=" + acme, "s", "mark-acme");
                Feed other = Feed.publish(server, "live/bolt?token=" + bolt, "s", "mark-bolt");
                RtmpClient viewer = RtmpClient.connected(server.rtmpPort(), "live/acme?token=" + acme)) {
            assertThat(viewer.play(viewer.createStream(), "s")).isEqualTo(PLAYING);
            assertThat(sees(viewer, "mark-acme")).isTrue();
            assertThat(connect(server, "live/bolt", acme)).isEqualTo(REJECTED);
            assertThat(connect(server, "live/acme", bolt)).isEqualTo(REJECTED);
            assertThat(play(server, "live", acme, "bolt/s")).isEqualTo(PLAY_REFUSED);
        }
        String byEdDsa = BOLT_TOO.sign("too", of("bolt", "streamer"));
        assertThat(publish(server, "live/bolt", byEdDsa, "s2")).isEqualTo(PUBLISHED);
        assertThat(publish(server, "live/bolt", BOLT.sign("", of("bolt", "viewer")), "s3"))
                .isEqualTo(PUBLISH_REFUSED);
    }

    @Test
    public void a_secret_and_issuers_judge_side_by_side() throws Exception {
        assertThat(publish(server, "live", token().signedWith(server.secret()), "s4"))
                .isEqualTo(PUBLISHED);
        AuditLog audit = server.audit();
        assertThat(connect(server, "live/acme", ACME.sign("one", of("bolt", "streamer"))))
                .isEqualTo(REJECTED);
        assertThat(connect(server, "live/acme", ACME_NEXT.sign("one", of("acme", "streamer"))))
                .isEqualTo(REJECTED);
        assertThat(connect(
                        server,
                        "live/acme",
                        ACME.sign("one", of("acme", "streamer").without("aud"))))
                .isEqualTo(REJECTED);
        assertThat(audit.decisions())
                .containsExactly(
                        "connect deny WRONG_ISSUER", "connect deny BAD_SIGNATURE", "connect deny WRONG_AUDIENCE");
    }

    /** No client is refused that has a key of the moment, and the stream does not notice. */
    @Test
    public void keys_are_replaced_while_a_stream_runs_and_others_connect() throws Exception {
        String next = ACME_NEXT.sign("two", of("acme", "streamer"));
        ScheduledExecutorService visitors = Executors.newSingleThreadScheduledExecutor();
        Queue<String> mistakes = new ConcurrentLinkedQueue<>();
        AtomicInteger visits = new AtomicInteger();
        try (Feed feed = Feed.publish(server, "live/bolt?token=" + bolt, "runs", "mark-runs");
                RtmpClient viewer = RtmpClient.connected(server.rtmpPort(), "live/bolt?token=" + bolt)) {
            assertThat(viewer.play(viewer.createStream(), "runs")).isEqualTo(PLAYING);
            visitors.scheduleWithFixedDelay(() -> visit(mistakes, visits), 0, 20, TimeUnit.MILLISECONDS);

            server.writeFile(keys("acme.jwks"), "{\"keys\":[" + ACME.jwk("one") + "," + ACME_NEXT.jwk("two") + "]}");
            eventually(PATIENCE, () -> assertThat(connected(next)).isEqualTo(CONNECTED));
            assertThat(connect(server, "live/acme", acme)).isEqualTo(CONNECTED);
            server.writeFile(keys("acme.jwks"), "{\"keys\":[" + ACME_NEXT.jwk("two") + "]}");
            eventually(PATIENCE, () -> assertThat(connected(acme)).isEqualTo(REJECTED));
            assertThat(connect(server, "live/acme", next)).isEqualTo(CONNECTED);
            replaceBundle();
            int before = visits.get();
            eventually(PATIENCE, () -> assertThat(visits.get()).isGreaterThan(before + 50));

            assertThat(sees(viewer, "mark-runs")).isTrue();
        } finally {
            Threads.finish(visitors);
            server.writeFile(keys("acme.jwks"), "{\"keys\":[" + ACME.jwk("one") + "]}");
            eventually(PATIENCE, () -> assertThat(connected(acme)).isEqualTo(CONNECTED));
        }
        assertThat(mistakes).isEmpty();
    }

    private static void replaceBundle() {
        int before = registrations();
        server.restoreBundle("auth-jwt.jar");
        eventually(PATIENCE, () -> assertThat(registrations()).isGreaterThan(before));
    }

    private static int registrations() {
        return server.log().split("Authenticator 'live-jwt' registered", -1).length;
    }

    private void visit(Queue<String> mistakes, AtomicInteger visits) {
        String code = connected(bolt, "live/bolt");
        if (!code.equals(CONNECTED)) {
            mistakes.add(code);
        }
        visits.incrementAndGet();
    }

    private static String connected(String token) {
        return connected(token, "live/acme");
    }

    private static String connected(String token, String path) {
        try {
            return connect(server, path, token);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    public void a_broken_issuer_is_named_and_the_others_go_on() throws Exception {
        Files.delete(keys("bolt-too.pem"));
        eventually(
                PATIENCE,
                () -> assertThat(server.ownLog())
                        .contains("ERROR", "stagedoor.issuer-bolt.cfg: keys.too: the file does not exist"));
        assertThat(connect(server, "live/bolt", bolt)).isEqualTo(CONNECTED);
        server.configure("stagedoor.issuer-bolt.cfg", issuer("bolt", "keys=http://bolt.example/keys"));
        eventually(
                PATIENCE,
                () -> assertThat(server.ownLog()).contains("stagedoor.issuer-bolt.cfg: keys: is an http:// URL"));
        assertThat(connect(server, "live/bolt", bolt)).isEqualTo(CONNECTED);
        server.unconfigure("stagedoor.issuer-bolt.cfg");
        eventually(PATIENCE, () -> assertThat(connected(bolt, "live/bolt")).isEqualTo(REJECTED));
        assertThat(connect(server, "live/acme", acme)).isEqualTo(CONNECTED);
        assertThat(server.ownLog()).contains("issuers: no issuer has the name 'bolt'");

        server.writeFile(keys("bolt-too.pem"), BOLT_TOO.pem());
        server.configure(
                "stagedoor.issuer-bolt.cfg",
                issuer("bolt", "keys=" + keys("bolt.pem"), "keys.too=" + keys("bolt-too.pem")));
        eventually(PATIENCE, () -> assertThat(connected(bolt, "live/bolt")).isEqualTo(CONNECTED));
    }
}
