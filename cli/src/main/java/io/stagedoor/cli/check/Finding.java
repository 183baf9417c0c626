package io.stagedoor.cli.check;

import io.stagedoor.cli.command.Json;
import io.stagedoor.cli.command.Printable;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Something that {@code check} has found.
 *
 * @param file as seen from the folder of Red5; empty if it is about no file
 * @param line in the file, from 1; empty if it is not known
 * @param setting the name of a property; empty for none
 * @param text what is wrong and what to do; never a secret
 */
record Finding(Severity severity, String file, OptionalInt line, String setting, String text) {

    /** By file and line; the worst first in a line. */
    static final Comparator<Finding> ORDER = Comparator.comparing(Finding::file)
            .thenComparing(finding -> finding.line().orElse(0))
            .thenComparing(Finding::severity)
            .thenComparing(Finding::setting)
            .thenComparing(Finding::text);

    /** As compilers write it, which editors can follow: {@code file:line: error: setting: text}. */
    String shown() {
        String where = file.isEmpty() ? "" : file + (line.isPresent() ? ":" + line.getAsInt() : "") + ": ";
        return Printable.of(
                where + word() + ": " + (setting.isEmpty() || text.startsWith(setting) ? "" : setting + ": ") + text);
    }

    /** As an object of JSON; what is not known is missing. */
    String json() {
        StringBuilder json = new StringBuilder("{\"severity\":\"" + word() + '"');
        member("file", file).ifPresent(json::append);
        line.ifPresent(number -> json.append(",\"line\":").append(number));
        member("setting", setting).ifPresent(json::append);
        member("text", text).ifPresent(json::append);
        return json.append('}').toString();
    }

    private String word() {
        return severity.name().toLowerCase(Locale.ROOT);
    }

    private static Optional<String> member(String name, String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(",\"" + name + "\":" + Json.text(value));
    }
}
