package io.stagedoor.core.carrier;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The stream id of SRT as a carrier of parameters, in the dialects that encoders are told to send: the one that SRT's authors propose
 * ({@code #!::u=bob,s=secret,r=live/s1,m=publish}, and {@code #!:{…}} with nested parts), {@code publish:path:user:password}, {@code
 * app/stream,token=t}, and a path or URL with a query.
 */
public final class SrtStreamId {

    /** SRT has no room for more. */
    public static final int MAX_LENGTH = 512;

    private static final String FLAT = "#!::";
    private static final String NESTED = "#!:{";
    private static final Pattern COLONS =
            Pattern.compile("(publish|read|request):([^:]*)(?::([^:]*):([^:]*)(?::(.*))?)?", Pattern.DOTALL);
    private static final String ENCODED_URL = "srt%3a%2f%2f";

    private static final String USER = "u";
    private static final String SESSION = "s";
    private static final String RESOURCE = "r";
    private static final String MODE = "m";

    private SrtStreamId() {}

    /**
     * Adds the parameters of a stream id. What is behind {@code s} is the password of the user behind {@code u}, and a token where no
     * user is named. One above 512 characters is not looked at.
     *
     * @param streamId may be anything a client sends, and {@code null}
     */
    public static void read(@Nullable String streamId, ClientParameters into) {
        if (streamId == null || !into.from("stream id").takes(streamId, MAX_LENGTH)) {
            return;
        }
        Matcher colons = COLONS.matcher(streamId);
        if (streamId.startsWith(FLAT)) {
            readStandard(streamId.substring(FLAT.length()), into);
        } else if (streamId.startsWith(NESTED)) {
            int last = streamId.length() - 1;
            readStandard(streamId.charAt(last) == '}' ? streamId.substring(NESTED.length(), last) : "", into);
        } else if (colons.matches()) {
            readColons(colons, into);
        } else if (streamId.toLowerCase(Locale.ROOT).startsWith(ENCODED_URL)) {
            readPath(QueryString.decodeKeepingPlus(streamId), into);
        } else {
            readPath(streamId, into);
        }
    }

    private static void readStandard(String list, ClientParameters into) {
        Map<String, List<String>> pairs = pairs(list);
        boolean named = pairs.containsKey(USER) || pairs.containsKey(ClientParameters.USERNAME);
        pairs.forEach((key, values) -> values.forEach(value -> {
            switch (key) {
                case USER -> into.add(ClientParameters.USERNAME, value);
                case SESSION -> into.add(named ? ClientParameters.PASSWORD : ClientParameters.TOKEN, value);
                case RESOURCE -> readResource(value, into);
                default -> into.add(key, value);
            }
        }));
    }

    private static void readColons(Matcher colons, ClientParameters into) {
        into.add(MODE, colons.group(1));
        into.add(RESOURCE, colons.group(2));
        into.add(ClientParameters.USERNAME, colons.group(3));
        into.add(ClientParameters.PASSWORD, colons.group(4));
        readQuery(colons.group(5), into);
    }

    private static void readPath(String path, ClientParameters into) {
        int comma = path.indexOf(',');
        int mark = path.indexOf('?');
        if (comma >= 0 && (mark < 0 || comma < mark)) {
            into.add(RESOURCE, path.substring(0, comma));
            pairs(path.substring(comma + 1)).forEach((key, values) -> values.forEach(value -> into.add(key, value)));
        } else {
            readResource(path, into);
        }
    }

    private static void readResource(String resource, ClientParameters into) {
        int mark = resource.indexOf('?');
        into.add(RESOURCE, mark < 0 ? resource : resource.substring(0, mark));
        readQuery(QueryString.behindMark(resource), into);
    }

    /** Already counted, as a part of the stream id. */
    private static void readQuery(@Nullable String query, ClientParameters into) {
        if (query != null) {
            QueryString.readCounted(query, "&", into);
        }
    }

    /** Pairs between commas; a value in braces may hold commas and further braces. What is behind a brace that nobody closes is nothing. */
    private static Map<String, List<String>> pairs(String list) {
        Map<String, List<String>> pairs = new LinkedHashMap<>();
        int begin = 0;
        while (begin < list.length()) {
            int end = end(list, begin);
            if (end < 0) {
                return pairs;
            }
            int equals = list.indexOf('=', begin);
            if (equals > begin && equals < end) {
                pairs.computeIfAbsent(list.substring(begin, equals).strip(), key -> new ArrayList<>(1))
                        .add(list.substring(equals + 1, end));
            }
            begin = end + 1;
        }
        return pairs;
    }

    /** Where the pair ends that begins there; negative for one that does not end. */
    private static int end(String list, int begin) {
        int comma = list.indexOf(',', begin);
        int equals = list.indexOf('=', begin);
        boolean braces = equals >= 0
                && (comma < 0 || equals < comma)
                && equals + 1 < list.length()
                && list.charAt(equals + 1) == '{';
        if (!braces) {
            return comma < 0 ? list.length() : comma;
        }
        int depth = 0;
        for (int i = equals + 1; i < list.length(); i++) {
            char c = list.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0) {
                int next = list.indexOf(',', i);
                return next < 0 ? list.length() : next;
            }
        }
        return -1;
    }
}
