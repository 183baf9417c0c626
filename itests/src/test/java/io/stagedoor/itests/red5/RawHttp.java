package io.stagedoor.itests.red5;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** HTTP requests whose path is sent as it stands: the clients that exist tidy it up. */
final class RawHttp {

    private static final int TIMEOUT_MILLIS = 10_000;

    private RawHttp() {}

    /**
     * What came back.
     *
     * @param status the code
     * @param text head and body
     */
    record Answer(int status, String text) {}

    static Answer get(StagedoorServer server, String path) throws IOException {
        return request(server, "GET", path);
    }

    static Answer request(StagedoorServer server, String method, String path) throws IOException {
        try (Socket socket = new Socket(server.http().getHost(), server.http().getPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            String request = method + " " + path + " HTTP/1.1\r\nHost: "
                    + server.http().getHost() + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return new Answer(Integer.parseInt(text.split(" ", 3)[1]), text);
        }
    }
}
