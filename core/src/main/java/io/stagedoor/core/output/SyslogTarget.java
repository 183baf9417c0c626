package io.stagedoor.core.output;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a syslog server is.
 *
 * @param transport how it is reached
 * @param host a name, or an address without brackets
 * @param port 1 to 65535
 */
record SyslogTarget(Transport transport, String host, int port) {

    /** How messages get there. */
    enum Transport {
        /** RFC 5425. */
        TLS,
        /** RFC 6587, octet counting. */
        TCP,
        /** RFC 5426. */
        UDP
    }

    private static final String EXAMPLES =
            "; set it to tls://logs.example.com:6514, tcp://HOST:PORT, or udp://127.0.0.1:514";
    private static final int MAX_PORT = 65_535;
    private static final Pattern FORM =
            Pattern.compile("(tls|tcp|udp)://([A-Za-z0-9][A-Za-z0-9._-]{0,252}|\\[[0-9A-Fa-f:.]+])(?::(\\d{1,5}))?/?");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1");

    /** TCP has none: RFC 6587 names none, and servers choose. */
    private static final Map<Transport, Integer> PORTS = Map.of(Transport.TLS, 6514, Transport.UDP, 514);

    /**
     * Reads one. The message shows nothing of a text that is none: it may hold a password.
     *
     * @param key the property, for the message
     * @throws IllegalArgumentException naming the property, what is wrong, and what to do
     */
    static SyslogTarget of(String key, String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(key + ": is not the address of a syslog server" + EXAMPLES);
        }
        Transport transport = Transport.valueOf(group(form, 1).toUpperCase(Locale.ROOT));
        String host = group(form, 2).replaceAll("[\\[\\]]", "");
        SyslogTarget target = new SyslogTarget(transport, host, port(key, transport, form.group(3)));
        if (transport == Transport.UDP && !LOOPBACK.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    key + ": udp:// is for this machine only, since a network loses datagrams without a word; set it to"
                            + " udp://127.0.0.1:514, or to tls://HOST:6514");
        }
        return target;
    }

    private static String group(Matcher form, int number) {
        return String.valueOf(form.group(number));
    }

    private static int port(String key, Transport transport, @Nullable String text) {
        int usual = PORTS.getOrDefault(transport, 0);
        if (text == null && usual == 0) {
            throw new IllegalArgumentException(key + ": has no port, and tcp:// has no usual one" + EXAMPLES);
        }
        int port = text == null ? usual : Integer.parseInt(text);
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException(key + ": its port is not one of 1 to " + MAX_PORT + EXAMPLES);
        }
        return port;
    }

    /** Whether somebody on the way can read it: no TLS, and another machine. */
    boolean isReadable() {
        return transport != Transport.TLS && !LOOPBACK.matcher(host).matches();
    }

    /** Host and port, as an address has them. */
    String place() {
        return place(host, port);
    }

    /** As {@link #place()}, of another one. */
    static String place(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    @Override
    public String toString() {
        return transport.name().toLowerCase(Locale.ROOT) + "://" + place();
    }
}
