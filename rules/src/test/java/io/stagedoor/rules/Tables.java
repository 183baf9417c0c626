package io.stagedoor.rules;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tables of settings in Markdown pages: those whose first column is {@code property}. */
final class Tables {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final String HEAD = "| property |";

    private Tables() {}

    /**
     * The rows of a page, by each name in the first cell: the other cells.
     *
     * @param headings the headings above the tables, as a pattern
     * @throws AssertionError if a name is there twice
     */
    static Map<String, List<String>> rows(Path page, String headings) {
        Map<String, List<String>> rows = new TreeMap<>();
        String heading = "";
        boolean inside = false;
        for (String line : Modules.read(page).lines().toList()) {
            if (line.startsWith("#")) {
                heading = line.replaceFirst("#+ ", "");
            }
            inside = line.startsWith(HEAD) || inside && line.startsWith("|");
            if (inside && line.startsWith("| `") && heading.matches(headings)) {
                List<String> cells = Stream.of(line.split("(?<!\\\\)\\|"))
                        .map(String::strip)
                        .skip(1)
                        .toList();
                for (String name : names(cells.get(0))) {
                    if (rows.put(name, cells.subList(1, cells.size() > 3 ? cells.size() : 2)) != null) {
                        throw new AssertionError(page + " has " + name + " twice");
                    }
                }
            }
        }
        return rows;
    }

    /** {@code `a`, `b`} are two names, {@code `a.x`, `.y`} are {@code a.x} and {@code a.y}. */
    private static List<String> names(String cell) {
        List<String> names = new ArrayList<>();
        for (String name : CODE.matcher(cell)
                .results()
                .map((MatchResult code) -> code.group(1))
                .toList()) {
            String first = names.isEmpty() ? "" : names.get(0);
            names.add(name.startsWith(".") ? first.substring(0, first.lastIndexOf('.')) + name : name);
        }
        return names;
    }
}
