package io.stagedoor.red5.bridge.http;

import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.hook.HttpRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Refuses what drives an RTMPT session from another network than opened it: Red5 asks for the session's id only, which whoever sees
 * a path can know. Holds nothing itself: Red5 knows where a session came from, for as long as there is one.
 */
public final class RtmptBinding {

    /** Red5's servlet takes the session's id from the second part of the path as it is spelled. */
    private static final Set<String> DRIVING = Set.of("/send", "/idle", "/close");

    /** Red5's servlet for RTMPT, at the top of the server: its clients are judged as RTMP clients. */
    private static final Set<String> TUNNEL = Set.of("/open", "/send", "/idle", "/close", "/fcs");

    private static final int ID_PART = 2;
    private static final int IPV4_PREFIX_BYTES = 3;
    private static final int IPV6_PREFIX_BYTES = 8;

    /** The status that Red5 has for an id that it does not know. */
    private static final HttpAnswer REFUSED =
            HttpAnswer.refuse(400, Map.of("Cache-Control", List.of("no-store"), "Connection", List.of("close")));

    private final BooleanSupplier isOn;
    private final Function<String, Optional<String>> openedFrom;

    /**
     * @param isOn asked for each request
     * @param openedFrom the address that opened a session; empty where there is none
     */
    public RtmptBinding(BooleanSupplier isOn, Function<String, Optional<String>> openedFrom) {
        this.isOn = isOn;
        this.openedFrom = openedFrom;
    }

    /** Whether a request is part of an RTMPT session: its client is judged as one of RTMP. */
    public static boolean isTunnel(HttpRequest request) {
        return request.contextPath().isEmpty()
                && request.method().equals("POST")
                && TUNNEL.contains(request.servletPath())
                && !request.pathInfo().isEmpty();
    }

    /** A refusal, the same for a session that is not there and one that is another network's; empty for all that may go on. */
    public Optional<HttpAnswer> refusal(HttpRequest request) {
        boolean drives = request.contextPath().isEmpty()
                && request.method().equals("POST")
                && DRIVING.contains(request.servletPath());
        if (!drives || !isOn.getAsBoolean()) {
            return Optional.empty();
        }
        // A path that is spelled otherwise names another session to the servlet than it seems to.
        boolean plain = request.uri().equals(request.servletPath() + request.pathInfo());
        String[] parts = request.uri().split("/");
        boolean same = plain
                && parts.length > ID_PART
                && openedFrom
                        .apply(parts[ID_PART])
                        .filter(address -> isOneNetwork(address, request.remoteAddress()))
                        .isPresent();
        return same ? Optional.empty() : Optional.of(REFUSED);
    }

    /** The first 24 bits of an IPv4 address, the first 64 of an IPv6 one. */
    static boolean isOneNetwork(String one, String another) {
        byte[] network = network(one);
        return network.length > 0 && Arrays.equals(network, network(another));
    }

    private static byte[] network(String address) {
        String bare = bare(address);
        // Anything else would be looked up as a name.
        boolean literal = bare.indexOf(':') >= 0 || bare.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
        if (bare.isEmpty() || !literal) {
            return new byte[0];
        }
        try {
            InetAddress parsed = InetAddress.getByName(bare);
            return Arrays.copyOf(
                    parsed.getAddress(), parsed instanceof Inet6Address ? IPV6_PREFIX_BYTES : IPV4_PREFIX_BYTES);
        } catch (UnknownHostException e) {
            return new byte[0];
        }
    }

    /** Without the brackets and the zone that an IPv6 address may have. */
    private static String bare(String address) {
        int begin = address.startsWith("[") ? 1 : 0;
        int zone = address.indexOf('%');
        int end = zone >= 0 ? zone : address.length() - (address.endsWith("]") ? 1 : 0);
        return end > begin ? address.substring(begin, end) : "";
    }
}
