package io.stagedoor.cli.operations;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the reasons of refusals mean, and what to do: the table of {@code docs/troubleshooting.md}, which is packed into the command. */
final class Reasons {

    private static final String PAGE = "troubleshooting.md";
    private static final String HEADING = "## Reasons";
    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Z0-9_]+)`");
    private static final Pattern LINK = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");

    private final Map<String, String> texts;

    private Reasons(Map<String, String> texts) {
        this.texts = texts;
    }

    static Reasons read() {
        try (InputStream in = Reasons.class.getResourceAsStream(PAGE)) {
            if (in == null) {
                throw new IllegalStateException("the command was packed without " + PAGE);
            }
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Reasons of(String page) {
        Map<String, String> texts = new HashMap<>();
        boolean inside = false;
        for (String line : page.lines().toList()) {
            inside = line.startsWith("## ") ? line.equals(HEADING) : inside;
            String[] cells = line.split("(?<!\\\\)\\|");
            if (inside && line.startsWith("| `") && cells.length > 2) {
                NAME.matcher(cells[1]).results().forEach(name -> texts.put(name.group(1), plain(cells[2])));
            }
        }
        return new Reasons(texts);
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
    Optional<String> about(String reason) {
        return Optional.ofNullable(texts.get(reason));
    }
}
