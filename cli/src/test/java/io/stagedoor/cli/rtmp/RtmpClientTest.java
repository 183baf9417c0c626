package io.stagedoor.cli.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RtmpClientTest {

    @Test
    void nobody_at_the_port_is_an_answer_too() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (RtmpClient client = new RtmpClient(Duration.ofSeconds(20))) {
            Answer answer = client.connect("rtmp://127.0.0.1:" + port + "/live");

            assertThat(answer.accepted()).isFalse();
            assertThat(answer.code()).isEqualTo(Answer.CLOSED);
        }
    }

    @Test
    void a_server_that_says_nothing_is_not_waited_for_forever() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RtmpClient client = new RtmpClient(Duration.ofMillis(200))) {
            Answer answer = client.connect("rtmp://127.0.0.1:" + silent.getLocalPort() + "/live");

            assertThat(answer.accepted()).isFalse();
            assertThat(answer.code()).isEqualTo(Answer.SILENT);
        }
    }

    @Test
    void a_status_is_good_only_if_it_says_so() {
        Map<String, String> refused = Map.of("level", "error", "code", "NetStream.Failed", "description", "No.");

        assertThat(Answer.of(Map.of("level", "status", "code", "NetStream.Play.Start")))
                .isEqualTo(new Answer(true, "NetStream.Play.Start", ""));
        assertThat(Answer.of(refused)).isEqualTo(new Answer(false, "NetStream.Failed", "No."));
        assertThat(Answer.of(Map.of()).accepted()).isFalse();
        assertThat(Answer.of(null).accepted()).isFalse();
    }
}
