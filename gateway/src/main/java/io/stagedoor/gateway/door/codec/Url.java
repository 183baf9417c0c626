package io.stagedoor.gateway.door.codec;

import java.util.Locale;

/**
 * A URL that a server wrote, with its client's words in it: taken apart, and not decoded.
 *
 * @param scheme in lower case
 * @param host in lower case, without the port
 * @param path begins with {@code /}
 * @param query without {@code ?}; empty for none
 */
record Url(String scheme, String host, String path, String query) {

    /** Takes a URL apart. */
    static Url of(String url) throws Malformed {
        int authority = url.indexOf("://");
        int path = authority < 0 ? -1 : url.indexOf('/', authority + "://".length());
        if (path < 0) {
            throw new Malformed("the URL has no path");
        }
        String host = url.substring(authority + "://".length(), path);
        int colon = host.lastIndexOf(':');
        if (colon > host.lastIndexOf(']')) {
            host = host.substring(0, colon);
        }
        int query = url.indexOf('?', path);
        return new Url(
                url.substring(0, authority).toLowerCase(Locale.ROOT),
                host.toLowerCase(Locale.ROOT),
                query < 0 ? url.substring(path) : url.substring(path, query),
                query < 0 ? "" : url.substring(query + 1));
    }

    /** Shows nothing of it. */
    @Override
    public String toString() {
        return "Url[" + scheme + "]";
    }
}
