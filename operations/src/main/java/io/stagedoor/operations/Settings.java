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
 * @param metricsListen any address, with port 0 for any free one; empty for no listener of metrics
 * @param console whether an operator may open the console
 */
record Settings(Optional<InetSocketAddress> listen, Optional<InetSocketAddress> metricsListen, boolean console) {

    static final String PID = "stagedoor.operations";

    static final String METRICS = "metricsListen";
    private static final String LISTEN = "listen";
    private static final String CONSOLE = "console";
    private static final String CHANNEL = "127.0.0.1:0";
    private static final String METRICS_EXAMPLE = "127.0.0.1:9464";
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
        Optional<InetSocketAddress> listen = address(LISTEN, properties.text(LISTEN), CHANNEL);
        listen.ifPresent(Settings::requireLoopback);
        return new Settings(
                listen, address(METRICS, properties.text(METRICS), METRICS_EXAMPLE), properties.flag(CONSOLE));
    }

    /** Where the configuration comes from, for logs. */
    static String where(Map<String, ?> configured) {
        return new Properties(OperationsConfig.class, configured).where(PID);
    }

    private static Optional<InetSocketAddress> address(String property, String text, String example) {
        if (text.equals(OFF)) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(text);
        int port = form.matches() ? Integer.parseInt(form.group(2)) : -1;
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException(property + ": is not an address and a port of 0 to 65535; set it to "
                    + example + ", or to off for none");
        }
        return Optional.of(new InetSocketAddress(literal(property, form.group(1), example), port));
    }

    private static void requireLoopback(InetSocketAddress address) {
        if (!address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    LISTEN + ": " + address.getAddress().getHostAddress()
                            + " is not a loopback address; the channel has no TLS, so set it to"
                            + " 127.0.0.1:0 or [::1]:0, and reach the machine by SSH");
        }
    }

    private static InetAddress literal(String property, String host, String example) {
        if (host.equals("localhost")) {
            return InetAddress.getLoopbackAddress();
        }
        if (Character.isLetter(host.charAt(0))) {
            throw new IllegalArgumentException(
                    property + ": " + host + " is a name; set it to an address, for example " + example);
        }
        try {
            return InetAddress.getByName(host); // digits: nobody is asked
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(property + ": " + host + " is not an address; set it to " + example, e);
        }
    }
}
