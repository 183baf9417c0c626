package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.newSecret;
import static io.stagedoor.itests.Token.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import io.stagedoor.itests.Token;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.BeforeClass;
import org.junit.Test;

/** ffmpeg as an encoder and as a player; skipped where it is not installed. */
public class FfmpegIT {

    private static final StagedoorServer SERVER = StagedoorServer.shared();
    private static final long PATIENCE_SECONDS = 60;

    private final List<Process> processes = new ArrayList<>();

    @BeforeClass
    public static void is_installed() {
        boolean installed = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "ffmpeg")));
        if (!installed) {
            System.out.println("SKIPPED: FfmpegIT, because ffmpeg is not installed");
        }
        assumeTrue("ffmpeg is not installed", installed);
    }

    @After
    public void stop() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    public void publishes_and_plays_with_the_right_tokens() throws Exception {
        String publisher = signed(token().roles("red5-publisher"));
        String subscriber = signed(token().roles("red5-subscriber"));
        Process source = publish(connectUrl("live", publisher, "ff1"));
        awaitStream("live", "ff1");

        assertPlays(connectUrl("live", subscriber, "ff1"));
        assertThat(source.isAlive()).isTrue();
    }

    @Test
    public void shows_its_token_in_the_connect_arguments() throws Exception {
        String everything = signed(token());
        String[] arguments = {SERVER.rtmpUrl() + "/ff2", "-rtmp_conn", "S:any S:jwt S:" + everything};
        Process source = publish(arguments);
        awaitStream("live", "ff2");

        assertPlays(arguments);
        assertThat(source.isAlive()).isTrue();
    }

    @Test
    public void publishes_into_its_room() throws Exception {
        String room1 = signed(token().rooms("room1"));
        Process source = publish(connectUrl("live/room1", room1, "ff3"));
        awaitStream("live/room1", "ff3");

        assertPlays(connectUrl("live/room1", room1, "ff3"));
        assertThat(source.isAlive()).isTrue();
    }

    @Test
    public void is_refused_as_a_publisher() throws Exception {
        assertThat(exitCode(publish(new String[] {SERVER.rtmpUrl() + "/ff4"}))).isNotZero();
        assertThat(exitCode(publish(connectUrl("live", token().signedWith(newSecret()), "ff4"))))
                .isNotZero();
        assertThat(exitCode(publish(connectUrl("live", signed(token().roles("red5-subscriber")), "ff4"))))
                .isNotZero();
        assertThat(exitCode(publish(connectUrl("live/room2", signed(token().rooms("room1")), "ff4"))))
                .isNotZero();
        assertThat(exitCode(publish(connectUrl("live", signed(token().rooms("room1")), "room2/ff4"))))
                .isNotZero();
    }

    @Test
    public void is_refused_as_a_player() throws Exception {
        publish(connectUrl("live", signed(token()), "ff5"));
        awaitStream("live", "ff5");
        assertPlays(connectUrl("live", signed(token()), "ff5"));

        assertThat(play(new String[] {SERVER.rtmpUrl() + "/ff5"})).isFalse();
        assertThat(play(connectUrl("live", signed(token().roles("red5-publisher")), "ff5")))
                .isFalse();
        assertThat(play(connectUrl("live", signed(token().rooms("room1")), "ff5")))
                .isFalse();
    }

    /** The URL that carries a query in its application part: ffmpeg takes the two apart by its options. */
    private static String[] connectUrl(String path, String token, String stream) {
        return new String[] {
            "rtmp://127.0.0.1:" + SERVER.rtmpPort(), "-rtmp_app", path + "?token=" + token, "-rtmp_playpath", stream
        };
    }

    private Process publish(String[] urlAndOptions) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "ffmpeg", "-nostdin", "-v", "error", "-re", "-f", "lavfi", "-i", "testsrc=size=160x120:rate=10"));
        command.addAll(List.of("-t", "300", "-c:v", "flv1", "-g", "10", "-f", "flv"));
        command.addAll(options(urlAndOptions));
        command.add(urlAndOptions[0]);
        return run(command);
    }

    private static List<String> options(String[] urlAndOptions) {
        return List.of(urlAndOptions).subList(1, urlAndOptions.length);
    }

    private static void awaitStream(String path, String stream) throws IOException {
        Clients.awaitStream(SERVER, path, signed(token()), stream);
    }

    private void assertPlays(String[] urlAndOptions) {
        eventually(
                Duration.ofSeconds(PATIENCE_SECONDS),
                () -> assertThat(play(urlAndOptions)).isTrue());
    }

    /** Whether ffmpeg got a second of the stream. */
    private boolean play(String[] urlAndOptions) throws Exception {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error"));
        command.addAll(options(urlAndOptions));
        command.addAll(List.of("-rtmp_live", "live", "-i", urlAndOptions[0], "-t", "1", "-f", "null", "-"));
        return exitCode(run(command)) == 0;
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
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("ended")
                .isTrue();
        return process.exitValue();
    }

    private static String signed(Token token) {
        return token.signedWith(SERVER.secret());
    }
}
