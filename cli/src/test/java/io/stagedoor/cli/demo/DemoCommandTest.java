package io.stagedoor.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.cli.CommandRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class DemoCommandTest {

    @Test
    void a_backend_that_does_not_listen_is_told_before_a_server_is_started() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        CommandRun run = CommandRun.of("demo", "--backend", "http://127.0.0.1:" + port);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("--backend: nothing listens at 127.0.0.1:" + port + "; start the backend first");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void a_backend_without_a_host_is_told_how_to_begin() {
        CommandRun run = CommandRun.of("demo", "--backend", "127.0.0.1:3000");

        assertThat(run.err()).contains("--backend: ").contains("http://");
    }
}
