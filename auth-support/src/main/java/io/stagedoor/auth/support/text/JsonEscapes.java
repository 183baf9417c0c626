package io.stagedoor.auth.support.text;

/** The escapes {@code \}{@code uXXXX} in JSON, RFC 8259 §7. */
public final class JsonEscapes {

    private static final int HEX_DIGITS = 4;
    private static final int LENGTH = 2 + HEX_DIGITS;
    private static final int HEX = 16;

    private JsonEscapes() {}

    /**
     * Whether each surrogate that is written as an escape has its other half behind it. What one reader makes of half a character
     * another one does not, RFC 8259 §8.2; I-JSON forbids it, RFC 7493 §2.1.
     *
     * @param json in UTF-8; need not be JSON, what else is wrong with it is not looked at
     */
    public static boolean arePaired(byte[] json) {
        for (int i = 0; i < json.length; i++) {
            if (json[i] != '\\') {
                continue;
            }
            int unit = unit(json, i);
            if (unit < 0) {
                i++; // whatever is escaped is no beginning of another escape
            } else if (Character.isHighSurrogate((char) unit)) {
                int next = unit(json, i + LENGTH);
                if (next < 0 || !Character.isLowSurrogate((char) next)) {
                    return false;
                }
                i += 2 * LENGTH - 1;
            } else if (Character.isLowSurrogate((char) unit)) {
                return false;
            } else {
                i += LENGTH - 1;
            }
        }
        return true;
    }

    /** What the escape stands for that begins here; -1 if there is none. */
    private static int unit(byte[] json, int at) {
        if (at + LENGTH > json.length || json[at] != '\\' || json[at + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = 0; i < HEX_DIGITS; i++) {
            int digit = Character.digit(json[at + 2 + i], HEX);
            if (digit < 0) {
                return -1;
            }
            unit = unit * HEX + digit;
        }
        return unit;
    }
}
