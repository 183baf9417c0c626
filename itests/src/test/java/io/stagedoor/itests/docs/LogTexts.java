package io.stagedoor.itests.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The texts of the sources, cut at their values: whether the project can print a line that a page quotes. Every word and every sign of the
 * line must stand in such pieces, one whole piece after the other, with values between them. Only the first and the last piece of a
 * quotation may be cut. Pages leave out what does not matter by {@code …}.
 */
final class LogTexts {

    private static final Pattern LITERAL =
            Pattern.compile("//[^\\n]*|/\\*.*?\\*/|'(?:\\\\.|[^'\\\\])'|\"((?:\\\\.|[^\"\\\\\\n])*)\"", Pattern.DOTALL);
    private static final Pattern JOINED = Pattern.compile("\\s*\\+\\s*");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{}|%[sdn]");
    /** Pieces that would make nearly every sentence of single words: blanks, and words that stand in most sentences. */
    private static final Pattern FILLING =
            Pattern.compile("\\s*(?:a|an|and|are|by|for|in|is|it|no|not|or|the|to|was|what|who)?\\s*");
    /** What stands in quotes, a name of an example, and a word with a digit, a slash, a dot or a capital letter within it. */
    private static final Pattern VALUE = Pattern.compile(
            " ?(?:(?<=')[^' ]+(?=')|acme|[^\\s';,:()]*(?:\\d|/|_|[\\w}]\\.\\w|[a-z][A-Z]|\\$\\{)[^\\s';,()]*(?<![.:]))");

    private final Set<String> pieces = new HashSet<>();

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
            if (!JOINED.matcher(source.substring(end, literal.start())).matches()) {
                addPieces(text.toString());
                text.setLength(0);
            }
            text.append(literal.group(1).replaceAll("\\\\(.)", "$1"));
            end = literal.end();
        }
        addPieces(text.toString());
    }

    private void addPieces(String text) {
        for (String piece : PLACEHOLDER.split(text)) {
            if (!FILLING.matcher(piece).matches()) {
                pieces.add(piece);
            }
        }
    }

    /** Whether the sources have all of a quotation: each part of it between two {@code …}. A single word is a name, not a line. */
    boolean has(String quote) {
        return quote.indexOf(' ') < 0
                || Stream.of(quote.split("…")).map(String::strip).allMatch(this::isKnown);
    }

    private boolean isKnown(String part) {
        int length = part.length();
        boolean[] reached = new boolean[length + 1];
        reached[0] = true;
        for (String piece : pieces) {
            for (int from = 1; from < piece.length(); from++) {
                if (isWordBorder(piece, from) && part.startsWith(piece.substring(from))) {
                    reached[piece.length() - from] = true;
                }
            }
        }
        Matcher value = VALUE.matcher(part);
        for (int at = 0; at < length; at++) {
            if (!reached[at]) {
                continue;
            }
            String rest = part.substring(at);
            for (String piece : pieces) {
                if (rest.startsWith(piece)) {
                    reached[at + piece.length()] = true;
                } else if (piece.startsWith(rest) && isWordBorder(piece, rest.length())) {
                    return true;
                }
            }
            if (value.region(at, length).useTransparentBounds(true).lookingAt()) {
                reached[value.end()] = true;
            }
        }
        return reached[length] || pieces.stream().anyMatch(piece -> contains(piece, part));
    }

    private static boolean contains(String piece, String part) {
        int at = piece.indexOf(part);
        return at >= 0 && isWordBorder(piece, at) && isWordBorder(piece, at + part.length());
    }

    private static boolean isWordBorder(String text, int at) {
        return at == 0
                || at == text.length()
                || !Character.isLetterOrDigit(text.charAt(at - 1))
                || !Character.isLetterOrDigit(text.charAt(at));
    }
}
