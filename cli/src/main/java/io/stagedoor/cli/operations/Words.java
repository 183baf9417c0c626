package io.stagedoor.cli.operations;

import io.stagedoor.cli.command.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Numbers and times in sentences. */
final class Words {

    private static final int TO_SECONDS = "2026-11-29T13:15:44".length();

    private Words() {}

    /** A number of things: {@code 1 client}, {@code 2 clients}. */
    static String counted(long count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }

    /** Numbers of things: {@code 1 connection and 2 players}. */
    static String counted(Map<String, Long> counts) {
        List<String> parts = new ArrayList<>();
        counts.forEach((thing, count) -> parts.add(counted(count, Printable.of(thing))));
        return String.join(", ", parts).replaceFirst(", ([^,]*)$", " and $1");
    }

    /** A time in UTC to the second; empty for none. */
    static String time(String instant) {
        return instant.length() > TO_SECONDS ? instant.substring(0, TO_SECONDS) + "Z" : instant;
    }

    /** Where something is: {@code media}, {@code media/room/name}. */
    static String where(Fields line) {
        StringBuilder where = new StringBuilder(line.text("application"));
        for (String part : List.of(line.text("room"), line.text("stream"))) {
            if (!part.isEmpty()) {
                where.append('/').append(part);
            }
        }
        return where.toString();
    }

    /** Who somebody is, or says that he is. */
    static String who(Fields line) {
        if (!line.text("subject").isEmpty()) {
            return line.text("subject");
        }
        return line.text("claimed").isEmpty() ? "-" : "claims " + line.text("claimed");
    }
}
