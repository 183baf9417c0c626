package io.stagedoor.core.settings;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses and networks, of IPv4 and IPv6, that clients may come from. Names are none: nothing is looked up, ever. Immutable. */
public final class SourceAddresses {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    /** The first bits of an address of a length, as a number. */
    private record Network(int length, int bits, BigInteger begin) {
        static Network of(byte[] address, int bits) {
            return new Network(
                    address.length, bits, new BigInteger(1, address).shiftRight(address.length * Byte.SIZE - bits));
        }

        boolean contains(byte[] address) {
            return address.length == length && of(address, bits).equals(this);
        }
    }

    private final List<Network> networks;
    private final String text;

    private SourceAddresses(List<Network> networks, String text) {
        this.networks = List.copyOf(networks);
        this.text = text;
    }

    /**
     * The addresses of a list.
     *
     * @param property what configuration calls the list, for messages
     * @param entries each an address, or a network with the number of its bits behind {@code /}
     * @throws IllegalArgumentException naming the entry and what is wrong with it
     */
    public static SourceAddresses of(String property, List<String> entries) {
        return new SourceAddresses(
                entries.stream().map(entry -> network(property, entry)).toList(), String.join(",", entries));
    }

    private static Network network(String property, String entry) {
        int slash = entry.indexOf('/');
        byte[] address = address(slash < 0 ? entry : entry.substring(0, slash))
                .orElseThrow(() -> new IllegalArgumentException(property + ": '" + entry
                        + "' is not an address or network; write 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32"));
        int most = address.length * Byte.SIZE;
        int bits = slash < 0 ? most : bits(entry.substring(slash + 1), most);
        if (bits < 0) {
            throw new IllegalArgumentException(
                    property + ": '" + entry + "' needs a number from 0 to " + most + " behind /");
        }
        Network network = Network.of(address, bits);
        if (!network.begin().shiftLeft(most - bits).equals(new BigInteger(1, address))) {
            throw new IllegalArgumentException(property + ": '" + entry + "' has bits behind the first " + bits
                    + "; write the network's own address");
        }
        return network;
    }

    private static int bits(String text, int most) {
        if (!text.matches("\\d{1,3}")) {
            return -1;
        }
        int bits = Integer.parseInt(text);
        return bits <= most ? bits : -1;
    }

    /** Whether a client's address is one of these; one that cannot be read is none. */
    public boolean contains(String address) {
        int zone = address.indexOf('%');
        return address(zone < 0 ? address : address.substring(0, zone))
                .map(bytes -> networks.stream().anyMatch(network -> network.contains(bytes)))
                .orElse(false);
    }

    /** Reads digits only: with a name, and with what only looks like an address, Java would ask a name server. */
    private static Optional<byte[]> address(String text) {
        try {
            if (IPV4.matcher(text).matches()) {
                return Optional.of(ipv4(text));
            }
            // In brackets nothing but an IPv6 address is read. One of IPv4 in the form of IPv6 becomes that of IPv4.
            return IPV6.matcher(text).matches()
                    ? Optional.of(InetAddress.getByName("[" + text + "]").getAddress())
                    : Optional.empty();
        } catch (UnknownHostException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static byte[] ipv4(String text) {
        String[] parts = text.split("\\.");
        byte[] bytes = new byte[parts.length];
        for (int i = 0; i < parts.length; i++) {
            int part = Integer.parseInt(parts[i]);
            // With a zero before it some read it as octal.
            if (part > 255 || parts[i].length() > 1 && parts[i].startsWith("0")) {
                throw new IllegalArgumentException("not an address: " + text);
            }
            bytes[i] = (byte) part;
        }
        return bytes;
    }

    /** The addresses as they were configured. */
    @Override
    public String toString() {
        return text;
    }
}
