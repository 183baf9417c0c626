package io.stagedoor.cli.command;

import java.util.Locale;
import java.util.Set;

/** Texts of others, as a terminal may show them. */
public final class Printable {

    private static final int SPACE = 0x20;
    private static final int DELETE = 0x7f;

    /** The letters among the default-ignorable code points; the others are no letters. */
    private static final Set<Integer> INVISIBLE = Set.of(0x115f, 0x1160, 0x3164, 0xffa0);

    private Printable() {}

    /**
     * A text in one line. Whatever is neither ASCII nor a letter or digit that stands where it is written and can be seen is escaped:
     * control characters, line breaks, letters without a shape (the fillers of Hangul), whatever a display may leave out (Unicode,
     * Default_Ignorable_Code_Point), and what is written from right to left, which would move its neighbours (UAX #9).
     */
    public static String of(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(code -> {
            if (isPlain(code)) {
                shown.appendCodePoint(code);
            } else {
                for (char unit : Character.toChars(code)) {
                    shown.append(unit == '\\' ? "\\\\" : String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
            }
        });
        return shown.toString();
    }

    private static boolean isPlain(int code) {
        if (code <= DELETE) {
            return code >= SPACE && code < DELETE && code != '\\';
        }
        return Character.isLetterOrDigit(code) && !INVISIBLE.contains(code) && !isFromRightToLeft(code);
    }

    private static boolean isFromRightToLeft(int code) {
        byte direction = Character.getDirectionality(code);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC
                || direction == Character.DIRECTIONALITY_ARABIC_NUMBER;
    }
}
