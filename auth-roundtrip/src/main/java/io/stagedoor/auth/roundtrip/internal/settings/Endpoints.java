package io.stagedoor.auth.roundtrip.internal.settings;

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
public record Endpoints(URI validate, Optional<URI> invalidate) {

    private static final String NO_URL = "is not a URL with a host; begin it with http:// or https://";

    private static final String VALIDATE = "validateUrl";
    private static final String INVALIDATE = "invalidateUrl";
    private static final String PROTOCOL = "protocol";
    private static final String HOST = "host";
    private static final String PORT = "port";
    private static final String VALIDATE_PATH = "validateCredentialsEndPoint";
    private static final String INVALIDATE_PATH = "invalidateCredentialsEndPoint";

    static Endpoints of(Properties properties) {
        String validate = properties.text(VALIDATE);
        String invalidate = properties.text(INVALIDATE);
        String host = properties.text(HOST);
        long port = properties.number(PORT);
        boolean parts = !host.isEmpty()
                || !properties.text(PROTOCOL).isEmpty()
                || !properties.text(VALIDATE_PATH).isEmpty()
                || !properties.text(INVALIDATE_PATH).isEmpty();
        if (parts && !(validate.isEmpty() && invalidate.isEmpty())) {
            throw new IllegalArgumentException(VALIDATE + ", " + INVALIDATE + ": cannot be set together with "
                    + String.join(", ", PROTOCOL, HOST, PORT, VALIDATE_PATH, INVALIDATE_PATH)
                    + "; remove these or those");
        }
        return parts ? ofParts(properties, host, port) : ofUrls(validate, invalidate);
    }

    /** A URL as it may be shown: without its query, which may hold a key. */
    public static String shown(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
    }

    private static Endpoints ofUrls(String validate, String invalidate) {
        if (validate.isEmpty()) {
            throw new IllegalArgumentException(
                    VALIDATE + ": is missing; set it to the URL of the backend, or set " + HOST);
        }
        return new Endpoints(
                checked(VALIDATE, validate),
                invalidate.isEmpty() ? Optional.empty() : Optional.of(checked(INVALIDATE, invalidate)));
    }

    private static Endpoints ofParts(Properties properties, String host, long port) {
        if (host.isEmpty()) {
            throw new IllegalArgumentException(HOST + ": is missing; set it to the name or address of the backend");
        }
        String base =
                scheme(properties) + "://" + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host);
        String origin = port == 0 ? base : base + ":" + port;
        String validate = properties.text(VALIDATE_PATH);
        if (validate.isEmpty()) {
            throw new IllegalArgumentException(
                    VALIDATE_PATH + ": is missing; set it to the path where the backend answers");
        }
        String invalidate = properties.text(INVALIDATE_PATH);
        return new Endpoints(
                checked(VALIDATE_PATH, origin + rooted(validate)),
                invalidate.isEmpty()
                        ? Optional.empty()
                        : Optional.of(checked(INVALIDATE_PATH, origin + rooted(invalidate))));
    }

    private static String scheme(Properties properties) {
        String protocol = properties.text(PROTOCOL).toLowerCase(Locale.ROOT);
        return switch (protocol) {
            case "", "http", "http:", "http://" -> "http";
            case "https", "https:", "https://" -> "https";
            default ->
                throw new IllegalArgumentException(
                        PROTOCOL + ": is neither http:// nor https://; set it to one of them");
        };
    }

    private static String rooted(String path) {
        return path.startsWith("/") ? path : "/" + path;
    }

    private static URI checked(String key, String text) {
        URI url = parsed(key, text);
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null) {
            throw new IllegalArgumentException(key + ": " + NO_URL);
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
            throw new IllegalArgumentException(key + ": " + NO_URL);
        }
    }
}
