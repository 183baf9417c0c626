package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PLAYING;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/**
 * A server whose disk for {@code stagedoor/data} is full says so and keeps what it has said; clients come and stay as before. Skipped where no file system
 * can be mounted.
 */
public class FullDiskIT {

    private static final long PATIENCE_SECONDS = 60;
    private static final int BLOCK = 4096;

    private StagedoorServer server;
    private Path data;
    private boolean mounted;

    @Before
    public void start() throws Exception {
        server = StagedoorServer.prepared().withJwt();
        data = Files.createDirectories(server.stagedoor().resolve("data"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=3m,mode=0700", "tmpfs", data.toString())
                .isSuccess();
        assumeTrue("needs the right to mount a file system", mounted);
        server.start();
        eventually(() -> assertThat(data.resolve("operations.json")).exists());
    }

    @After
    public void stop() throws Exception {
        server.close();
        if (mounted) {
            assertThat(run("umount", data.toString()).isSuccess()).isTrue();
        }
    }

    private record Ran(int code, String out) {
        boolean isSuccess() {
            return code == 0;
        }
    }

    private static Ran run(String... command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return new Ran(-1, e.getMessage());
        }
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return new Ran(process.exitValue(), out);
        } finally {
            process.destroyForcibly();
        }
    }

    private Ran stagedoor(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(StagedoorServer.command(arguments[0]));
        command.addAll(List.of(arguments).subList(1, arguments.length));
        command.addAll(List.of("--home", server.home().toString()));
        return run(command.toArray(String[]::new));
    }

    private String signed(String subject) {
        return token().claim("sub", subject).signedWith(server.secret());
    }

    private void fill(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(new byte[BLOCK]);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    @Test
    public void it_says_so_and_keeps_what_was_answered() throws Exception {
        eventually(() ->
                assertThat(stagedoor("revoke", "--sub", "ann").isSuccess()).isTrue());
        List<String> kept = new ArrayList<>(List.of("ann"));
        try (Feed publisher = Feed.publish(server, "live?token=" + signed("bob"), "s1", "mark");
                RtmpClient viewer = RtmpClient.connected(server.rtmpPort(), "live?token=" + signed("bob"))) {
            assertThat(viewer.play(viewer.createStream(), "s1")).isEqualTo(PLAYING);
            Path filler = data.resolve("filler");
            fill(filler);
            Ran full = stagedoor("revoke", "--sub", "lost0");
            for (int i = 1; full.isSuccess() && i < 200; i++) { // the file may have had room of its own
                kept.add("lost" + (i - 1));
                full = stagedoor("revoke", "--sub", "lost" + i);
            }
            assertThat(full.code()).as(full.out()).isEqualTo(1);
            assertThat(full.out()).contains("shared.mv could not be written", "No space left", "make free space");
            assertThat(stagedoor("status")).satisfies(status -> {
                assertThat(status.code()).isEqualTo(1);
                assertThat(status.out()).contains("shared.mv could not be written", "make free space");
            });
            assertThat(Clients.connect(server, "live", signed("bob"))).isEqualTo(CONNECTED);
            for (String revoked : kept) {
                assertThat(Clients.connect(server, "live", signed(revoked))).isEqualTo(REJECTED);
            }
            Files.delete(filler);
            eventually(() ->
                    assertThat(stagedoor("revoke", "--sub", "eve").isSuccess()).isTrue());
            assertThat(stagedoor("status").code()).isZero();
            kept.add("eve");
            assertThat(Clients.sees(viewer, "mark")).isTrue();
            assertThat(publisher.client().createStream()).isPositive();
        }
        server.kill();
        server.start();
        for (String revoked : kept) {
            assertThat(Clients.connect(server, "live", signed(revoked)))
                    .as(revoked)
                    .isEqualTo(REJECTED);
        }
        assertThat(Clients.connect(server, "live", signed("bob"))).isEqualTo(CONNECTED);
    }
}
