package io.stagedoor.auth.support.turn;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What of a client's address is its own: all of an IPv4 address, the first 64 bits of an IPv6 one. */
public final class Networks {

    private static final int IPV6_PREFIX_BYTES = 8;

    private Networks() {}

    /**
     * The network of an address.
     *
     * @param address in text form; never looked up as a name
     * @return the same bytes for addresses of one network; those of the text, in UTF-8, where it is no address
     */
    public static byte[] of(String address) {
        if (address.indexOf(':') < 0) {
            return bytes(address);
        }
        int zone = address.indexOf('%');
        String bare = zone < 0 ? address : address.substring(0, zone);
        try {
            // In brackets it is an address or an error, never a name that is looked up.
            InetAddress parsed = InetAddress.getByName("[" + bare + "]");
            // An IPv4 address in IPv6 form comes back as the IPv4 address.
            return parsed instanceof Inet6Address
                    ? Arrays.copyOf(parsed.getAddress(), IPV6_PREFIX_BYTES)
                    : bytes(parsed.getHostAddress());
        } catch (UnknownHostException e) {
            return bytes(address);
        }
    }

    /**
     * The network of an address, for a map or a set.
     *
     * @param address in text form; never looked up as a name
     * @return equal for addresses of one network
     */
    public static ByteBuffer key(String address) {
        return ByteBuffer.wrap(of(address)).asReadOnlyBuffer();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
