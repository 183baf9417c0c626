package io.stagedoor.cli.server;

import io.stagedoor.cli.CommandException;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Properties;

/**
 * Where a server listens.
 *
 * @param rtmpHost address for RTMP
 * @param rtmpPort port for RTMP
 * @param httpHost address for HTTP
 * @param httpPort port for HTTP
 * @param shutdownPort port on the loopback address that Red5 takes a request to stop at
 */
record Settings(String rtmpHost, int rtmpPort, String httpHost, int httpPort, int shutdownPort) {

    private static final int CONNECT_MILLIS = 1000;

    /**
     * Takes what the options say, and what the home's {@code conf/red5.properties} says where they say nothing. All ports are free
     * at this moment, and differ from each other.
     *
     * @param rtmp 0 for any free port
     * @param http 0 for any free port
     */
    static Settings of(Red5Home home, OptionalInt rtmp, OptionalInt http) {
        Properties file = read(home.folder().resolve("conf").resolve("red5.properties"));
        String rtmpHost = file.getProperty("rtmp.host", "127.0.0.1").strip();
        String httpHost = file.getProperty("http.host", "127.0.0.1").strip();
        List<ServerSocket> taken = new ArrayList<>();
        try {
            int rtmpPort = take(taken, rtmpHost, rtmp.orElseGet(() -> port(file, "rtmp.port", 1935)), "--rtmp-port");
            int httpPort = take(taken, httpHost, http.orElseGet(() -> port(file, "http.port", 5080)), "--http-port");
            int shutdownPort = take(taken, InetAddress.getLoopbackAddress().getHostAddress(), 0, "");
            return new Settings(rtmpHost, rtmpPort, httpHost, httpPort, shutdownPort);
        } finally {
            taken.forEach(Settings::close);
        }
    }

    /** Where a client on this machine finds the application {@code live}. */
    String rtmpUrl() {
        return "rtmp://" + reachable(rtmpHost) + ":" + rtmpPort + "/live";
    }

    /** Where a browser on this machine finds the server. */
    String httpUrl() {
        return "http://" + reachable(httpHost) + ":" + httpPort + "/";
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

    private static String reachable(String host) {
        return host.equals("0.0.0.0") ? "127.0.0.1" : host;
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
            throw new CommandException("conf/red5.properties: " + key + " is no port number");
        }
    }

    private static int take(List<ServerSocket> taken, String host, int port, String option) {
        try {
            ServerSocket socket = new ServerSocket();
            taken.add(socket);
            socket.bind(new InetSocketAddress(host, port));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new CommandException("Port " + port + " of " + host + " is taken or not allowed (" + e.getMessage()
                    + "); choose another with " + option + ", 0 for any free one");
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
