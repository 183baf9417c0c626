package io.stagedoor.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Everything that was measured, as Markdown. */
public final class Report {

    private final List<String> lines = new ArrayList<>();
    private int goals;
    private int met;

    /** A table under a heading, with a sentence on how to read it. */
    public void table(String heading, String note, String comparedWith, List<Figure> figures) {
        lines.add("");
        lines.add("## " + heading);
        lines.add("");
        lines.add(note);
        lines.add("");
        lines.add("| | measured | " + comparedWith + " | goal | |");
        lines.add("|---|---|---|---|---|");
        for (Figure figure : figures) {
            lines.add(figure.row());
            goals += figure.verdict().isEmpty() ? 0 : 1;
            met += figure.verdict().equals("met") ? 1 : 0;
        }
        System.out.println(String.join("\n", lines.subList(lines.size() - figures.size() - 2, lines.size())));
    }

    /**
     * Writes the report.
     *
     * @param versions of what was measured, by name
     * @param minutes how long it took
     */
    public void write(Path file, Map<String, String> versions, long minutes) throws IOException {
        List<String> all = new ArrayList<>();
        all.add("# Benchmarks");
        all.add("");
        all.add(
                "Written by `./stagedoor bench` on " + LocalDate.now(ZoneOffset.UTC) + ", in " + minutes
                        + " minutes. **" + met + " of " + goals
                        + " goals met.** Compare ratios, not nanoseconds: another machine"
                        + " has others. What is measured are the bundles of the distribution, in a framework in the measuring JVM.");
        all.add("");
        all.add("| | |");
        all.add("|---|---|");
        Machine.describe().forEach((name, value) -> all.add("| " + name + " | " + value + " |"));
        versions.forEach((name, value) -> all.add("| " + name + " | " + value + " |"));
        all.addAll(lines);
        Files.writeString(file, String.join("\n", all) + "\n");
        System.out.printf(Locale.ROOT, "%n%d of %d goals met; the report is in %s%n", met, goals, file);
    }
}
