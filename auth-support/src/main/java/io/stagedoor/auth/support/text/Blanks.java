package io.stagedoor.auth.support.text;

/** Blanks at the ends of a text: also those of other scripts, those that do not break, and marks that nobody sees. */
public final class Blanks {

    private static final String UNSEEN = "\ufeff\u200b\u2060";

    private Blanks() {}

    /** The text without blanks at its ends. */
    public static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** Whether it begins or ends with one. */
    public static boolean surround(String text) {
        return !text.isEmpty() && (isBlank(text.charAt(0)) || isBlank(text.charAt(text.length() - 1)));
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || UNSEEN.indexOf(c) >= 0;
    }
}
