package io.stagedoor.operations;

import io.stagedoor.auth.support.property.Properties;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The configuration {@code stagedoor.operations}, checked.
 *
 * @param listen a loopback address, with port 0 for any free one; empty for no channel
 */
record Settings(Optional<InetSocketAddress> listen) {

    static final String PID = "stagedoor.operations";

    private static final String LISTEN = "listen";
    private static final String OFF = "off";
    private static final int MAX_PORT = 65_535;

    /** An address in digits, or a name; nobody is asked what a name means. */
    private static final Pattern FORM = Pattern.compile("(\\d[\\d.]*|\\[[0-9A-Fa-f:.]+]|[A-Za-z][\\w.-]*):(\\d{1,5})");

    /**
     * Reads a configuration.
     *
     * @throws IllegalArgumentException naming the property, the reason and the cure
     */
    static Settings of(Map<String, ?> configured) {
        Properties properties = new Properties(OperationsConfig.class, configured);
        properties.requireKnown();
        String text = properties.text(LISTEN);
        return new Settings(text.equals(OFF) ? Optional.empty() : Optional.of(address(text)));
    }

    /** Where the configuration comes from, for logs. */
    static String where(Map<String, ?> configured) {
        return new Properties(OperationsConfig.class, configured).where(PID);
    }

    private static InetSocketAddress address(String text) {
        Matcher form = FORM.matcher(text);
        int port = form.matches() ? Integer.parseInt(form.group(2)) : -1;
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException(LISTEN
                    + ": is not an address and a port of 0 to 65535; set it to 127.0.0.1:0, or to off for no channel");
        }
        InetAddress address = literal(form.group(1));
        if (!address.isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    LISTEN + ": " + form.group(1) + " is not a loopback address; the channel has no TLS, so set it to"
                            + " 127.0.0.1:0 or [::1]:0, and reach the machine by SSH");
        }
        return new InetSocketAddress(address, port);
    }

    private static InetAddress literal(String host) {
        if (host.equals("localhost")) {
            return InetAddress.getLoopbackAddress();
        }
        if (Character.isLetter(host.charAt(0))) {
            throw new IllegalArgumentException(
                    LISTEN + ": " + host + " is a name; set it to a loopback address, for example 127.0.0.1:0");
        }
        try {
            return InetAddress.getByName(host); // digits: nobody is asked
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(LISTEN + ": " + host + " is not an address; set it to 127.0.0.1:0", e);
        }
    }
}
