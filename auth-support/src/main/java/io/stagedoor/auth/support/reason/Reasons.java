package io.stagedoor.auth.support.reason;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the reasons of refusals and of ends mean, and what to do: the tables of {@code docs/troubleshooting.md}, which is packed beside this class. The
 * command and the console show these sentences. Immutable.
 */
public final class Reasons {

    private static final String PAGE = "troubleshooting.md";
    private static final String HEADING = "## Reasons";
    private static final String HEADING_OF_ENDS = "## A stream was cut off";
    private static final String END = "| `end`, `";
    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Z0-9_]+)`");
    private static final Pattern LINK = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");

    private final Map<String, String> texts;
    private final Map<String, String> ends;

    private Reasons(Map<String, String> texts, Map<String, String> ends) {
        this.texts = Collections.unmodifiableMap(texts);
        this.ends = Collections.unmodifiableMap(ends);
    }

    /** Reads the page. */
    public static Reasons read() {
        try (InputStream in = Reasons.class.getResourceAsStream(PAGE)) {
            if (in == null) {
                throw new IllegalStateException("packed without " + PAGE);
            }
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Reasons of(String page) {
        return new Reasons(table(page, HEADING, "| `"), table(page, HEADING_OF_ENDS, END));
    }

    /** By each name in the first column of the table below a heading, the text of the second. */
    private static Map<String, String> table(String page, String heading, String row) {
        Map<String, String> texts = new TreeMap<>();
        boolean inside = false;
        for (String line : page.lines().toList()) {
            inside = line.startsWith("## ") ? line.equals(heading) : inside;
            String[] cells = line.split("(?<!\\\\)\\|");
            if (inside && line.startsWith(row) && cells.length > 2) {
                NAME.matcher(cells[1]).results().forEach(name -> texts.put(name.group(1), plain(cells[2])));
            }
        }
        return texts;
    }

    private static String plain(String markdown) {
        return LINK.matcher(markdown)
                .replaceAll("$1")
                .replace("**", "")
                .replace("`", "")
                .replace("\\|", "|")
                .strip();
    }

    /** The sentences about a reason. */
    public Optional<String> about(String reason) {
        return Optional.ofNullable(texts.get(reason));
    }

    /** The sentences about why Stagedoor has ended what a client had. */
    public Optional<String> aboutEnd(String reason) {
        return Optional.ofNullable(ends.get(reason));
    }

    /** By each reason of a refusal, in the order of their names, the sentences about it. */
    public Map<String, String> ofRefusals() {
        return texts;
    }

    /** By each reason of an end, in the order of their names, the sentences about it. */
    public Map<String, String> ofEnds() {
        return ends;
    }
}
