package io.stagedoor.auth.roundtrip.internal;

import io.stagedoor.auth.support.property.Properties;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Where the backend is.
 *
 * @param invalidate empty when nobody is to be told of the end of a stream
 */
record Endpoints(URI validate, Optional<URI> invalidate) {

    private static final String[] PARTS = {
        "protocol", "host", "port", "validateCredentialsEndPoint", "invalidateCredentialsEndPoint"
    };

    static Endpoints of(Properties properties) {
        String validate = properties.text("validateUrl", "");
        String invalidate = properties.text("invalidateUrl", "");
        String host = properties.text("host", "");
        long port = properties.number(PARTS[2], 0, 0, 65_535);
        boolean parts = !host.isEmpty()
                || !properties.text(PARTS[0], "").isEmpty()
                || !properties.text(PARTS[3], "").isEmpty()
                || !properties.text(PARTS[4], "").isEmpty();
        if (parts && !(validate.isEmpty() && invalidate.isEmpty())) {
            throw new IllegalArgumentException("validateUrl, invalidateUrl: cannot be set together with "
                    + String.join(", ", PARTS) + "; remove these or those");
        }
        return parts ? ofParts(properties, host, port) : ofUrls(validate, invalidate);
    }

    /** A URL as it may be shown: without its query, which may hold a key. */
    static String shown(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
    }

    private static Endpoints ofUrls(String validate, String invalidate) {
        if (validate.isEmpty()) {
            throw new IllegalArgumentException(
                    "validateUrl: is missing; set it to the URL of the backend, or set host");
        }
        return new Endpoints(
                checked("validateUrl", validate),
                invalidate.isEmpty() ? Optional.empty() : Optional.of(checked("invalidateUrl", invalidate)));
    }

    private static Endpoints ofParts(Properties properties, String host, long port) {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("host: is missing; set it to the name or address of the backend");
        }
        String base =
                scheme(properties) + "://" + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host);
        String origin = port == 0 ? base : base + ":" + port;
        String validate = properties.text(PARTS[3], "");
        if (validate.isEmpty()) {
            throw new IllegalArgumentException(PARTS[3] + ": is missing; set it to the path where the backend answers");
        }
        String invalidate = properties.text(PARTS[4], "");
        return new Endpoints(
                checked(PARTS[3], origin + rooted(validate)),
                invalidate.isEmpty() ? Optional.empty() : Optional.of(checked(PARTS[4], origin + rooted(invalidate))));
    }

    private static String scheme(Properties properties) {
        String protocol = properties.text(PARTS[0], "").toLowerCase(Locale.ROOT);
        return switch (protocol) {
            case "", "http", "http:", "http://" -> "http";
            case "https", "https:", "https://" -> "https";
            default ->
                throw new IllegalArgumentException("protocol: is neither http:// nor https://; set it to one of them");
        };
    }

    private static String rooted(String path) {
        return path.startsWith("/") ? path : "/" + path;
    }

    private static URI checked(String key, String text) {
        URI url = parsed(key, text);
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null) {
            throw new IllegalArgumentException(key + ": is not an http:// or https:// URL with a host; correct it");
        }
        if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(key + ": has a user or a fragment, which are never sent; remove them");
        }
        return url;
    }

    private static URI parsed(String key, String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            // Not as a cause: its message repeats the value, which may hold a key.
            throw new IllegalArgumentException(key + ": not a URL; correct it");
        }
    }
}
