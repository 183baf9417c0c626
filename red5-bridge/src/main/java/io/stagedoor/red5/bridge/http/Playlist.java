package io.stagedoor.red5.bridge.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A playlist of HLS (RFC 8216) for one session: its URIs carry the session, for players that keep no cookies. Only those that lead to the
 * folder of the playlist or below it: what lies elsewhere is not what the session is for. Credentials in them are taken out.
 */
final class Playlist implements UnaryOperator<byte[]> {

    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final String HEAD = "#EXTM3U";
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);
    private static final Pattern ATTRIBUTE = Pattern.compile("([A-Z0-9-]+)=(\"[^\"]*\"|[^\",]*)");
    private static final Set<String> TAKEN_OUT = Set.of("token", "username", "password", SessionUri.PARAMETER);

    private final HttpSession session;
    private final Place place;
    private final String folder;

    /**
     * The playlist at a place.
     *
     * @param session that its URIs carry
     */
    Playlist(HttpSession session, Place place) {
        this.session = session;
        this.place = place;
        this.folder = place.path().substring(0, place.path().lastIndexOf('/') + 1);
    }

    /** What the client of the session gets; as it is, if it is no playlist. */
    @Override
    public byte[] apply(byte[] content) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            return content;
        }
        String mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
        String bare = text.substring(mark.length());
        if (!bare.startsWith(HEAD)) {
            return content;
        }
        return Arrays.stream(bare.split("\n", -1))
                .map(this::line)
                .collect(Collectors.joining("\n", mark, ""))
                .getBytes(StandardCharsets.UTF_8);
    }

    private String line(String line) {
        String bare = line.stripTrailing();
        if (bare.isEmpty()) {
            return line;
        }
        if (!bare.startsWith("#")) {
            return uri(bare) + line.substring(bare.length());
        }
        return bare.startsWith("#EXT") && bare.contains("URI=\"") ? attributes(line) : line;
    }

    private String attributes(String line) {
        Matcher attribute = ATTRIBUTE.matcher(line);
        StringBuilder changed = new StringBuilder();
        while (attribute.find()) {
            String value = attribute.group(2);
            boolean names = attribute.group(1).equals("URI") && value.startsWith("\"");
            String kept = names ? "\"" + uri(value.substring(1, value.length() - 1)) + "\"" : value;
            attribute.appendReplacement(changed, Matcher.quoteReplacement(attribute.group(1) + "=" + kept));
        }
        return attribute.appendTail(changed).toString();
    }

    private String uri(String uri) {
        if (SCHEME.matcher(uri).matches() || uri.startsWith("//")) {
            return uri;
        }
        int fragment = uri.indexOf('#');
        String whole = fragment < 0 ? uri : uri.substring(0, fragment);
        int mark = whole.indexOf('?');
        String path = mark < 0 ? whole : whole.substring(0, mark);
        Optional<String> target = resolve(path);
        if (target.isEmpty()) {
            return uri;
        }
        String query = mark < 0 ? "" : withoutSecrets(whole.substring(mark + 1));
        return path + "?" + (query.isEmpty() ? "" : query + "&")
                + SessionUri.of(session, target.get()).pair()
                + (fragment < 0 ? "" : uri.substring(fragment));
    }

    private static String withoutSecrets(String query) {
        return Arrays.stream(query.split("&"))
                .filter(pair -> !TAKEN_OUT.contains(pair.split("=", 2)[0]))
                .collect(Collectors.joining("&"));
    }

    /** Where a path leads below the web application, as the container will resolve it; empty if the session is not for it. */
    private Optional<String> resolve(String path) {
        if (path.isEmpty() || path.indexOf(';') >= 0) {
            return Optional.empty();
        }
        String root = place.contextPath() + "/";
        if (path.startsWith("/") && !path.startsWith(root)) {
            return Optional.empty();
        }
        return PercentCode.decode(path)
                .map(decoded -> decoded.startsWith("/")
                        ? decoded.substring(place.contextPath().length())
                        : folder + decoded)
                .flatMap(Playlist::normalise)
                .filter(target -> target.startsWith(folder));
    }

    private static Optional<String> normalise(String path) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.substring(1).split("/", -1)) {
            if (name.equals("..")) {
                if (names.pollLast() == null) {
                    return Optional.empty();
                }
            } else if (!name.equals(".")) {
                if (name.isEmpty() || name.indexOf('\\') >= 0) {
                    return Optional.empty();
                }
                names.addLast(name);
            }
        }
        return Optional.of("/" + String.join("/", names));
    }
}
