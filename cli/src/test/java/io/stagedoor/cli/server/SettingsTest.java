package io.stagedoor.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    private static final OptionalInt FREE = OptionalInt.of(0);

    @TempDir
    private Path folder;

    @Test
    void free_ports_differ_from_each_other() throws IOException {
        Settings settings = settings("rtmp.host=127.0.0.1\nhttp.host=127.0.0.1\n", FREE, FREE);

        assertThat(Set.of(settings.rtmpPort(), settings.httpPort(), settings.shutdownPort()))
                .hasSize(3)
                .doesNotContain(0);
        assertThat(settings.rtmpUrl()).isEqualTo("rtmp://127.0.0.1:" + settings.rtmpPort() + "/live");
        assertThat(settings.httpUrl()).isEqualTo("http://127.0.0.1:" + settings.httpPort() + "/");
    }

    @Test
    void the_homes_configuration_decides_where_no_option_does() throws IOException {
        int port = FreePorts.ofLoopback();

        assertThat(settings("rtmp.port=" + port + "\n", OptionalInt.empty(), FREE)
                        .rtmpPort())
                .isEqualTo(port);
        assertThatThrownBy(() -> settings("rtmp.port=many\n", OptionalInt.empty(), FREE))
                .hasMessageContaining("rtmp.port: invalid port");
    }

    @Test
    void a_server_that_listens_everywhere_is_reached_on_this_machine() throws IOException {
        assertThat(settings("rtmp.host=0.0.0.0\n", FREE, FREE).rtmpUrl()).startsWith("rtmp://127.0.0.1:");
    }

    @Test
    void a_port_that_another_process_takes_later_is_known() throws IOException {
        Settings settings = settings("", FREE, FREE);

        assertThat(settings.takenPorts()).isEmpty();
        try (ServerSocket taken = new ServerSocket(settings.httpPort(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(settings.takenPorts()).containsExactly(taken.getLocalPort());
        }
    }

    @Test
    void a_port_that_is_taken_is_named_with_its_option() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            OptionalInt port = OptionalInt.of(taken.getLocalPort());

            assertThatThrownBy(() -> settings("", port, FREE))
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("--rtmp-port");
            assertThatThrownBy(() -> settings("", FREE, port)).hasMessageContaining("--http-port");
        }
    }

    @Test
    void an_option_says_the_address_for_both() throws IOException {
        Settings all = settings("rtmp.host=127.0.0.1\n", Optional.of("0.0.0.0"), FREE, FREE);

        // An address that somebody can type, not the one that stands for all.
        assertThat(all.rtmpAddress())
                .matches("rtmp://[0-9.]+:" + all.rtmpPort() + "/live")
                .doesNotContain("//0.0.0.0");
        assertThat(all.httpAddress())
                .matches("http://[0-9.]+:" + all.httpPort() + "/")
                .doesNotContain("//0.0.0.0");
        assertThat(all.rtmpUrl()).startsWith("rtmp://127.0.0.1:");
        assertThat(all.isLocal()).isFalse();
        assertThat(settings("", FREE, FREE).isLocal()).isTrue();
    }

    @Test
    void an_address_of_another_machine_is_named_with_its_option() {
        assertThatThrownBy(() -> settings("", Optional.of("192.0.2.1"), FREE, FREE))
                .hasMessageContaining("'192.0.2.1' is not an address of this machine")
                .hasMessageContaining("--host");
        assertThatThrownBy(() -> settings("", Optional.of("no such host"), FREE, FREE))
                .hasMessageContaining("--host");
    }

    private Settings settings(String file, OptionalInt rtmp, OptionalInt http) throws IOException {
        return settings(file, Optional.empty(), rtmp, http);
    }

    private Settings settings(String file, Optional<String> host, OptionalInt rtmp, OptionalInt http)
            throws IOException {
        Path distribution =
                Files.createDirectories(folder.resolve("distribution/conf")).getParent();
        Files.writeString(distribution.resolve("conf/red5.properties"), file);
        try (Red5Home home = Red5Home.prepare(Files.createTempDirectory(folder, "home"), distribution)) {
            return Settings.of(home, new Listen(host, rtmp, http));
        }
    }
}
