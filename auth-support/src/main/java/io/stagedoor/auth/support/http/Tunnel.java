package io.stagedoor.auth.support.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.HttpHost;

/** Has a proxy open a tunnel to a server (CONNECT, RFC 9110 §9.3.6). */
final class Tunnel {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: .*)?", Pattern.DOTALL);

    private Tunnel() {}

    /** The proxy opened no tunnel. The message shows nothing of its answer but the status. */
    static final class Refused extends IOException {
        private final String why;

        Refused(String why) {
            super(why);
            this.why = why;
        }

        String why() {
            return why;
        }
    }

    /**
     * Asks on a connection to the proxy; what is sent on it afterwards goes to the server.
     *
     * @param port that of the server
     * @throws Refused if the proxy does not open a tunnel
     */
    static void open(Socket proxy, HttpHost server, int port) throws IOException {
        String name = server.getHostName();
        String target = (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
        proxy.getOutputStream()
                .write(("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        Matcher status = STATUS.matcher(head(proxy.getInputStream()));
        if (!status.matches()) {
            throw new Refused("the proxy's answer is not HTTP");
        }
        if (!status.group(1).startsWith("2")) {
            throw new Refused("the proxy refuses to connect (" + status.group(1) + ")");
        }
    }

    /** Byte by byte: what follows the head is the server's. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
            int next = in.read();
            if (next < 0 || head.length() >= Connection.MAX_LINE) {
                throw new Refused("the proxy's answer is not HTTP");
            }
            head.append((char) next);
        }
        return head.substring(0, head.indexOf("\r\n"));
    }
}
