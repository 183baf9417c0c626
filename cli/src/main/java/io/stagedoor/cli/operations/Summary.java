package io.stagedoor.cli.operations;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.stagedoor.cli.command.CommandException;
import io.stagedoor.cli.command.Printable;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who was refused or cut off since a time, summed up by reason, the most frequent first. Not thread-safe. */
final class Summary {

    /** More lines a server does not remember, of each sort. */
    static final int MOST = 10_000;

    private static final int EXAMPLES = 3;

    private final Instant since;
    private final List<Fields> lines;
    private final List<Group> groups;
    private final boolean isWhole;

    /** What has one reason in common. */
    private static final class Group {
        private final String reason;
        private final boolean isCut;
        private final Set<String> who = new LinkedHashSet<>();
        private final Set<String> from = new LinkedHashSet<>();
        private long count;
        private String first = "";
        private String last = "";
        private String detail = "";

        Group(Fields newest) {
            reason = newest.text("reason");
            isCut = isCut(newest);
        }

        /** Lines come newest first. */
        void add(Fields line) {
            count += Math.max(1, line.number("count"));
            if (last.isEmpty()) {
                last = line.text("time");
                detail = line.text("detail");
            }
            String begin = line.text("first").isEmpty() ? line.text("time") : line.text("first");
            if (first.isEmpty() || time(begin).isBefore(time(first))) {
                first = begin;
            }
            String name = Words.who(line);
            if (!name.equals("-")) {
                who.add(name);
            }
            if (!line.text("address").isEmpty()) {
                from.add(line.text("address"));
            }
        }

        private Map<String, Object> fields() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("decision", isCut ? "end" : "refused");
            fields.put("reason", Printable.of(reason));
            fields.put("count", count);
            fields.put("first", Printable.of(first));
            fields.put("last", Printable.of(last));
            fields.put("who", examples(who));
            fields.put("whoCount", who.size());
            fields.put("from", examples(from));
            fields.put("fromCount", from.size());
            fields.put("detail", Printable.of(detail));
            return fields;
        }
    }

    /** @param newestFirst what the server remembers of refusals and ends, the newest first, at most {@link #MOST} */
    Summary(Instant since, List<Fields> newestFirst) {
        this.since = since;
        this.lines = newestFirst.stream()
                .filter(line -> !time(line.text("time")).isBefore(since))
                .toList();
        this.isWhole = newestFirst.size() < MOST || lines.size() < newestFirst.size();
        Map<String, Group> found = new LinkedHashMap<>();
        lines.forEach(line -> found.computeIfAbsent(isCut(line) + line.text("reason"), key -> new Group(line))
                .add(line));
        this.groups = new ArrayList<>(found.values());
        groups.sort(Comparator.comparingLong((Group group) -> group.count).reversed());
    }

    /** The lines since then, the newest first. */
    List<Fields> lines() {
        return lines;
    }

    static boolean isCut(Fields line) {
        return line.text("decision").equals("end");
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new CommandException(
                    "the server answered a line without a time; is it of the same version as this command?", e);
        }
    }

    /** Prints all. */
    void print(PrintWriter out) {
        long refused = sum(false);
        long cut = sum(true);
        out.println("since " + shown(since) + ": " + refused + " refused, " + cut + " cut off"
                + (isWhole ? "" : "; the server remembers no more, audit.log has the rest"));
        for (Group group : groups) {
            out.println(Printable.of((group.isCut ? "cut off: " : "refused: ") + group.reason + ", " + group.count
                    + (group.count == 1 ? " time, " : " times, ") + Words.time(group.first)
                    + (group.count == 1 ? "" : " to " + Words.time(group.last))));
            out.println("  who: " + sentence(group.who, "nobody who gave a name"));
            out.println("  from: " + sentence(group.from, "no known address"));
            if (!group.detail.isEmpty()) {
                Wrapped.print("  the last: ", Printable.of(group.detail), out);
            }
        }
    }

    /** All as JSON in one line, where names are as {@link #print} shows them. */
    String json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("since", shown(since));
        fields.put("complete", isWhole);
        fields.put("refused", sum(false));
        fields.put("cutOff", sum(true));
        fields.put("reasons", groups.stream().map(Group::fields).toList());
        return JSONObjectUtils.toJSONString(fields);
    }

    private long sum(boolean isCut) {
        return groups.stream()
                .filter(group -> group.isCut == isCut)
                .mapToLong(group -> group.count)
                .sum();
    }

    private static String shown(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static List<String> examples(Set<String> names) {
        return names.stream().limit(EXAMPLES).map(Printable::of).toList();
    }

    private static String sentence(Set<String> names, String none) {
        int left = names.size() - EXAMPLES;
        return names.isEmpty()
                ? none
                : String.join(", ", examples(names)) + (left > 0 ? ", and " + left + " more" : "");
    }
}
