package io.stagedoor.core.carrier;

import io.stagedoor.auth.StreamPath;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the names of streams as Red5 does: with a query behind them, and with what Red5 takes off before it opens one. */
public final class StreamNames {

    private static final List<String> TYPE_PREFIXES = List.of("flv:", "mp4:", "f4v:", "mp3:", "m4a:", "aac:", "raw:");

    private StreamNames() {}

    /**
     * The path of a stream below an application or a room.
     *
     * @param name the stream's name as the client sent it; what stands before the last {@code /} is the room below that room
     * @return empty when a name is refused, see {@link #bare} and {@link StreamPath#resolve}
     */
    public static Optional<StreamPath> resolve(StreamPath here, String name) {
        return bare(name).flatMap(here::resolve);
    }

    /**
     * The name that Red5 opens.
     *
     * @param name as the client sent it: a query behind {@code ?} is cut off, one leading {@code *} and one type prefix ({@code flv: mp4: f4v:
     *     mp3: m4a: aac: raw:}, in any case) are taken off
     * @return empty for a name with a type prefix anywhere else: Red5 takes some of them out wherever they stand, which would make
     *     another name of it
     */
    public static Optional<String> bare(String name) {
        String bare = withoutPrefix(withoutQuery(name));
        String lower = bare.toLowerCase(Locale.ROOT);
        return TYPE_PREFIXES.stream().anyMatch(lower::contains) ? Optional.empty() : Optional.of(bare);
    }

    /** A stream's name without the query that clients put behind it. */
    public static String withoutQuery(String name) {
        int query = name.indexOf('?');
        return query < 0 ? name : name.substring(0, query);
    }

    private static String withoutPrefix(String name) {
        String bare = name.startsWith("*") ? name.substring(1) : name;
        for (String prefix : TYPE_PREFIXES) {
            if (bare.regionMatches(true, 0, prefix, 0, prefix.length())) {
                return bare.substring(prefix.length());
            }
        }
        return bare;
    }
}
