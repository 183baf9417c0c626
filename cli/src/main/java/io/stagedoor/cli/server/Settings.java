package io.stagedoor.cli.server;

import io.stagedoor.cli.command.CommandException;
import java.io.IOException;
import java.io.Reader;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Where a server listens.
 *
 * @param rtmpHost address for RTMP
 * @param rtmpPort port for RTMP
 * @param httpHost address for HTTP
 * @param httpPort port for HTTP
 * @param shutdownPort port on the loopback address where Red5 accepts a request to stop
 */
record Settings(String rtmpHost, int rtmpPort, String httpHost, int httpPort, int shutdownPort) {

    private static final int CONNECT_MILLIS = 1000;
    private static final int ANSWER_MILLIS = 5000;
    private static final byte RTMP_VERSION = 3;
    private static final int RTMP_C1_BYTES = 1536;

    /**
     * Takes what the options say, and what the home's {@code conf/red5.properties} says where they say nothing. All ports are free
     * at this moment, and differ from each other.
     */
    static Settings of(Red5Home home, Listen listen) {
        Properties file = read(home.folder().resolve("conf").resolve("red5.properties"));
        String rtmpHost = listen.host().orElseGet(() -> host(file, "rtmp.host"));
        String httpHost = listen.host().orElseGet(() -> host(file, "http.host"));
        List<ServerSocket> taken = new ArrayList<>();
        try {
            int rtmpPort =
                    take(taken, rtmpHost, listen.rtmp().orElseGet(() -> port(file, "rtmp.port", 1935)), "--rtmp-port");
            int httpPort =
                    take(taken, httpHost, listen.http().orElseGet(() -> port(file, "http.port", 5080)), "--http-port");
            int shutdownPort = take(taken, InetAddress.getLoopbackAddress().getHostAddress(), 0, "");
            return new Settings(rtmpHost, rtmpPort, httpHost, httpPort, shutdownPort);
        } finally {
            taken.forEach(Settings::close);
        }
    }

    /** The address and port for RTMP, as a URL of the application {@code live}. */
    String rtmpAddress() {
        return "rtmp://" + inUrl(shown(rtmpHost)) + ":" + rtmpPort + "/live";
    }

    /** The address and port for HTTP, as a URL. */
    String httpAddress() {
        return "http://" + inUrl(shown(httpHost)) + ":" + httpPort + "/";
    }

    /** Of all addresses the one that other machines are likely to reach. */
    private static String shown(String host) {
        return host.equals("0.0.0.0") ? outside() : host;
    }

    private static String outside() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address
                            && !address.isLoopbackAddress()
                            && !address.isLinkLocalAddress())
                    .map(InetAddress::getHostAddress)
                    .findFirst()
                    .orElse("127.0.0.1");
        } catch (SocketException e) {
            return "127.0.0.1";
        }
    }

    /** Whether nobody but this machine can connect. */
    boolean isLocal() {
        return isLoopback(rtmpHost) && isLoopback(httpHost);
    }

    /** Where a client on this machine finds the application {@code live}. */
    String rtmpUrl() {
        return "rtmp://" + inUrl(reachable(rtmpHost)) + ":" + rtmpPort + "/live";
    }

    /** Where a browser on this machine finds the server. */
    String httpUrl() {
        return "http://" + inUrl(reachable(httpHost)) + ":" + httpPort + "/";
    }

    /** Whether somebody listens at the port for HTTP. */
    boolean listensForHttp() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(reachable(httpHost), httpPort), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The ports for RTMP and HTTP that nobody can take now. Not to be asked while Red5 may still take one. */
    List<Integer> takenPorts() {
        List<Integer> taken = new ArrayList<>();
        if (isTaken(rtmpHost, rtmpPort)) {
            taken.add(rtmpPort);
        }
        if (isTaken(httpHost, httpPort)) {
            taken.add(httpPort);
        }
        return taken;
    }

    private static boolean isTaken(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, port));
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Whether somebody answers the first half of RTMP's handshake (RTMP 1.0 §5.2), at the port for RTMP. Nothing more is asked. */
    boolean answersRtmp() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(reachable(rtmpHost), rtmpPort), CONNECT_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            byte[] greeting = new byte[1 + RTMP_C1_BYTES];
            greeting[0] = RTMP_VERSION;
            socket.getOutputStream().write(greeting);
            byte[] answer = socket.getInputStream().readNBytes(greeting.length);
            return answer.length == greeting.length && answer[0] == RTMP_VERSION;
        } catch (IOException e) {
            return false;
        }
    }

    private static String reachable(String host) {
        return switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "::1";
            default -> host;
        };
    }

    private static String inUrl(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static String host(Properties file, String key) {
        return file.getProperty(key, "127.0.0.1").strip();
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandException(file + " cannot be read: " + e, e);
        }
        return properties;
    }

    private static int port(Properties file, String key, int otherwise) {
        String text = file.getProperty(key, String.valueOf(otherwise)).strip();
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new CommandException("conf/red5.properties: " + key + ": invalid port (use 0 to 65535)");
        }
    }

    private static int take(List<ServerSocket> taken, String host, int port, String option) {
        if (host.isBlank()) {
            throw new CommandException("--host: no address; use --host 127.0.0.1 for this machine only,"
                    + " --host 0.0.0.0 for all its addresses");
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved() || !isOfThisMachine(address.getAddress())) {
            throw new CommandException("'" + host + "' is not an address of this machine; use --host 127.0.0.1 for this"
                    + " machine only, --host 0.0.0.0 for all its addresses");
        }
        try {
            ServerSocket socket = port == 0 ? FreePorts.take(address.getAddress()) : new ServerSocket();
            taken.add(socket);
            if (!socket.isBound()) {
                socket.bind(address);
            }
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new CommandException("port " + port + " of " + host + " is in use or not allowed (" + e.getMessage()
                    + "); choose another with " + option + ", 0 for any free one");
        }
    }

    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return address.isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(address) != null
                    || address.isLoopbackAddress();
        } catch (SocketException e) {
            return true; // the bind says what is wrong
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
