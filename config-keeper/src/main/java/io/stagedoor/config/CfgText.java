package io.stagedoor.config;

import io.stagedoor.auth.support.file.ConfFolder;
import io.stagedoor.auth.support.file.Lines;
import io.stagedoor.auth.support.file.Lines.Line;
import io.stagedoor.auth.support.text.Utf8;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.felix.utils.properties.TypedProperties;
import org.jspecify.annotations.Nullable;

/**
 * A {@code .cfg} file. What it says is what File Install reads in it, with the same reader and variables put in; it is changed by the
 * line, so that what is not meant stays as it was written, {@code ${…}} included. In two things it is read otherwise, see
 * {@link Corrections}: a byte order mark at its beginning stays, and is no part of the first name; and in a file of ours a value with
 * a {@code ${name}} that nobody knows is that placeholder, and not what is left without it.
 */
final class CfgText {

    /** A value may be made of another one of the file, which may change with it. */
    private static final int PASSES = 3;

    /** Anything else may be a part of a secret whose line was broken. */
    private static final Pattern SHOWN = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,63}");

    private static final Pattern WRONG_ESCAPE = Pattern.compile("(?<!\\\\)(\\\\\\\\)*\\\\u(?![0-9a-fA-F]{4})");

    /** Without the mark. */
    private final byte[] content;

    private final boolean marked;
    private final boolean ours;
    private final Function<String, @Nullable String> variables;
    private final Map<String, Object> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /**
     * @param file whose it is, its name says
     * @param variables what is put in for {@code ${…}}; null or empty for an unknown one
     * @throws IllegalArgumentException if it cannot be applied as a whole: it says what is wrong and what to do, and shows no value
     */
    CfgText(Path file, byte[] content, Function<String, @Nullable String> variables) {
        this(ConfFolder.isOurs(file), content, variables);
    }

    private CfgText(boolean ours, byte[] content, Function<String, @Nullable String> variables) {
        this.ours = ours;
        this.marked = Utf8.hasMark(content);
        this.content = marked ? Utf8.withoutMark(content) : content.clone();
        this.variables = variables;
        Map<String, String> left = Map.of();
        TypedProperties properties;
        try {
            properties = read(this.content, variables, true);
            if (ours) {
                left = new VariablesLeft(variables, read(this.content, variables, false), properties).byKey();
            }
        } catch (IOException | RuntimeException e) { // its text may show a value
            throw new IllegalArgumentException(unreadable(this.content));
        }
        putAll(properties, values);
        values.putAll(left);
    }

    /** Config Admin takes names that differ only in case for one, and refuses a configuration that has both. */
    private static void putAll(TypedProperties properties, Map<String, Object> values) {
        for (String key : properties.keySet()) {
            if (values.containsKey(key)) {
                String other = values.keySet().stream()
                        .filter(key::equalsIgnoreCase)
                        .findFirst()
                        .orElse(key);
                throw new IllegalArgumentException(
                        SHOWN.matcher(key).matches()
                                ? "'" + other + "' and '" + key + "' are the same name; remove one of them"
                                : "two names differ only in upper and lower case; remove one of them");
            }
            values.put(key, properties.get(key));
        }
    }

    /** Shows nothing of the line: a value may be a secret. */
    private static String unreadable(byte[] content) {
        List<String> lines = new String(content, StandardCharsets.UTF_8).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).strip().matches("[#!].*")
                    && WRONG_ESCAPE.matcher(lines.get(i)).find()) {
                return "line " + (i + 1)
                        + ": \\u without four hexadecimal digits; correct it, or write \\\\ for a backslash";
            }
        }
        return "it cannot be read as a properties file; correct it";
    }

    private static TypedProperties read(
            byte[] content, Function<String, @Nullable String> variables, boolean substitute) throws IOException {
        TypedProperties properties =
                new TypedProperties((name, key, variable) -> variables.apply(variable), substitute);
        properties.load(new InputStreamReader(new ByteArrayInputStream(content), StandardCharsets.UTF_8));
        return properties;
    }

    /** What File Install itself makes of a file, before it is put right. */
    static Map<String, Object> uncorrected(byte[] content, Function<String, @Nullable String> variables) {
        Map<String, Object> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        try {
            putAll(read(content, variables, true), values);
        } catch (IOException | RuntimeException e) { // its text may show a value
            throw new IllegalArgumentException(unreadable(content));
        }
        return values;
    }

    /** What it says. */
    Map<String, Object> values() {
        return Collections.unmodifiableMap(values);
    }

    boolean says(Map<String, Object> wanted) {
        return Values.same(values, wanted);
    }

    /** The file's content with other values; empty if there is no way to write them so that File Install reads them. */
    Optional<byte[]> with(Map<String, Object> values) {
        Map<String, Object> wanted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        wanted.putAll(values);
        for (Notation notation : notations()) {
            try {
                CfgText text = this;
                for (int pass = 0; pass < PASSES && !text.says(wanted); pass++) {
                    text = new CfgText(ours, text.changed(wanted, notation), variables);
                }
                if (text.says(wanted)) {
                    return Optional.of(marked ? Utf8.marked(text.content) : text.content);
                }
            } catch (IllegalArgumentException e) {
                // Perhaps in the other notation.
                continue;
            }
        }
        return Optional.empty();
    }

    /** A file has types everywhere or nowhere; where all of it is text, one cannot tell. */
    private List<Notation> notations() {
        boolean typed = values.values().stream().anyMatch(value -> !(value instanceof String));
        return typed ? List.of(Notation.TYPED) : List.of(Notation.PLAIN, Notation.TYPED);
    }

    private byte[] changed(Map<String, Object> wanted, Notation notation) {
        List<Line> lines = Lines.of(content);
        Set<String> missing = new TreeSet<>(wanted.keySet());
        Set<String> written = new HashSet<>();
        List<String> texts = new ArrayList<>();
        // From behind: of a name that comes twice the last one counts.
        for (int i = lines.size() - 1; i >= 0; i--) {
            Line line = lines.get(i);
            if (!line.isEntry()) {
                texts.add(line.text());
            } else if (wanted.containsKey(line.name())) {
                boolean meant = written.add(line.name()) && !isAsWanted(line.name(), wanted);
                texts.add(meant ? notation.replaced(line, wanted.get(line.name())) : line.text());
                missing.removeIf(line.name()::equalsIgnoreCase);
            }
        }
        Collections.reverse(texts);
        append(texts, missing, wanted, notation);
        return String.join("", texts).getBytes(StandardCharsets.UTF_8);
    }

    private boolean isAsWanted(String name, Map<String, Object> wanted) {
        return values.containsKey(name) && Values.same(values.get(name), wanted.get(name));
    }

    private static void append(List<String> texts, Set<String> names, Map<String, Object> wanted, Notation notation) {
        String end = !texts.isEmpty() && texts.get(0).endsWith("\r\n") ? "\r\n" : "\n";
        if (!names.isEmpty() && !texts.isEmpty()) {
            String last = texts.get(texts.size() - 1);
            if (!last.endsWith("\n") && !last.endsWith("\r")) {
                texts.add(end);
            }
        }
        names.forEach(
                name -> texts.add(Notation.name(name) + " = " + notation.value(wanted.getOrDefault(name, "")) + end));
    }

    /** Shows no value. */
    @Override
    public String toString() {
        return "CfgText" + values.keySet();
    }
}
