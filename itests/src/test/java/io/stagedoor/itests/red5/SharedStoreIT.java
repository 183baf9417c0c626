package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.PATIENCE;
import static io.stagedoor.itests.red5.Clients.PUBLISHED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import io.stagedoor.itests.rtmp.RtmpClient;
import io.stagedoor.shared.redis.process.RedisProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Two servers, each a real Red5, share a real Redis: what one knows, the other knows; and whatever becomes of Redis, nobody gets in by it. */
public class SharedStoreIT {

    private static final String FILE = "stagedoor.shared.cfg";
    private static final String SECRET = "2tYkQd0m2rXoWf0m1Zk3QzJ8aYvXw5s1u7y9b0c2d4E=";
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final int TRIES = 500;
    private static final String HERE = "127.0.0.1";
    private static final String ELSEWHERE = "127.0.0.2";

    /** How long tokens live: after a loss, only those that end later than any that was used are good. */
    private static Duration life = Duration.ofMinutes(5);

    private static RedisProcess redis;
    private static StagedoorServer one;
    private static StagedoorServer other;

    @BeforeClass
    public static void start() throws Exception {
        assumeTrue("needs redis-server", RedisProcess.isThere());
        Path work = Files.createDirectories(Path.of(System.getProperty("stagedoor.work")));
        Path folder = Files.createTempDirectory(work, "redis-");
        redis = RedisProcess.start(folder.toAbsolutePath());
        one = sharing(redis.url());
        other = sharing(redis.url());
        one.start();
        other.start();
        works();
    }

    @AfterClass
    public static void stop() {
        for (StagedoorServer server : new StagedoorServer[] {one, other}) {
            if (server != null) {
                server.close();
            }
        }
        if (redis != null) {
            redis.close();
        }
    }

    @After
    public void again() throws Exception {
        redis.thaw();
        works();
    }

    private static StagedoorServer sharing(String url, String... more) throws IOException {
        StagedoorServer server = StagedoorServer.prepared().withJwt();
        Path key = server.stagedoor().resolve("secrets/shared.key");
        server.writeFile(key, SECRET + "\n");
        List<String> lines = new ArrayList<>(List.of("redis=" + url, "keyFile=" + key, "timeoutMillis=500"));
        lines.addAll(List.of(more));
        server.configure(FILE, lines.toArray(String[]::new));
        server.configure(StagedoorServer.JWT_FILE, server.jwt("tokenUse=once", "jwtTtlMinutes=10000"));
        server.configure(
                StagedoorServer.APPLICATION_FILE, server.application("reconnectSeconds=3", "maxSessionsPublishing=1"));
        if (one != null) {
            server.writeSecret(one.secret());
        }
        return server;
    }

    private static String fresh(String subject) {
        return token().claim("sub", subject)
                .claim("jti", subject + "-" + COUNT.incrementAndGet())
                .expiresIn(life)
                .signedWith(one.secret());
    }

    private static String fresh() {
        return fresh("user-" + COUNT.incrementAndGet());
    }

    /** Whether a client with a token begins to publish. It goes at once. */
    private static boolean publishes(StagedoorServer server, String token) {
        return publishesFrom(HERE, server, token);
    }

    /** The same, from another network: it may not take over what somebody has used who has gone. */
    private static boolean stranger(StagedoorServer server, String token) {
        return publishesFrom(ELSEWHERE, server, token);
    }

    private static boolean publishesFrom(String address, StagedoorServer server, String token) {
        try (RtmpClient client = RtmpClient.openFrom(address, server.rtmpPort())) {
            return client.connect("live?token=" + token).equals(Clients.CONNECTED)
                    && client.publish(client.createStream(), "s-" + COUNT.incrementAndGet(), "live")
                            .equals(PUBLISHED);
        } catch (IOException | AssertionError e) {
            return false;
        }
    }

    /** Waits until tokens for one use are good on both. */
    private static void works() {
        eventually(Duration.ofSeconds(60), () -> {
            assertThat(publishes(one, fresh())).isTrue();
            assertThat(publishes(other, fresh())).isTrue();
        });
    }

    private static String command(StagedoorServer server, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(StagedoorServer.command(arguments[0]));
        command.addAll(List.of(arguments).subList(1, arguments.length));
        command.addAll(List.of("--home", server.home().toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return out;
        } finally {
            process.destroyForcibly();
        }
    }

    /** How many of many that begin at the same moment do. */
    private static <T> List<T> atOnce(int many, ThrowingFunction<T> each) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(many);
        CountDownLatch go = new CountDownLatch(1);
        try {
            List<Future<T>> all = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                int mine = i;
                Callable<T> call = () -> {
                    go.await();
                    return each.apply(mine);
                };
                all.add(threads.submit(call));
            }
            go.countDown();
            List<T> got = new ArrayList<>();
            for (Future<T> future : all) {
                got.add(future.get(120, TimeUnit.SECONDS));
            }
            return got;
        } finally {
            threads.shutdownNow();
        }
    }

    private interface ThrowingFunction<T> {
        T apply(int i) throws Exception;
    }

    @Test
    public void who_is_revoked_on_one_is_cut_on_the_other() throws Exception {
        String subject = "revoked-" + COUNT.incrementAndGet();
        try (Feed feed = Feed.publish(other, "live?token=" + fresh(subject), "s-" + subject, "mark")) {
            assertThat(feed.client().createStream()).isPositive();
            assertThat(command(one, "revoke", "--sub", subject)).contains("revoked");
            Clients.assertClosed(feed.client());
        }
        assertThat(publishes(other, fresh(subject))).isFalse();
        assertThat(publishes(one, fresh(subject))).isFalse();
        String list = command(other, "revoke", "--list");
        assertThat(list).contains(subject);
    }

    @Test
    public void one_of_500_on_both_uses_a_token() throws Exception {
        String token = fresh();
        List<RtmpClient> open = new ArrayList<>();
        try {
            List<String> codes = atOnce(TRIES / 10, i -> {
                int got = 0;
                for (int n = 0; n < 10; n++) {
                    StagedoorServer server = (i + n) % 2 == 0 ? one : other;
                    // Each from another network: nobody takes over what a silent one has.
                    RtmpClient client = RtmpClient.openFrom("127.1." + i + '.' + (n + 1), server.rtmpPort());
                    synchronized (open) {
                        open.add(client);
                    }
                    if (client.connect("live?token=" + token).equals(Clients.CONNECTED)
                            && client.publish(client.createStream(), "many-" + i + "-" + n, "live")
                                    .equals(PUBLISHED)) {
                        got++;
                    }
                }
                return String.valueOf(got);
            });
            assertThat(codes.stream().mapToInt(Integer::parseInt).sum()).isEqualTo(1);
        } finally {
            for (RtmpClient client : open) {
                client.close();
            }
        }
    }

    @Test
    public void one_client_of_an_account_publishes_on_both() throws Exception {
        String subject = "one-" + COUNT.incrementAndGet();
        try (Feed feed = Feed.publish(one, "live?token=" + fresh(subject), "s-" + subject, "mark")) {
            assertThat(feed.client().createStream()).isPositive();
            assertThat(publishes(other, fresh(subject))).isFalse();
        }
        eventually(PATIENCE, () -> assertThat(publishes(other, fresh(subject))).isTrue());
    }

    /** Publishes with a token on one, does something, and sees for a while that nobody gets in by it any more. */
    private static void nobodyGetsInBy(Fault fault, Duration time) throws Exception {
        String used = fresh();
        assertThat(publishes(one, used)).isTrue();
        eventually(PATIENCE, () -> assertThat(stranger(other, used)).isFalse());
        fault.happens();
        int refused = 0;
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            assertThat(stranger(one, used)).isFalse();
            assertThat(stranger(other, used)).isFalse();
            refused += 2;
        }
        assertThat(refused).isPositive();
        life = life.plusMinutes(12);
    }

    private interface Fault {
        void happens() throws Exception;
    }

    @Test
    public void a_used_token_stays_used_while_redis_is_frozen_and_after() throws Exception {
        String used = fresh();
        assertThat(publishes(one, used)).isTrue();
        String revoked = "frozen-" + COUNT.incrementAndGet();
        command(one, "revoke", "--sub", revoked);
        redis.freeze();
        for (int i = 0; i < 20; i++) {
            assertThat(stranger(one, used)).isFalse();
            assertThat(stranger(other, used)).isFalse();
            assertThat(publishes(other, fresh())).as("a new token").isFalse();
            assertThat(publishes(other, fresh(revoked))).as("a revoked subject").isFalse();
        }
        eventually(() -> assertThat(command(other, "status")).contains("limits count on this server"));
        redis.thaw();
        works();
        for (int i = 0; i < 20; i++) {
            assertThat(stranger(one, used)).isFalse();
            assertThat(stranger(other, used)).isFalse();
        }
        assertThat(command(other, "status")).doesNotContain("has not answered");
    }

    @Test
    public void a_used_token_stays_used_when_redis_loses_all() throws Exception {
        String subject = "flushed-" + COUNT.incrementAndGet();
        command(one, "revoke", "--sub", subject);
        nobodyGetsInBy(() -> redis.cli("FLUSHALL"), Duration.ofSeconds(8));
        works();
        assertThat(publishes(other, fresh(subject))).isFalse();
        assertThat(command(one, "status")).contains("has lost what it had");
        eventually(
                PATIENCE, () -> assertThat(command(other, "revoke", "--list")).contains(subject));
    }

    @Test
    public void a_used_token_stays_used_when_redis_is_killed_and_starts_empty() throws Exception {
        nobodyGetsInBy(
                () -> {
                    redis.kill();
                    redis.restart();
                },
                Duration.ofSeconds(8));
        works();
    }

    @Test
    public void without_the_bundle_the_own_store_is_no_substitute() throws Exception {
        String used = fresh();
        assertThat(publishes(one, used)).isTrue();
        other.removeBundle("shared-redis.jar");
        try {
            eventually(PATIENCE, () -> assertThat(command(other, "status")).contains("no bundle has one"));
            assertThat(stranger(other, used)).isFalse();
            assertThat(publishes(other, fresh())).isFalse();
        } finally {
            other.restoreBundle("shared-redis.jar");
        }
        works();
        assertThat(stranger(other, used)).isFalse();
    }

    @Test
    public void who_was_revoked_elsewhere_stays_out_when_the_file_goes_and_comes_back() throws Exception {
        String subject = "gone-" + COUNT.incrementAndGet();
        command(one, "revoke", "--sub", subject);
        eventually(PATIENCE, () -> assertThat(publishes(other, fresh(subject))).isFalse());
        String text = Files.readString(other.stagedoor().resolve("conf").resolve(FILE));
        other.unconfigure(FILE);
        try { // it may come back: tokens for one use are refused
            eventually(PATIENCE, () -> assertThat(publishes(other, fresh())).isFalse());
            assertThat(publishes(other, fresh(subject))).isFalse();
            eventually(
                    Duration.ofSeconds(60),
                    () -> assertThat(publishes(other, fresh())).isTrue());
            assertThat(publishes(other, fresh(subject))).isFalse();
            assertThat(command(other, "status")).contains("and is on its own since");
        } finally {
            other.configure(FILE, text.strip());
        }
        works();
        assertThat(publishes(other, fresh(subject))).isFalse();
    }

    @Test
    public void a_server_that_is_cut_off_lets_nobody_in_by_what_the_other_has_taken_back() throws Exception {
        String used = fresh();
        String subject = "cut-off-" + COUNT.incrementAndGet();
        try (FreezingProxy cable = new FreezingProxy(redis.port())) {
            StagedoorServer third = sharing("redis://127.0.0.1:" + cable.port(), "revocationsMaxStaleSeconds=2");
            try (Feed feed = Feed.publish(one, "live?token=" + used, "s-used-" + COUNT.incrementAndGet(), "mark")) {
                third.start();
                eventually(PATIENCE, () -> assertThat(publishes(third, fresh())).isTrue());
                cable.freeze();
                command(one, "revoke", "--sub", subject);
                assertThat(stranger(third, used)).isFalse();
                assertThat(publishes(third, fresh())).isFalse();
                // The other has revoked somebody: after so long, nobody is let in.
                eventually(
                        PATIENCE,
                        () -> assertThat(Clients.connect(third, "live", fresh(subject)))
                                .isEqualTo(Clients.REJECTED));
                assertThat(Clients.connect(third, "live", fresh())).isEqualTo(Clients.REJECTED);
                assertThat(feed.client().createStream()).isPositive();
            } finally {
                third.close();
            }
        }
    }
}
