package io.stagedoor.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortsTest {

    @Test
    void no_outgoing_connection_takes_the_port_meanwhile() throws Exception {
        if (Files.exists(Path.of("/proc/sys/net/ipv4/ip_local_port_range"))) {
            assertThat(FreePorts.firstOutgoing()).isPositive();
        }
        assumeTrue(FreePorts.firstOutgoing() > 10_000, "no range below the ports for outgoing connections is known");
        for (int i = 0; i < 200; i++) {
            assertThat(FreePorts.ofLoopback()).isBetween(1024, FreePorts.firstOutgoing() - 1);
        }
    }

    @Test
    void ports_taken_at_once_differ() throws Exception {
        List<ServerSocket> taken = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                taken.add(FreePorts.take(InetAddress.getLoopbackAddress()));
            }
            assertThat(taken).extracting(ServerSocket::getLocalPort).doesNotHaveDuplicates();
        } finally {
            for (ServerSocket socket : taken) {
                socket.close();
            }
        }
    }
}
