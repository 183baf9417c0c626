package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.newSecret;
import static io.stagedoor.itests.Token.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * ffmpeg and rtmpdump with the token behind the stream's name, over RTMP, RTMPS and RTMPT; skipped where they are not installed.
 * rtmpdump has no working RTMPS and RTMPT with this Red5, guarded or not.
 */
public class EncodersIT {

    private static final TlsServer TLS = TlsServer.shared();
    private static final StagedoorServer SERVER = TLS.server();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long SOME_MEDIA = 10_000;

    private final List<Process> processes = new ArrayList<>();
    private final String good = token().signedWith(SERVER.secret());
    private final String forged = token().signedWith(newSecret());
    private final String name = "s-" + UUID.randomUUID();

    @BeforeClass
    public static void are_installed() {
        require("ffmpeg");
    }

    private static void require(String tool) {
        boolean installed = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
        if (!installed) {
            System.out.println("SKIPPED: EncodersIT with " + tool + ", because it is not installed");
        }
        assumeTrue(tool + " is not installed", installed);
    }

    @After
    public void stop() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    public void ffmpeg_over_rtmp() throws Exception {
        tryFfmpeg(SERVER.rtmpUrl(), "live");
    }

    @Test
    public void ffmpeg_over_rtmps() throws Exception {
        tryFfmpeg("rtmps://127.0.0.1:" + TLS.port() + "/live", "live");
    }

    @Test
    public void ffmpeg_over_rtmpt() throws Exception {
        AuditLog audit = SERVER.audit();
        tryFfmpeg("rtmpt://127.0.0.1:" + SERVER.http().getPort() + "/live", "live");
        assertThat(audit.lines())
                .extracting(line -> line.path("connection").asText())
                .anyMatch(connection -> connection.matches("rtmpt-[0-9a-f]{20}"));
        assertThat(SERVER.logs()).contains("@rtmpt-");
    }

    @Test
    public void ffmpeg_in_a_room() throws Exception {
        tryFfmpeg(SERVER.rtmpUrl() + "/room1", "live/room1");
    }

    private void tryFfmpeg(String server, String path) throws Exception {
        Process source = publish(server + "/" + name + "?token=" + good);
        Clients.awaitStream(SERVER, path, good, name);
        eventually(
                PATIENCE,
                () -> assertThat(plays(server + "/" + name + "?token=" + good)).isTrue());
        assertThat(source.isAlive()).isTrue();

        assertThat(plays(server + "/" + name + "?token=" + forged)).isFalse();
        assertThat(exitCode(publish(server + "/" + name + "-2?token=" + forged)))
                .isNotZero();
        assertThat(exitCode(publish(server + "/" + name + "-3"))).isNotZero();
    }

    @Test
    public void rtmpdump_over_rtmp() throws Exception {
        require("rtmpdump");
        publish(SERVER.rtmpUrl() + "/" + name + "?token=" + good);
        Clients.awaitStream(SERVER, "live", good, name);
        eventually(
                PATIENCE,
                () -> assertThat(plays(SERVER.rtmpUrl() + "/" + name + "?token=" + good))
                        .isTrue());

        Path file = SERVER.home().resolve(name + ".flv");
        Process player = dump(SERVER.rtmpUrl() + "/", name + "?token=" + good, file);
        eventually(
                PATIENCE,
                () -> assertThat(file)
                        .exists()
                        .satisfies(there -> assertThat(Files.size(there)).isGreaterThan(SOME_MEDIA)));
        player.destroy();

        Path none = SERVER.home().resolve(name + "-none.flv");
        assertThat(exitCode(dump(SERVER.rtmpUrl() + "/", name + "?token=" + forged, none)))
                .isNotZero();
        assertThat(Files.exists(none) ? Files.size(none) : 0).isZero();
    }

    private Process dump(String url, String playpath, Path file) throws IOException {
        return run(List.of("rtmpdump", "-q", "-v", "-r", url, "-y", playpath, "-o", file.toString()));
    }

    private Process publish(String url) throws IOException {
        String source =
                "ffmpeg -nostdin -v error -re -f lavfi -i testsrc=size=160x120:rate=10 -t 300 -c:v flv1 -g 10 -f flv";
        List<String> command = new ArrayList<>(List.of(source.split(" ")));
        command.add(url);
        return run(command);
    }

    /** Whether ffmpeg got a second of the stream. */
    private boolean plays(String url) throws Exception {
        return exitCode(run(List.of(
                        "ffmpeg",
                        "-nostdin",
                        "-v",
                        "error",
                        "-rtmp_live",
                        "live",
                        "-analyzeduration",
                        "500000",
                        "-i",
                        url,
                        "-t",
                        "1",
                        "-f",
                        "null",
                        "-")))
                == 0;
    }

    private Process run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        processes.add(process);
        return process;
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("ended")
                .isTrue();
        return process.exitValue();
    }
}
