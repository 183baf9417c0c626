package io.stagedoor.itests.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All texts of the sources, by two words in a row: whether a line that a page quotes can come from them, with other values in it. Pages
 * leave out what does not matter by {@code …}.
 */
final class LogTexts {

    private static final int RUN = 2;
    private static final double MOST = 0.6;
    private static final Pattern LITERAL =
            Pattern.compile("//[^\\n]*|/\\*.*?\\*/|'(?:\\\\.|[^'\\\\])'|\"((?:\\\\.|[^\"\\\\\\n])*)\"", Pattern.DOTALL);
    private static final Pattern JOINED = Pattern.compile("\\s*\\+\\s*");
    private static final Pattern VALUE_BETWEEN = Pattern.compile("\\s*\\+[^;]*\\+\\s*");
    /** What is quoted, and what has a digit, a slash, or a dot within it. */
    private static final Pattern VALUES = Pattern.compile("'[^' ]*'|\\S*(?:\\d|/|\\w\\.\\w)\\S*");
    /** Stands for a value. It is no word of any page. */
    private static final String VALUE = " \u0000 ";

    private final Set<List<String>> runs = new HashSet<>();

    private LogTexts() {}

    /** The texts of all modules of a project. */
    static LogTexts of(Path project) throws IOException {
        LogTexts texts = new LogTexts();
        try (Stream<Path> modules = Files.list(project)) {
            for (Path sources : modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(sources)) {
                    for (Path file : files.filter(name -> name.toString().endsWith(".java"))
                            .toList()) {
                        texts.add(Files.readString(file));
                    }
                }
            }
        }
        return texts;
    }

    private void add(String source) {
        StringBuilder text = new StringBuilder();
        int end = 0;
        Matcher literal = LITERAL.matcher(source);
        while (literal.find()) {
            if (literal.group(1) == null) {
                continue;
            }
            String between = source.substring(end, literal.start());
            if (VALUE_BETWEEN.matcher(between).matches()
                    && !JOINED.matcher(between).matches()) {
                text.append(VALUE);
            } else if (!JOINED.matcher(between).matches()) {
                addRuns(text.toString());
                text.setLength(0);
            }
            text.append(literal.group(1));
            end = literal.end();
        }
        addRuns(text.toString());
    }

    private void addRuns(String text) {
        List<String> words = words(text.replace("{}", VALUE).replaceAll("%[sd]", VALUE));
        for (int i = 0; i + RUN <= words.size(); i++) {
            runs.add(words.subList(i, i + RUN));
        }
    }

    private static List<String> words(String text) {
        return Stream.of(text.split("[^\\p{L}\\p{N}\u0000]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Whether most of the words of each part of a quotation stand in the sources in this order. What has the form of a value is none. */
    boolean has(String quote) {
        return Stream.of(VALUES.matcher(quote).replaceAll(" ").split("…"))
                .map(LogTexts::words)
                .allMatch(this::isKnown);
    }

    private boolean isKnown(List<String> words) {
        if (words.size() <= RUN + 1) {
            return true;
        }
        Set<Integer> found = new HashSet<>();
        for (int i = 0; i + RUN <= words.size(); i++) {
            if (runs.contains(words.subList(i, i + RUN))) {
                found.addAll(List.of(i, i + 1));
            }
        }
        return found.size() >= MOST * words.size();
    }
}
