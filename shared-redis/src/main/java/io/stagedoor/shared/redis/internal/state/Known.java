package io.stagedoor.shared.redis.internal.state;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a server remembers of Redis, also over its own restart: by this it notices that Redis has lost something. Immutable.
 *
 * @param epoch the random number that lies beside all else; empty if Redis was never met
 * @param count how often something was kept, at least
 * @param mine how often this server itself has kept something, at least, since it started: others may have raised the count to what it was before a loss, but
 *     not this. Not remembered over a restart
 * @param run of the process of Redis that answered last; empty for none
 * @param ends by kind, when the last of all claims ends, in milliseconds since 1970
 */
record Known(String epoch, long count, long mine, String run, Map<String, Long> ends) {

    static final Known NOTHING = new Known("", 0, 0, "", Map.of());

    private static final String FORM = "1";
    private static final Pattern LINE = Pattern.compile("\n");
    private static final int HEAD = 4;

    Known {
        ends = Map.copyOf(ends);
    }

    /** This, and a claim that was just taken. */
    Known claimed(String ofEpoch, String kind, long till, long nowCount, long nowMine) {
        Known next = kept(ofEpoch, nowCount, nowMine);
        return epoch.equals(ofEpoch) ? new Known(epoch, next.count, next.mine, run, later(kind, till)) : this;
    }

    /** This, and something that was just kept. */
    Known kept(String ofEpoch, long nowCount, long nowMine) {
        return epoch.equals(ofEpoch) && (nowCount > count || nowMine > mine)
                ? new Known(epoch, Math.max(count, nowCount), Math.max(mine, nowMine), run, ends)
                : this;
    }

    private Map<String, Long> later(String kind, long till) {
        if (ends.getOrDefault(kind, 0L) >= till) {
            return ends;
        }
        Map<String, Long> later = new TreeMap<>(ends);
        later.put(kind, till);
        return later;
    }

    /** The one of another epoch, which knows of claims of this one. */
    Known with(String nextEpoch, long nextCount, long nextMine, String nextRun, Map<String, Long> also) {
        Map<String, Long> all = new TreeMap<>(ends);
        also.forEach((kind, till) -> all.merge(kind, till, Math::max));
        return epoch.equals(nextEpoch)
                ? new Known(epoch, Math.max(count, nextCount), Math.max(mine, nextMine), nextRun, all)
                : new Known(nextEpoch, nextCount, nextMine, nextRun, all);
    }

    byte[] toBytes() {
        StringBuilder text = new StringBuilder(FORM + '\n' + epoch + '\n' + count + '\n' + run);
        new TreeMap<>(ends)
                .forEach((kind, till) ->
                        text.append('\n').append(kind).append('=').append(till));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What {@link #toBytes} wrote; empty for anything else. */
    static Optional<Known> of(byte[] bytes) {
        String[] lines = LINE.split(new String(bytes, StandardCharsets.UTF_8), -1);
        if (lines.length < HEAD || !lines[0].equals(FORM)) {
            return Optional.empty();
        }
        try {
            Map<String, Long> ends = new TreeMap<>();
            for (int i = HEAD; i < lines.length; i++) {
                int equals = lines[i].indexOf('=');
                ends.put(lines[i].substring(0, equals), Long.valueOf(lines[i].substring(equals + 1)));
            }
            return Optional.of(new Known(lines[1], Long.parseLong(lines[2]), 0, lines[3], ends));
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }
}
