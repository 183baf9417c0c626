package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.After;
import org.junit.Test;

/** Who drives a session by RTMPT, whose id stands in the path of each request. */
public class RtmptIT {

    private static final String OPENER = "127.0.0.1";
    private static final String NEIGHBOUR = "127.0.0.9";
    private static final String STRANGER = "127.1.0.1";
    private static final int MOST_IDS = 50;
    private static final int TIMEOUT_MILLIS = 30_000;

    private final StagedoorServer server = StagedoorServer.shared();

    @After
    public void bind_again() {
        server.unconfigure("stagedoor.bridge.cfg");
    }

    @Test
    public void a_session_is_driven_from_the_network_that_opened_it_only() throws Exception {
        String id = open();
        assertThat(status(post(OPENER, "/idle/" + id + "/1"))).isEqualTo(200);
        assertThat(status(post(NEIGHBOUR, "/idle/" + id + "/2"))).isEqualTo(200);
        eventually(
                () -> assertThat(status(post(STRANGER, "/idle/" + id + "/3"))).isEqualTo(400));
        for (String path : new String[] {"/idle/", "/send/", "/close/"}) {
            assertThat(status(post(STRANGER, path + id + "/3"))).isEqualTo(400);
        }
        assertThat(status(post(STRANGER, "/idle/" + id + "/1/../../../idle/NONE/1")))
                .isEqualTo(400);
        assertThat(status(post(OPENER, "/idle/" + id + "/4")))
                .as("it has not been closed")
                .isEqualTo(200);
        assertThat(post(STRANGER, "/idle/" + id + "/5").split("\r\n\r\n", 2)[1])
                .as("a stranger does not learn whether there is such a session")
                .isEqualTo(post(STRANGER, "/idle/NONE/5").split("\r\n\r\n", 2)[1]);
        assertThat(status(post(OPENER, "/close/" + id + "/6"))).isEqualTo(200);
    }

    @Test
    public void it_can_be_switched_off() throws Exception {
        String id = open();
        server.configure("stagedoor.bridge.cfg", "rtmptBindAddress=false");
        eventually(
                () -> assertThat(status(post(STRANGER, "/idle/" + id + "/1"))).isEqualTo(200));
        post(OPENER, "/close/" + id + "/2");
    }

    /** Red5 makes upper case of an id by the server's language, and in Turkish some cannot be sent back. */
    private String open() throws IOException {
        for (int i = 0; i < MOST_IDS; i++) {
            String answer = post(OPENER, "/open/1");
            assertThat(status(answer)).isEqualTo(200);
            String id = answer.split("\r\n\r\n", 2)[1].strip();
            if (id.matches("[0-9A-Z]{13}")) {
                return id;
            }
        }
        throw new AssertionError("no id of 13 letters and digits");
    }

    private static int status(String answer) {
        return Integer.parseInt(answer.split(" ", 3)[1]);
    }

    private String post(String from, String path) throws IOException {
        String host = server.http().getHost();
        int port = server.http().getPort();
        try (Socket socket = new Socket(host, port, InetAddress.getByName(from), 0)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            String request = "POST " + path + " HTTP/1.1\r\nHost: " + host + ":" + port
                    + "\r\nContent-Type: application/x-fcs\r\nContent-Length: 1\r\nConnection: close\r\n\r\n\0";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
