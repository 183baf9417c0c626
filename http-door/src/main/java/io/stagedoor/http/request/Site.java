package io.stagedoor.http.request;

import io.stagedoor.hook.HttpRequest;
import java.util.Locale;

/**
 * The scheme and the authority that a request came to, as the servlet container sees them: behind a proxy, as Tomcat's
 * {@code RemoteIpValve} says. Immutable.
 *
 * @param scheme in lower case; empty if not known, as the host then is
 * @param host in lower case, an IPv6 address in brackets
 * @param port always a number
 */
public record Site(String scheme, String host, int port) {

    /** No URI leads to it. */
    public static final Site UNKNOWN = new Site("", "", 0);

    private static final String ENDS = "/?#\\";
    private static final int PORT_DIGITS = 5;

    public static Site of(HttpRequest request) {
        String site = request.site().toLowerCase(Locale.ROOT);
        int scheme = site.indexOf("://");
        int port = site.lastIndexOf(':');
        if (scheme <= 0 || port <= scheme + "://".length()) {
            return UNKNOWN;
        }
        return new Site(
                site.substring(0, scheme),
                site.substring(scheme + "://".length(), port),
                port(site.substring(port + 1), -1));
    }

    /**
     * Where the path of an absolute URI begins, or of one that leaves out the scheme (RFC 3986 §4.2).
     *
     * @return -1 for a URI that leads to another site, or has no path
     */
    public int path(String uri) {
        String begin = scheme + "://";
        int authority = uri.startsWith("//")
                ? "//".length()
                : uri.regionMatches(true, 0, begin, 0, begin.length()) ? begin.length() : -1;
        if (authority < 0 || host.isEmpty()) {
            return -1;
        }
        int end = authority;
        while (end < uri.length() && ENDS.indexOf(uri.charAt(end)) < 0) {
            end++;
        }
        boolean path = end < uri.length() && uri.charAt(end) == '/';
        return path && isAuthority(uri.substring(authority, end)) ? end : -1;
    }

    /** Neither a user nor anything else that has to be decoded stands in ours. */
    private boolean isAuthority(String text) {
        int colon = text.lastIndexOf(':');
        boolean withPort = colon > text.lastIndexOf(']');
        String name = withPort ? text.substring(0, colon) : text;
        int usual = scheme.equals("https") ? 443 : 80;
        int its = withPort ? port(text.substring(colon + 1), usual) : usual;
        return name.chars().allMatch(c -> c < 0x80) && name.equalsIgnoreCase(host) && its == port;
    }

    /** The port that is written; -1 for anything else than one. */
    private static int port(String digits, int none) {
        if (digits.isEmpty()) {
            return none;
        }
        boolean number = digits.length() <= PORT_DIGITS && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Integer.parseInt(digits) : -1;
    }
}
