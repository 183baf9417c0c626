package io.stagedoor.auth.simple.file;

import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.simple.hash.PasswordHash;
import io.stagedoor.auth.support.file.FileReplacement;
import io.stagedoor.auth.support.file.Lines;
import io.stagedoor.auth.support.file.Lines.Line;
import io.stagedoor.auth.support.text.Utf8;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Changes a credentials file in one step: a reader sees all of a change or nothing of it. Comments, order and what is not
 * meant stay as they are. Changes by several editors at once come one after the other.
 */
public final class CredentialsEditor {

    private final Path file;

    /**
     * @param file is followed if it is a link: what it leads to is changed
     */
    public CredentialsEditor(Path file) {
        this.file = file;
    }

    /**
     * What the file says now.
     *
     * @throws IllegalArgumentException if it is broken: names the line
     */
    public CredentialsFile read() throws IOException {
        return CredentialsFile.read(FileReplacement.read(file));
    }

    /**
     * Adds a user behind the others; creates the file, for its owner only, if there is none.
     *
     * @param options such as {@code roles=publisher rooms=a,b}; empty for none
     * @throws IllegalArgumentException if there is such a user, the name or an option is not acceptable, or the file is broken
     */
    public void add(String name, PasswordHash hash, String options) throws IOException {
        requireName(name);
        FileReplacement.createIfMissing(file);
        edit(lines -> {
            if (lines.stream().anyMatch(line -> isOf(line, name))) {
                throw new IllegalArgumentException("the user exists already; change the password with: user passwd");
            }
            List<String> texts = texts(lines);
            String end = lineEnd(texts);
            if (!texts.isEmpty() && !endsLine(texts.get(texts.size() - 1))) {
                texts.add(end);
            }
            texts.add(entry(name, hash, options) + end);
            return texts;
        });
    }

    /**
     * Gives a user another password; what the user may do stays.
     *
     * @throws NoSuchElementException if no such user
     * @throws IllegalArgumentException if the file is broken
     */
    public void changePassword(String name, PasswordHash hash) throws IOException {
        edit(lines -> {
            Line last = last(lines, name);
            List<String> texts = new ArrayList<>();
            for (Line line : lines) {
                if (line == last) {
                    texts.add(entry(name, hash, User.of(line).options()) + endOf(line));
                } else if (!isOf(line, name)) {
                    texts.add(line.text());
                }
            }
            return texts;
        });
    }

    /**
     * Removes a user, however many lines have the name.
     *
     * @throws NoSuchElementException if no such user
     * @throws IllegalArgumentException if the file is broken
     */
    public void remove(String name) throws IOException {
        edit(lines -> {
            last(lines, name);
            return texts(lines.stream().filter(line -> !isOf(line, name)).toList());
        });
    }

    /**
     * Puts a hash in the place of every password that stands in the file itself and could be used.
     *
     * @param hasher makes the hash of a password
     * @return how many
     * @throws IllegalArgumentException if the file is broken
     */
    public int hashAll(Function<Secret, PasswordHash> hasher) throws IOException {
        int[] count = new int[1];
        edit(lines -> {
            List<String> texts = new ArrayList<>();
            for (Line line : lines) {
                if (line.isEntry() && isUsable(line)) {
                    texts.add(entry(line.name(), hasher.apply(Secret.of(line.value())), "") + endOf(line));
                    count[0]++;
                } else {
                    texts.add(line.text());
                }
            }
            return texts;
        });
        return count[0];
    }

    private interface Edit extends Function<List<Line>, List<String>> {}

    private void edit(Edit change) throws IOException {
        UnaryOperator<byte[]> edit = content -> {
            List<Line> lines = Lines.of(content);
            // Nothing is done to what is not understood.
            CredentialsFile.read(lines);
            byte[] changed = String.join("", change.apply(lines)).getBytes(StandardCharsets.UTF_8);
            CredentialsFile.read(changed);
            return Utf8.hasMark(content) ? Utf8.marked(changed) : changed;
        };
        FileReplacement.replace(file, edit);
    }

    private static boolean isUsable(Line line) {
        return User.of(line).isPlain()
                && Credentials.of(null, line.value(), null).password().isPresent();
    }

    private static void requireName(String name) {
        boolean usable = Credentials.of(name, null, null).username().isPresent();
        if (!usable || name.codePoints().anyMatch(CredentialsEditor::isOdd)) {
            throw new IllegalArgumentException("the name is blank, the word undefined, or has control characters");
        }
    }

    private static boolean isOdd(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL || type == Character.SURROGATE;
    }

    private static boolean isOf(Line line, String name) {
        return line.isEntry() && line.name().equals(name);
    }

    private static Line last(List<Line> lines, String name) {
        return lines.stream()
                .filter(line -> isOf(line, name))
                .reduce((one, another) -> another)
                .orElseThrow(() -> new NoSuchElementException("no such user"));
    }

    private static List<String> texts(List<Line> lines) {
        return new ArrayList<>(lines.stream().map(Line::text).toList());
    }

    private static String entry(String name, PasswordHash hash, String options) {
        return escaped(name) + " " + hash.text() + (options.isEmpty() ? "" : " " + options);
    }

    /** As a key of a properties file. */
    private static String escaped(String name) {
        StringBuilder escaped = new StringBuilder();
        for (char c : name.toCharArray()) {
            switch (c) {
                case ' ', ':', '=', '\\', '#', '!' -> escaped.append('\\').append(c);
                case '\t' -> escaped.append("\\t");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\f' -> escaped.append("\\f");
                case '\ufeff' -> escaped.append("\\ufeff");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static boolean endsLine(String text) {
        return text.endsWith("\n") || text.endsWith("\r");
    }

    private static String endOf(Line line) {
        String text = line.text();
        return text.endsWith("\r\n") ? "\r\n" : endsLine(text) ? text.substring(text.length() - 1) : "";
    }

    private static String lineEnd(List<String> texts) {
        return !texts.isEmpty() && texts.get(0).endsWith("\r\n") ? "\r\n" : "\n";
    }
}
