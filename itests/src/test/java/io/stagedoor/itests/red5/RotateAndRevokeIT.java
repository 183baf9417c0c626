package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PATIENCE;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** {@code secret rotate --revoke} with a server that runs: whoever came by the old secret is cut off, and who has the new one gets in. */
public class RotateAndRevokeIT {

    private static final long PATIENCE_SECONDS = 60;
    private static StagedoorServer server;

    @BeforeClass
    public static void start() throws IOException {
        server = StagedoorServer.prepared().withJwt();
        server.installation().withWebSockets();
        server.start();
        Path hls = Files.createDirectories(server.home().resolve("webapps/live/hls"));
        Files.writeString(hls.resolve("x.m3u8"), "#EXTM3U\n#EXTINF:1,\nx0.ts\n");
        Files.writeString(hls.resolve("x0.ts"), "segment");
        eventually(() ->
                assertThat(server.stagedoor().resolve("data/operations.json")).exists());
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    private static String rotate() throws Exception {
        List<String> command = new ArrayList<>(StagedoorServer.command("secret"));
        command.addAll(List.of(
                "rotate",
                "--config",
                server.stagedoor()
                        .resolve("conf")
                        .resolve(StagedoorServer.JWT_FILE)
                        .toString(),
                "--revoke",
                "--print"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(out).isZero();
            return out;
        } finally {
            process.destroyForcibly();
        }
    }

    private static int status(String path) throws IOException {
        return RawHttp.get(server, path).status();
    }

    @Test
    public void whoever_came_by_the_old_secret_is_cut_off_and_the_new_one_opens() throws Exception {
        // Nobody is named in it.
        String old = token().signedWith(server.secret());
        try (Feed feed = Feed.publish(server, "live?token=" + old, "leaked", "mark");
                RtmpClient idle = RtmpClient.connected(server.rtmpPort(), "live?token=" + old);
                WebSocketClient socket = new WebSocketClient(server, "/live/one/?token=" + old)) {
            String segment = "/live/hls/"
                    + RawHttp.get(server, "/live/hls/x.m3u8?token=" + old)
                            .body()
                            .lines()
                            .filter(line -> line.startsWith("x0.ts"))
                            .findFirst()
                            .orElseThrow();
            assertThat(status(segment)).isEqualTo(200);

            String out = rotate();

            assertThat(out)
                    .contains("Cut off, because they came before: ", "2 connections", "1 player", "1 websocket")
                    .doesNotContain(server.secret());
            Clients.assertClosed(feed.client());
            Clients.assertClosed(idle);
            socket.assertCutOff();
            assertThat(status(segment)).isEqualTo(401);
            assertThat(Clients.connect(server, "live", old)).isEqualTo(REJECTED);
            String secret = out.lines()
                    .filter(line -> line.startsWith("  secret    "))
                    .map(line -> line.substring("  secret    ".length()))
                    .findFirst()
                    .orElseThrow();
            String next = token().signedWith(secret);
            assertThat(Clients.connect(server, "live", next)).isEqualTo(CONNECTED);
            try (RtmpClient stays = RtmpClient.connected(server.rtmpPort(), "live?token=" + next)) {
                assertThat(stays.createStream()).isPositive();
                // Nobody has it any more, and who came by the one before it has gone.
                assertThat(rotate()).contains("1 connection.");
                Clients.assertClosed(stays);
            }
            eventually(
                    PATIENCE,
                    () -> assertThat(Files.readString(
                                    server.stagedoor().resolve("log").resolve("allowed.log")))
                            .contains("\"decision\":\"end\",\"reason\":\"REVOKED\""));
        }
    }
}
