package io.stagedoor.itests.red5;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A player whose answer goes on, of a servlet that writes for ever. */
class EndlessPlayer implements AutoCloseable {

    /** Writes in a thread of its own, or at once, by its path. */
    static final String SERVLET = """
        import java.io.IOException;
        import java.io.OutputStream;
        import javax.servlet.AsyncContext;
        import javax.servlet.http.HttpServlet;
        import javax.servlet.http.HttpServletRequest;
        import javax.servlet.http.HttpServletResponse;

        public class Endless extends HttpServlet {
            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.setContentType("video/mp4");
                if (request.getServletPath().equals("/at-once")) {
                    write(response.getOutputStream());
                    return;
                }
                AsyncContext async = request.startAsync();
                async.setTimeout(0);
                new Thread(() -> {
                    try {
                        if ("silent".equals(request.getParameter("stream"))) {
                            async.getResponse().flushBuffer();
                            return;
                        }
                        if (request.getParameter("brief") != null) {
                            async.getResponse().getOutputStream().write(new byte[10_000]);
                            async.complete();
                            return;
                        }
                        write(async.getResponse().getOutputStream());
                    } catch (IOException e) {
                        async.complete();
                    }
                }).start();
            }

            private static void write(OutputStream out) throws IOException {
                while (true) {
                    out.write(new byte[1000]);
                    out.flush();
                    try {
                        Thread.sleep(20);
                    } catch (InterruptedException e) {
                        return;
                    }
                }
            }
        }
        """;

    private static final int KEPT = 10;
    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;

    EndlessPlayer(StagedoorServer server, String path) throws IOException {
        socket = new Socket(server.http().getHost(), server.http().getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        String request = "GET " + path + " HTTP/1.1\r\nHost: here\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        in = new BufferedInputStream(socket.getInputStream());
        assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
    }

    void receives() throws IOException {
        assertThat(in.readNBytes(10_000)).hasSize(10_000);
    }

    /** Reads to the end: of the connection, or of the content, whose last piece is empty. */
    void ends() throws IOException {
        StringBuilder last = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            last.append((char) b);
            if (last.toString().endsWith("\r\n0\r\n\r\n")) {
                return;
            }
            if (last.length() > KEPT) {
                last.deleteCharAt(0);
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
