package io.stagedoor.core.routing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tracks configurations that claim the same name, of which one is in force. For one thread at a time. It returns
 * lines, which the caller logs while no client waits.
 */
final class Rivals {

    /** A line for the log. */
    record Line(boolean isWarning, String text) {}

    private final String kind;
    private final String remedy;
    /** Names that are claimed more than once. */
    private final Map<String, List<String>> known = new TreeMap<>();

    /**
     * @param kind what is claimed, for the lines
     * @param remedy what to do, as a sentence
     */
    Rivals(String kind, String remedy) {
        this.kind = kind;
        this.remedy = remedy;
    }

    /**
     * Looks at all that is claimed now.
     *
     * @param claims by name, the files or PIDs that claim it; the one in force comes first
     * @return what is to be said of names whose claims have changed
     */
    List<Line> lookAtAll(Map<String, List<String>> claims) {
        List<Line> lines = new ArrayList<>();
        SortedSet<String> names = new TreeSet<>(claims.keySet());
        names.addAll(known.keySet());
        names.forEach(name -> lines.addAll(look(name, claims.getOrDefault(name, List.of()))));
        return lines;
    }

    /**
     * Looks at one name.
     *
     * @param now the files or PIDs that claim it; the one in force comes first; empty if none does
     * @return what is to be said of it; empty if nothing has changed
     */
    List<Line> look(String name, List<String> now) {
        List<String> before = now.size() > 1 ? known.put(name, now) : known.remove(name);
        if (now.size() > 1 && !isSame(now, before)) {
            return List.of(new Line(true, told(name, now)));
        }
        if (now.size() == 1 && before != null) {
            return List.of(new Line(false, over(name, now.get(0), before)));
        }
        return List.of();
    }

    /** The order of those that are not in force means nothing. */
    private static boolean isSame(List<String> now, @Nullable List<String> before) {
        return before != null && now.get(0).equals(before.get(0)) && new HashSet<>(now).equals(new HashSet<>(before));
    }

    /** What is claimed more than once now, each with the files or PIDs. */
    List<String> problems() {
        return known.entrySet().stream()
                .map(claim -> told(claim.getKey(), claim.getValue()))
                .toList();
    }

    private String told(String name, List<String> claims) {
        return kind + " '" + name + "' is configured more than once: by " + String.join(" and by ", claims) + ". "
                + claims.get(0) + " is in force. " + remedy;
    }

    private String over(String name, String now, List<String> before) {
        List<String> others = before.stream().filter(one -> !one.equals(now)).toList();
        return kind + " '" + name + "' is now configured only once: by " + now + ", no longer by "
                + String.join(" or by ", others) + ". " + now
                + (now.equals(before.get(0)) ? " stays in force." : " is in force now.");
    }
}
