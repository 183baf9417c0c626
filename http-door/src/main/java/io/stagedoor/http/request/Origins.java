package io.stagedoor.http.request;

import io.stagedoor.hook.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Whether a request comes from a page whose cookies count (RFC 6454): browsers send cookies for any page. */
public final class Origins {

    private Origins() {}

    /**
     * Whether the request says no origin, as what is no browser does; or the server's own; or one of the others.
     *
     * @param others in lower case; {@code *} for any
     */
    public static boolean accept(HttpRequest request, Set<String> others) {
        List<String> origins = request.headers("Origin");
        if (origins.isEmpty() || others.contains("*")) {
            return true;
        }
        List<String> hosts = request.headers("Host");
        if (origins.size() > 1 || hosts.size() != 1) {
            return false;
        }
        String origin = origins.get(0).trim().toLowerCase(Locale.ROOT);
        return others.contains(origin) || isOf(origin, hosts.get(0).trim().toLowerCase(Locale.ROOT));
    }

    private static boolean isOf(String origin, String host) {
        int scheme = origin.indexOf("://");
        if (scheme < 0 || host.isEmpty()) {
            return false;
        }
        String port = origin.startsWith("https:") ? ":443" : ":80";
        return withoutPort(origin.substring(scheme + "://".length()), port).equals(withoutPort(host, port));
    }

    private static String withoutPort(String authority, String port) {
        return authority.endsWith(port) ? authority.substring(0, authority.length() - port.length()) : authority;
    }
}
