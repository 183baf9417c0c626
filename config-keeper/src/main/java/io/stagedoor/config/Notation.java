package io.stagedoor.config;

import io.stagedoor.auth.support.file.Lines.Line;
import java.io.IOException;
import org.apache.felix.utils.properties.ConfigurationHandler;

/** How a value stands in a {@code .cfg} file. */
enum Notation {

    /** As in any properties file. */
    PLAIN {
        @Override
        String value(Object value) {
            return escaped(Values.text(value).replace("\\", "\\\\").replace("${", "$\\{"));
        }
    },

    /** With types, if all of the file is so: {@code I"5"}, {@code ["a","b"]}. */
    TYPED {
        @Override
        String value(Object value) {
            try {
                return ConfigurationHandler.write(value);
            } catch (IOException e) {
                throw new IllegalArgumentException("no type for a file");
            }
        }
    };

    abstract String value(Object value);

    /** The line with another value; name, separator and line end stay as they are. */
    String replaced(Line line, Object value) {
        String text = line.text();
        int end = text.length();
        while (end > 0 && isLineEnd(text.charAt(end - 1))) {
            end--;
        }
        int start = valueStart(text, end);
        String before = start < 0 ? name(line.name()) + " = " : text.substring(0, start);
        return before + value(value) + text.substring(end);
    }

    /** Where the value begins; -1 if there is no separator, or the line is broken before the value. */
    private static int valueStart(String text, int end) {
        int at = skipBlanks(text, 0, end);
        while (at < end && " \t\f=:".indexOf(text.charAt(at)) < 0) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        int name = at;
        at = skipBlanks(text, at, end);
        if (at < end && "=:".indexOf(text.charAt(at)) >= 0) {
            at = skipBlanks(text, at + 1, end);
        }
        String before = text.substring(0, Math.min(at, end));
        boolean broken = before.indexOf('\n') >= 0 || before.indexOf('\r') >= 0 || text.startsWith("\\\n", at);
        return name >= end || broken ? -1 : at;
    }

    private static int skipBlanks(String text, int from, int end) {
        int at = from;
        while (at < end && " \t\f".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r';
    }

    static String name(String name) {
        StringBuilder text = new StringBuilder();
        for (char c : name.toCharArray()) {
            if (" :=#!\\".indexOf(c) >= 0) {
                text.append('\\');
            }
            text.append(isOdd(c) ? unicode(c) : String.valueOf(c));
        }
        return text.toString();
    }

    private static String escaped(String value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean edge = i == 0 || i == value.length() - 1;
            if (c == '\\') {
                text.append("\\\\");
            } else if (c == ' ' && edge || isOdd(c)) {
                text.append(unicode(c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** Would not be seen, or is none by itself. */
    private static boolean isOdd(char c) {
        return Character.isISOControl(c) || c == '\ufeff' || c == '\u2028' || c == '\u2029';
    }

    private static String unicode(char c) {
        return String.format(java.util.Locale.ROOT, "\\u%04x", (int) c);
    }
}
