package io.stagedoor.cli.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports for another process, which takes them a moment later. The operating system itself hands out ports for outgoing
 * connections meanwhile, and would take such a port before the process does; a client that waits for the process by connecting
 * to it can even meet itself there (RFC 9293 §3.5, simultaneous open). So these ports lie below those for outgoing connections
 * where that range can be read, as on Linux. Thread-safe.
 */
public final class FreePorts {

    private static final Path OUTGOING = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

    /** Below, services have their usual ports. */
    private static final int LOWEST = 10_000;

    private static final int TRIES = 100;

    private FreePorts() {}

    /**
     * A port of the loopback address that nobody has taken at this moment.
     *
     * @throws IOException if there is none
     */
    public static int ofLoopback() throws IOException {
        try (ServerSocket socket = take(InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Takes a free port until closed. Any that is free, if no other is found. */
    static ServerSocket take(InetAddress address) throws IOException {
        int above = firstOutgoing();
        for (int i = 0; i < TRIES && above > LOWEST; i++) {
            ServerSocket socket = new ServerSocket();
            try {
                socket.bind(new InetSocketAddress(
                        address, ThreadLocalRandom.current().nextInt(LOWEST, above)));
                return socket;
            } catch (IOException e) {
                socket.close(); // somebody has it
            }
        }
        return new ServerSocket(0, 0, address);
    }

    /** The first port for outgoing connections; 0 if that cannot be known. */
    static int firstOutgoing() {
        // In one read: the second one of a file of /proc/sys finds nothing.
        try (BufferedReader file = Files.newBufferedReader(OUTGOING)) {
            String range = file.readLine();
            return range == null ? 0 : Integer.parseInt(range.strip().split("\\s+")[0]);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
