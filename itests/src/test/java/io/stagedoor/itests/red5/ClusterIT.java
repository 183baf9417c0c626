package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.newSecret;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.Canaries;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Members of a cluster, as Red5 Pro's restreamers introduce themselves, and others that only say so. */
public class ClusterIT {

    private static StagedoorServer server;

    @BeforeClass
    public static void start() {
        server = StagedoorServer.started();
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    @Test
    public void a_member_pulls_a_stream_by_the_secret_of_the_moment_and_nobody_by_looks() throws Exception {
        String secret = newSecret();
        Path file = server.stagedoor().resolve("secrets/cluster.key");
        assertThat(connect(restreamer(secret))).isEqualTo(REJECTED);

        server.writeFile(file, secret + "\n");
        server.configure("stagedoor.bridge.cfg", "clusterSecretFile=" + file);

        eventually(() -> assertThat(connect(restreamer(secret))).isEqualTo(CONNECTED));
        AuditLog audit = server.audit();
        assertThat(connect(restreamer(newSecret()))).isEqualTo(REJECTED);
        assertThat(connect(Map.of("cluster-restreamer-name", Optional.of("s")))).isEqualTo(REJECTED);
        assertThat(connectBy("live?clusterSecret=" + secret)).isEqualTo(CONNECTED);
        assertThat(audit.decisions())
                .containsExactly(
                        "connect deny BAD_CREDENTIALS", "connect deny NO_CREDENTIALS", "connect allow GRANTED");
        String good = token().signedWith(server.secret());
        try (Feed feed = Feed.publish(server, "live?token=" + good, "pulled", "mark-pulled");
                RtmpClient member = RtmpClient.open(server.rtmpPort())) {
            member.connect(member.connectMessage("live", restreamer(secret)));
            member.play(member.createStream(), "pulled");
            assertThat(Clients.sees(member, "mark-pulled")).isTrue();

            String next = newSecret();
            server.writeFile(file, next);
            eventually(() -> assertThat(connect(restreamer(next))).isEqualTo(CONNECTED));
            assertThat(connect(restreamer(secret))).isEqualTo(REJECTED);

            server.unconfigure("stagedoor.bridge.cfg");
            eventually(() -> assertThat(connect(restreamer(next))).isEqualTo(REJECTED));
            assertThat(Clients.sees(member, "mark-pulled")).isTrue();
        }
        String logs = server.logs();
        Canaries canaries = new Canaries();
        canaries.secret(secret);
        assertThat(canaries.forms()).noneMatch(logs::contains);
    }

    private static Map<String, Optional<Object>> restreamer(String secret) {
        return Map.of(
                "flashVer", Optional.of("WIN 11,2,202,235"),
                "cluster-restreamer-context", Optional.of("live"),
                "cluster-restreamer-name", Optional.of("pulled"),
                "restreamer", Optional.of(secret));
    }

    private static String connect(Map<String, Optional<Object>> entries) throws IOException {
        try (RtmpClient client = RtmpClient.open(server.rtmpPort())) {
            return client.connect(client.connectMessage("live", entries));
        }
    }

    private static String connectBy(String path) throws IOException {
        try (RtmpClient client = RtmpClient.open(server.rtmpPort())) {
            return client.connect(path);
        }
    }
}
