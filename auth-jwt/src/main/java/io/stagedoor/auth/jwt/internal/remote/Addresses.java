package io.stagedoor.auth.jwt.internal.remote;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** What an address may be: https, or http to this machine; nothing that is sent to nobody. */
final class Addresses {
    private static final int MOST_CHARACTERS = 2048;
    private static final Pattern LOOPBACK =
            Pattern.compile("(?i)localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]");
    private static final Pattern HOST = Pattern.compile("([a-z0-9._-]+|\\[[0-9a-f:.]+])(:\\d{1,5})?");
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private Addresses() {}

    /**
     * An address that may be asked.
     *
     * @param what the property or member that has it, for messages
     * @throws IllegalArgumentException saying what is wrong with it, without showing it
     */
    static URI checked(String what, String text) {
        URI address = parsed(what, text);
        boolean secure = "https".equalsIgnoreCase(address.getScheme());
        boolean plain = "http".equalsIgnoreCase(address.getScheme());
        if (!(secure || plain) || address.getHost() == null) {
            throw new IllegalArgumentException(what + ": is not an https:// URL with a host; correct it");
        }
        if (plain && !LOOPBACK.matcher(address.getHost()).matches()) {
            throw new IllegalArgumentException(what + ": is an http:// URL, by which anybody on the way could put"
                    + " keys of their own in the place of the provider's; write https://");
        }
        if (address.getRawUserInfo() != null || address.getRawFragment() != null) {
            throw new IllegalArgumentException(what + ": has a user or a fragment, which are never sent; remove them");
        }
        return address;
    }

    private static URI parsed(String what, String text) {
        try {
            if (text.length() <= MOST_CHARACTERS) {
                return new URI(text);
            }
        } catch (URISyntaxException e) {
            // Not as a cause: its message repeats the text, which may hold a key.
            throw new IllegalArgumentException(what + ": is not a URL; correct it");
        }
        throw new IllegalArgumentException(what + ": is longer than " + MOST_CHARACTERS + " characters");
    }

    /** The host of an address, with its port. */
    static String host(URI address) {
        int usual = "http".equalsIgnoreCase(address.getScheme()) ? HTTP : HTTPS;
        return address.getHost().toLowerCase(Locale.ROOT) + ":" + (address.getPort() < 0 ? usual : address.getPort());
    }

    /** A further host as an operator writes it, with its port. */
    static String furtherHost(String text) {
        String host = text.toLowerCase(Locale.ROOT);
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("keysHosts: has something else than names of hosts; write them"
                    + " without https:// and without a path, and commas between them");
        }
        return host.matches(".*:\\d{1,5}") ? host : host + ":" + HTTPS;
    }
}
