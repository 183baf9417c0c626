package io.stagedoor.shared.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.cli.server.FreePorts;
import io.stagedoor.shared.redis.internal.state.RedisState;
import io.stagedoor.shared.redis.internal.state.Servers;
import io.stagedoor.shared.redis.process.RedisProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The ways to Redis that can be configured: TLS, a user with the rights of the documentation, sentinels, a cluster. */
@EnabledIf(value = "io.stagedoor.shared.redis.process.RedisProcess#isThere", disabledReason = "needs redis-server")
class RedisWaysTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration GRACE = Duration.ofMillis(1500);
    private static final String PASSWORD = "not a secret";

    @TempDir
    Path folder;

    private Servers servers;
    private final List<RedisProcess> processes = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        servers = new Servers(folder, "stagedoor");
        Files.writeString(folder.resolve("key"), Base64.getEncoder().encodeToString(new byte[32]));
        Files.writeString(folder.resolve("password"), "right-one\n");
    }

    @AfterEach
    void stop() throws Exception {
        servers.close();
        processes.forEach(RedisProcess::close);
    }

    private RedisProcess redis(String name, int port, String... settings) throws Exception {
        RedisProcess redis = RedisProcess.start(folder.resolve(name), port, settings);
        processes.add(redis);
        return redis;
    }

    private RedisState server(String name, String... properties) throws Exception {
        Map<String, Object> all =
                new HashMap<>(Map.of("keyFile", folder.resolve("key").toString(), "timeoutMillis", "1000"));
        for (int i = 0; i < properties.length; i += 2) {
            all.put(properties[i], properties[i + 1]);
        }
        Settings settings = Settings.of(all);
        return servers.server(name, settings.address(), false, GRACE);
    }

    private static <T> T answer(CompletionStage<T> asked) throws Exception {
        return asked.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static void claims(RedisState state) {
        Servers.until(
                () -> {
                    try {
                        return state.isReady() && answer(state.claim("probe-" + System.nanoTime(), "any", HOUR));
                    } catch (Exception e) {
                        return false;
                    }
                },
                () -> "no claims: " + state.problem().orElse("no problem"));
    }

    /** Each operation once, and news. */
    private static void does(RedisState one, RedisState other) throws Exception {
        claims(one);
        claims(other);
        String id = "id-" + System.nanoTime();
        assertThat(answer(one.claim("jti", id, HOUR))).isTrue();
        assertThat(answer(other.claim("jti", id, HOUR))).isFalse();
        assertThat(answer(other.claimed("jti", id))).isPresent();
        assertThat(answer(one.lease("place", id, "a", HOUR, 1))).isTrue();
        assertThat(answer(other.lease("place", id, "b", HOUR, 1))).isFalse();
        answer(one.release("place", id, "a"));
        assertThat(answer(one.count(id, HOUR))).isEqualTo(1);
        assertThat(answer(other.count(id, HOUR))).isEqualTo(2);
        answer(one.put("block", id, new byte[] {1}, HOUR));
        List<String> keys = new ArrayList<>();
        answer(other.all("block", (key, value) -> keys.add(key)));
        assertThat(keys).contains(id);
        assertThat(answer(other.remove("block", id))).isTrue();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        other.listen("news", message -> heard.add(new String(message, StandardCharsets.UTF_8)));
        answer(one.announce("news", id.getBytes(StandardCharsets.UTF_8)));
        assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo(id);
    }

    private static Path pem(Path file, String what, byte[] content) throws Exception {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }

    /** A certificate of this machine, as {@code NAME.pem} and {@code NAME.key}. */
    private void certificate(String name, String host) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "one",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=" + host,
                        "-keyalg",
                        "RSA",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        Key key = keys.getKey("one", PASSWORD.toCharArray());
        pem(
                folder.resolve(name + ".pem"),
                "CERTIFICATE",
                keys.getCertificate("one").getEncoded());
        pem(folder.resolve(name + ".key"), "PRIVATE KEY", key.getEncoded());
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void speaks_tls_with_whom_it_trusts_under_the_name_of_the_certificate_only() throws Exception {
        certificate("right", "ip:127.0.0.1");
        certificate("elsewhere", "dns:redis.example.com");
        int tls = FreePorts.ofLoopback();
        redis(
                "tls",
                FreePorts.ofLoopback(),
                "tls-port " + tls,
                "tls-cert-file " + file("right.pem"),
                "tls-key-file " + file("right.key"),
                "tls-ca-cert-file " + file("right.pem"),
                "tls-auth-clients no");
        String url = "rediss://127.0.0.1:" + tls;
        does(
                server("one", "redis", url, "trustCertificates", file("right.pem")),
                server("other", "redis", url, "trustCertificates", file("right.pem")));
        RedisState distrusts = server("distrusts", "redis", url, "trustCertificates", file("elsewhere.pem"));
        Servers.until(
                () -> distrusts.problem().orElse("").contains("has not answered"),
                () -> distrusts.problem().toString());
        int wrong = FreePorts.ofLoopback();
        redis(
                "wrong",
                FreePorts.ofLoopback(),
                "tls-port " + wrong,
                "tls-cert-file " + file("elsewhere.pem"),
                "tls-key-file " + file("elsewhere.key"),
                "tls-ca-cert-file " + file("elsewhere.pem"),
                "tls-auth-clients no");
        RedisState misnamed =
                server("misnamed", "redis", "rediss://127.0.0.1:" + wrong, "trustCertificates", file("elsewhere.pem"));
        Servers.until(
                () -> misnamed.problem().orElse("").contains("has not answered"),
                () -> misnamed.problem().toString());
    }

    @Test
    void shows_a_certificate_where_redis_asks_for_one() throws Exception {
        certificate("right", "ip:127.0.0.1");
        int tls = FreePorts.ofLoopback();
        redis(
                "tls",
                FreePorts.ofLoopback(),
                "tls-port " + tls,
                "tls-cert-file " + file("right.pem"),
                "tls-key-file " + file("right.key"),
                "tls-ca-cert-file " + file("right.pem"),
                "tls-auth-clients yes");
        RedisState shows = server(
                "shows",
                "redis",
                "rediss://127.0.0.1:" + tls,
                "trustCertificates",
                file("right.pem"),
                "clientCertificate",
                file("right.pem"),
                "clientKey",
                file("right.key"));
        claims(shows);
    }

    /** The line of the documentation. */
    private static String acl() throws Exception {
        return Files.readAllLines(Path.of("../docs/cluster.md")).stream()
                .filter(line -> line.startsWith("user stagedoor on "))
                .findFirst()
                .orElseThrow()
                .replace("PASSWORD", "right-one");
    }

    @Test
    void works_with_the_rights_that_the_documentation_names() throws Exception {
        RedisProcess redis = redis("acl", FreePorts.ofLoopback(), acl(), "user default off");
        does(
                server("one", "redis", redis.url(), "user", "stagedoor", "passwordFile", file("password")),
                server("other", "redis", redis.url(), "user", "stagedoor", "passwordFile", file("password")));
        Files.writeString(folder.resolve("wrong.password"), "wrong-one");
        RedisState wrong =
                server("wrong", "redis", redis.url(), "user", "stagedoor", "passwordFile", file("wrong.password"));
        Servers.until(
                () -> wrong.problem().orElse("").contains("WRONGPASS"),
                () -> wrong.problem().toString());
        assertThat(wrong.problem().orElseThrow()).doesNotContain("wrong-one");
        // The file is read for each connection.
        Files.writeString(folder.resolve("wrong.password"), "right-one");
        claims(wrong);
    }

    @Test
    void follows_sentinels_to_another_master() throws Exception {
        RedisProcess master = redis("master", FreePorts.ofLoopback());
        RedisProcess replica = redis(
                "replica",
                FreePorts.ofLoopback(),
                "replicaof 127.0.0.1 " + master.port(),
                "repl-diskless-sync-delay 0");
        Servers.until(
                () -> "up".equals(replica.info("replication").get("master_link_status")),
                () -> "the replica has no link");
        RedisProcess sentinel = RedisProcess.sentinel(
                folder.resolve("sentinel"),
                "sentinel monitor mymaster 127.0.0.1 " + master.port() + " 1",
                "sentinel down-after-milliseconds mymaster 1000",
                "sentinel failover-timeout mymaster 5000");
        processes.add(sentinel);
        Servers.until(
                () -> sentinel.cli("SENTINEL", "REPLICAS", "mymaster").contains(String.valueOf(replica.port())),
                () -> "the sentinel knows no replica");
        String sentinels = "127.0.0.1:" + sentinel.port();
        RedisState one = server("one", "redis", "redis://mymaster", "sentinels", sentinels);
        RedisState other = server("other", "redis", "redis://mymaster", "sentinels", sentinels);
        does(one, other);
        assertThat(answer(one.claim("jti", "a", HOUR))).isTrue();
        Servers.until(
                () -> master.info("replication")
                        .get("master_repl_offset")
                        .equals(replica.info("replication").get("slave_repl_offset")),
                () -> "the replica lags");
        master.kill();
        Servers.until(() -> other.problem().isPresent(), () -> "nobody notices");
        claims(other);
        claims(one);
        assertThat(answer(other.claim("jti", "a", HOUR))).isFalse();
        assertThat(replica.info("replication").get("role")).isEqualTo("master");
        assertThat(other.losses()).isZero();
        does(one, other);
    }

    @Test
    void works_with_a_cluster() throws Exception {
        List<String> nodes = new ArrayList<>();
        List<RedisProcess> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            RedisProcess node =
                    redis("node" + i, FreePorts.ofLoopback(), "cluster-enabled yes", "cluster-node-timeout 2000");
            all.add(node);
            nodes.add("127.0.0.1:" + node.port());
        }
        List<String> create = new ArrayList<>(List.of("--cluster", "create"));
        create.addAll(nodes);
        create.add("--cluster-yes");
        String created = all.get(0).cli(create.toArray(String[]::new));
        Servers.until(
                () -> all.stream().allMatch(node -> node.cli("CLUSTER", "INFO").contains("cluster_state:ok")),
                () -> created);
        String url = "redis://" + nodes.get(0) + ",redis://" + nodes.get(1);
        does(server("one", "redis", url, "cluster", "true"), server("other", "redis", url, "cluster", "true"));
    }
}
