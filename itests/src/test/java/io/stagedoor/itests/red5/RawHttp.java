package io.stagedoor.itests.red5;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** HTTP requests whose path is sent as it stands: the clients that exist tidy it up. */
final class RawHttp {

    private static final int TIMEOUT_MILLIS = 30_000;

    private RawHttp() {}

    /**
     * What came back.
     *
     * @param status the code
     * @param text head and body
     */
    record Answer(int status, String text) {

        /** The value of a header; empty if it is not there. */
        String header(String name) {
            return text.split("\r\n\r\n", 2)[0]
                    .lines()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).trim())
                    .collect(Collectors.joining("|"));
        }

        String body() {
            return text.split("\r\n\r\n", 2)[1];
        }
    }

    /** What a client says that begins a WebSocket. */
    static final String[] HANDSHAKE = {
        "Upgrade: websocket",
        "Connection: Upgrade, close",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
    };

    static Answer get(StagedoorServer server, String path) throws IOException {
        return request(server, "GET", path);
    }

    /** From an address of this machine, such as {@code 127.0.0.2}. */
    static Answer getFrom(String from, StagedoorServer server, String path) throws IOException {
        try (Socket socket =
                new Socket(server.http().getHost(), server.http().getPort(), InetAddress.getByName(from), 0)) {
            return request(socket, server, "GET", path);
        }
    }

    /** With further lines in its head. */
    static Answer request(StagedoorServer server, String method, String path, String... headers) throws IOException {
        try (Socket socket = new Socket(server.http().getHost(), server.http().getPort())) {
            return request(socket, server, method, path, headers);
        }
    }

    private static Answer request(Socket socket, StagedoorServer server, String method, String path, String... headers)
            throws IOException {
        try (socket) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            String request = method + " " + path + " HTTP/1.1\r\nHost: "
                    + server.http().getHost() + ":" + server.http().getPort()
                    + "\r\nContent-Length: 0\r\n" + lines(headers) + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return new Answer(Integer.parseInt(text.split(" ", 3)[1]), text);
        }
    }

    /** The connection is closed after the answer, unless it is to become another one. */
    private static String lines(String... headers) {
        List<String> lines = new ArrayList<>(List.of(headers));
        if (lines.stream().noneMatch(line -> line.startsWith("Connection:"))) {
            lines.add("Connection: close");
        }
        return String.join("\r\n", lines) + "\r\n";
    }
}
