package io.stagedoor.auth.support.text;

/**
 * A text with its percent-encoding taken off, however often it was encoded, and where each character stands in the text as it came. Made
 * in one pass: each decoded character takes the place of three.
 */
final class DecodedText {

    private static final char PERCENT = '%';
    private static final int ENCODED_LENGTH = 3;

    private final char[] characters;
    /** Where a character begins in the text as it came. */
    private final int[] begins;
    /** How often a character was encoded. */
    private final int[] depths;

    private final int sourceLength;
    private int length;

    DecodedText(String source) {
        sourceLength = source.length();
        characters = new char[sourceLength];
        begins = new int[sourceLength];
        depths = new int[sourceLength];
        for (int i = 0; i < sourceLength; i++) {
            characters[length] = source.charAt(i);
            begins[length++] = i;
            while (decodeLast()) {
                // What was decoded may itself be the end of something encoded.
            }
        }
    }

    private boolean decodeLast() {
        int first = length - ENCODED_LENGTH;
        if (first < 0 || characters[first] != PERCENT) {
            return false;
        }
        int high = Character.digit(characters[first + 1], 16);
        int low = Character.digit(characters[first + 2], 16);
        if (high < 0 || low < 0) {
            return false;
        }
        characters[first] = (char) (high << 4 | low);
        depths[first] = 1 + Math.max(depths[first], Math.max(depths[first + 1], depths[first + 2]));
        // The places behind are used again.
        depths[first + 1] = 0;
        depths[first + 2] = 0;
        length = first + 1;
        return true;
    }

    int length() {
        return length;
    }

    /** The character at a place; NUL before the beginning and behind the end. */
    char at(int index) {
        return index >= 0 && index < length ? characters[index] : 0;
    }

    /** How often the character at a place was encoded. */
    int depth(int index) {
        return depths[index];
    }

    /** Where the character at a place begins in the text as it came; behind the end: the length of that. */
    int source(int index) {
        return index < length ? begins[index] : sourceLength;
    }

    /** Whether a text stands at a place, in this case. */
    boolean hasAt(String text, int index) {
        for (int i = 0; i < text.length(); i++) {
            if (at(index + i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a text in lower case stands at a place, in whatever case. */
    boolean startsWith(String text, int index) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.toLowerCase(at(index + i)) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
