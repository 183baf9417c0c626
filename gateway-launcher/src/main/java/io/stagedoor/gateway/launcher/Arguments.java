package io.stagedoor.gateway.launcher;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the process is started with.
 *
 * @param home the folder that {@code stagedoor/} is in
 * @param listen where it listens; port 0 for any free one
 * @param encryption by what it encrypts; empty for plain HTTP
 */
record Arguments(Path home, InetSocketAddress listen, Optional<Encryption> encryption) {

    private static final List<String> KNOWN =
            List.of("--home", "--listen", "--tls-certificate", "--tls-key", "--client-authorities");
    private static final int HIGHEST_PORT = 65535;

    /**
     * The files by which connections are encrypted, in PEM form.
     *
     * @param certificate of the gateway, with the chain
     * @param key of the certificate, in PKCS#8 form without a password
     * @param authorities who sign the certificates of servers; empty for servers without
     */
    record Encryption(Path certificate, Path key, Optional<Path> authorities) {}

    /**
     * Reads pairs of an option and its value.
     *
     * @throws IllegalArgumentException naming the option and what to do
     */
    static Arguments of(String[] given) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < given.length; i += 2) {
            if (!KNOWN.contains(given[i]) || i + 1 == given.length || values.put(given[i], given[i + 1]) != null) {
                throw new IllegalArgumentException(
                        given[i] + ": is not known, has no value, or is there twice; use " + String.join(" ", KNOWN));
            }
        }
        Optional<Encryption> encryption = encryption(values);
        InetSocketAddress listen = address(values.getOrDefault("--listen", "127.0.0.1:5090"));
        return new Arguments(
                Path.of(values.getOrDefault("--home", "")).toAbsolutePath().normalize(), listen, encryption);
    }

    private static Optional<Encryption> encryption(Map<String, String> values) {
        String certificate = values.get("--tls-certificate");
        String key = values.get("--tls-key");
        Optional<Path> authorities =
                Optional.ofNullable(values.get("--client-authorities")).map(Path::of);
        if (certificate == null && key == null && authorities.isEmpty()) {
            return Optional.empty();
        }
        if (certificate == null || key == null) {
            throw new IllegalArgumentException("--tls-certificate, --tls-key: one of them is missing; set both");
        }
        return Optional.of(new Encryption(Path.of(certificate), Path.of(key), authorities));
    }

    /** {@code ADDRESS:PORT}; no name is looked up that is not an address, so that a listener is where it is said to be. */
    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        String port = text.substring(colon + 1);
        boolean isAddress = host.matches("[0-9.]+") || host.matches("\\[[0-9A-Fa-f:.]+]");
        if (!isAddress || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > HIGHEST_PORT) {
            throw new IllegalArgumentException(
                    "--listen: is no ADDRESS:PORT, such as 127.0.0.1:5090 or [::1]:5090; correct it");
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(host), Integer.parseInt(port));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("--listen: is no address; correct it", e);
        }
    }
}
