package io.stagedoor.host.felix;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The hosts and ports of the services that configurations name by URL. Shows nothing else of a URL: its query may hold a key. */
final class Addresses {

    /** By scheme, the usual port. Of {@code tcp://} each URL says it. */
    private static final Map<String, Integer> PORTS = Map.of("http", 80, "https", 443, "tls", 6514, "tcp", 601);

    /** Settings whose URLs are names, which nobody connects to. */
    private static final Pattern NAMES = Pattern.compile("(?i).*(issuer|audience|origin|claim|realm).*");

    private Addresses() {}

    /** Tells of each, with {@code file}, {@code setting}, {@code host} and {@code port}. */
    static void tell(Planned one, Consumer<Map<String, String>> found) {
        one.values().forEach((name, value) -> {
            if (!NAMES.matcher(name).matches()) {
                url(String.valueOf(value)).ifPresent(url -> tell(one, name, url, found));
            }
        });
        // As Red5 Pro has it.
        Object host = one.values().get("host");
        if (host != null) {
            String protocol = String.valueOf(one.values().getOrDefault("protocol", "http"));
            Object port = one.values().getOrDefault("port", "0");
            boolean isDefault = port.toString().strip().equals("0");
            url((protocol.toLowerCase(Locale.ROOT).startsWith("https") ? "https://" : "http://")
                            + host.toString().strip()
                            + (isDefault ? "" : ":" + port.toString().strip()))
                    .ifPresent(url -> tell(one, "host", url, found));
        }
    }

    private static void tell(Planned one, String setting, URI url, Consumer<Map<String, String>> found) {
        int otherwise = PORTS.getOrDefault(url.getScheme().toLowerCase(Locale.ROOT), 0);
        found.accept(Map.of(
                "kind",
                "address",
                "file",
                one.file(),
                "setting",
                setting,
                "host",
                url.getHost(),
                "port",
                String.valueOf(url.getPort() < 0 ? otherwise : url.getPort())));
    }

    private static Optional<URI> url(String text) {
        try {
            URI url = new URI(text.strip());
            return Optional.of(url)
                    .filter(one -> one.getScheme() != null
                            && PORTS.containsKey(one.getScheme().toLowerCase(Locale.ROOT))
                            && one.getHost() != null);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
