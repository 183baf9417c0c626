package io.stagedoor.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LaunchTest {

    /** A server that would run for ever. */
    static final class Server {

        private Server() {}

        public static void main(String[] arguments) throws InterruptedException {
            System.out.println("runs " + String.join(" ", arguments));
            new CountDownLatch(1).await();
        }
    }

    @Test
    void the_server_ends_when_its_parent_does() throws IOException, InterruptedException {
        Process process = launch();
        try {
            assertThat(output(process).readLine()).isEqualTo("runs with arguments");
            process.getOutputStream().close();

            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void what_the_parent_writes_means_nothing() throws IOException, InterruptedException {
        Process process = launch();
        try {
            assertThat(output(process).readLine()).startsWith("runs");
            process.getOutputStream().write('x');
            process.getOutputStream().flush();

            assertThat(process.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void nobody_can_create_the_one_class_on_the_servers_class_path() {
        assertThat(Launch.class.getConstructors()).isEmpty();
    }

    private static Process launch() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Launch.class.getName(),
                        Server.class.getName(),
                        "with",
                        "arguments")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }
}
