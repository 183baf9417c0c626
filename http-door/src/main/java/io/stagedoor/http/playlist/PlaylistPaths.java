package io.stagedoor.http.playlist;

import io.stagedoor.core.carrier.QueryString;
import io.stagedoor.http.request.PercentCode;
import io.stagedoor.http.request.Place;
import io.stagedoor.http.request.Site;
import io.stagedoor.http.session.SessionUri;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the URIs of a playlist lead (RFC 3986 §5), as the servlet container will resolve them. Immutable. */
final class PlaylistPaths {

    private static final Set<String> TAKEN_OUT = Set.of("token", "username", "password", SessionUri.PARAMETER);
    private static final char DELETE = 0x7F;

    private final String contextPath;
    private final String folder;
    private final Site site;

    /** Those of the playlist at a place, for a request that came to a site. */
    PlaylistPaths(Place place, Site site) {
        this.site = site;
        contextPath = place.contextPath();
        folder = place.path().substring(0, place.path().lastIndexOf('/') + 1);
    }

    /** The folder of the playlist below the web application; begins and ends with a slash. */
    String folder() {
        return folder;
    }

    /**
     * A URI that is to carry a session.
     *
     * @param before what stands before the session's parameter
     * @param rest where it leads, below the folder
     * @param behind what stands behind the parameter
     */
    record Reference(String before, String rest, String behind) {}

    /** Reads a URI; {@code null} for one that leads elsewhere, or nowhere, and is left as it is. */
    @Nullable
    Reference read(String uri) {
        if (!isSpelledProperly(uri)) {
            return null;
        }
        int begin = hasScheme(uri) || uri.startsWith("//") ? site.path(uri) : 0;
        if (begin < 0) {
            return null;
        }
        int hash = uri.indexOf('#');
        String whole = uri.substring(begin, hash < 0 ? uri.length() : hash);
        int mark = whole.indexOf('?');
        String path = mark < 0 ? whole : whole.substring(0, mark);
        String target = resolve(path);
        if (target == null) {
            return null;
        }
        String query = mark < 0 ? "" : withoutSecrets(whole.substring(mark + 1));
        return new Reference(
                uri.substring(0, begin) + path + "?" + (query.isEmpty() ? "" : query + "&"),
                target.substring(folder.length()),
                hash < 0 ? "" : uri.substring(hash));
    }

    /** Browsers drop control characters wherever they stand, and blanks at the beginning: it would lead elsewhere for them. */
    private static boolean isSpelledProperly(String uri) {
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c < ' ' || c == DELETE || c == ' ' && i == 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasScheme(String uri) {
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            boolean letter = c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
            boolean other = c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.';
            if (!letter && (!other || i == 0)) {
                return c == ':' && i > 0;
            }
        }
        return false;
    }

    /** Names are decoded, because that is how the gate reads them. */
    private static String withoutSecrets(String query) {
        StringBuilder left = new StringBuilder();
        int from = 0;
        while (from <= query.length()) {
            int next = query.indexOf('&', from);
            int to = next < 0 ? query.length() : next;
            int equals = query.indexOf('=', from);
            String name = query.substring(from, equals < 0 || equals > to ? to : equals);
            if (!TAKEN_OUT.contains(QueryString.decode(name))) {
                left.append(left.length() == 0 ? "" : "&").append(query, from, to);
            }
            from = to + 1;
        }
        return left.toString();
    }

    /** Where a path leads below the web application; {@code null} if the session is not for it. */
    private @Nullable String resolve(String path) {
        if (path.isEmpty() || path.indexOf(';') >= 0 || path.startsWith("/") && !path.startsWith(contextPath + "/")) {
            return null;
        }
        Optional<String> decoded = PercentCode.decode(path);
        if (decoded.isEmpty()) {
            return null;
        }
        String whole = decoded.get();
        // A path that begins with a slash by decoding only is none from the top: it has an empty name.
        String target = normalise(path.startsWith("/") ? whole.substring(contextPath.length()) : folder + whole);
        return target != null && target.startsWith(folder) && target.length() > folder.length() ? target : null;
    }

    /** Without {@code .} and {@code ..}; {@code null} if a name is empty or has a backslash, or if it leads out at the top. */
    private static @Nullable String normalise(String path) {
        StringBuilder whole = new StringBuilder();
        int from = 1;
        while (from <= path.length()) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            String name = path.substring(from, to);
            if (name.isEmpty() || name.indexOf('\\') >= 0 || name.equals("..") && whole.length() == 0) {
                return null;
            }
            if (name.equals("..")) {
                whole.setLength(whole.lastIndexOf("/"));
            } else if (!name.equals(".")) {
                whole.append('/').append(name);
            }
            from = to + 1;
        }
        return whole.toString();
    }
}
