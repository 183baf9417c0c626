package io.stagedoor.auth.simple.internal;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** What of a client's address is its own: all of an IPv4 address, the first 64 bits of an IPv6 one. */
final class Networks {

    private static final int IPV6_PREFIX_BYTES = 8;

    private Networks() {}

    /**
     * @param address in text form; never looked up as a name
     * @return the same bytes for addresses of one network; those of the text where it is no address
     */
    static byte[] of(String address) {
        if (address.indexOf(':') < 0) {
            return KeyedDigest.bytes(address);
        }
        int zone = address.indexOf('%');
        String bare = zone < 0 ? address : address.substring(0, zone);
        try {
            // In brackets it is an address or an error, never a name that is looked up.
            InetAddress parsed = InetAddress.getByName("[" + bare + "]");
            // An IPv4 address in IPv6 form comes back as the IPv4 address.
            return parsed instanceof Inet6Address
                    ? Arrays.copyOf(parsed.getAddress(), IPV6_PREFIX_BYTES)
                    : KeyedDigest.bytes(parsed.getHostAddress());
        } catch (UnknownHostException e) {
            return KeyedDigest.bytes(address);
        }
    }
}
