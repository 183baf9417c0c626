package io.stagedoor.auth.support.file;

import io.stagedoor.auth.support.text.Utf8;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The text of a properties file, cut into its logical lines: joined again, they are the text. The JDK's {@link Properties}
 * reads each line. It gets one line at a time, so that a line has a number, and a name may occur twice.
 */
public final class Lines {

    private final String text;
    private final List<Line> lines = new ArrayList<>();

    private Lines(String text) {
        this.text = text;
    }

    /**
     * A logical line.
     *
     * @param number of its first line in the file, from 1
     * @param text as it stands in the file, with what ends it
     * @param entry null for a comment or a blank line
     */
    public record Line(int number, String text, Map.@Nullable Entry<String, String> entry) {

        /** Whether it gives a name a value. */
        public boolean isEntry() {
            return entry != null;
        }

        /** Of an entry, without escapes. */
        public String name() {
            return Objects.requireNonNull(entry).getKey();
        }

        /** Of an entry, without escapes. */
        public String value() {
            return Objects.requireNonNull(entry).getValue();
        }

        /** Shows the number only. */
        @Override
        public String toString() {
            return "line " + number;
        }
    }

    /**
     * The lines of a file in UTF-8, without the byte order mark that may stand before them.
     *
     * @throws IllegalArgumentException if the bytes are no UTF-8; with the line's number, if there is a NUL or an escape is wrong
     */
    public static List<Line> of(byte[] content) {
        return of(Utf8.text(content));
    }

    /**
     * The lines of a text.
     *
     * @throws IllegalArgumentException with the line's number, if an escape is wrong
     */
    public static List<Line> of(String text) {
        Lines cut = new Lines(text);
        cut.cut();
        return cut.lines;
    }

    private void cut() {
        int number = 1;
        int at = 0;
        while (at < text.length()) {
            int end = endOfLine(at);
            int count = 1;
            if (!isBlankOrComment(at, end)) {
                int last = at;
                while (end < text.length() && isContinued(last, end)) {
                    last = end;
                    end = endOfLine(end);
                    count++;
                }
            }
            lines.add(line(number, text.substring(at, end)));
            number += count;
            at = end;
        }
    }

    /** Behind the line break. */
    private int endOfLine(int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                return i + 1;
            }
            if (c == '\r') {
                return i + 1 < text.length() && text.charAt(i + 1) == '\n' ? i + 2 : i + 1;
            }
        }
        return text.length();
    }

    private boolean isBlankOrComment(int from, int end) {
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            if (c == '#' || c == '!') {
                return true;
            }
            if (" \t\f\r\n".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isContinued(int from, int end) {
        int last = end;
        while (last > from && "\r\n".indexOf(text.charAt(last - 1)) >= 0) {
            last--;
        }
        int backslashes = 0;
        while (last - backslashes > from && text.charAt(last - backslashes - 1) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    private static Line line(int number, String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "line " + number + ": has a \\u that is not followed by four hex digits");
        }
        if (properties.isEmpty()) {
            return new Line(number, text, null);
        }
        String name = properties.stringPropertyNames().iterator().next();
        return new Line(number, text, Map.entry(name, properties.getProperty(name)));
    }
}
