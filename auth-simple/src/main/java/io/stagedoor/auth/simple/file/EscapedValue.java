package io.stagedoor.auth.simple.file;

/**
 * Says of a line of a credentials file whether a backslash stands before the first character of its value. {@link java.util.Properties}
 * drops that backslash, so only the line as it stands in the file tells that what follows is a password and no hash.
 */
final class EscapedValue {

    private static final String BLANKS = " \t\f";
    private static final String LINE_ENDS = "\r\n";
    private static final String BYTE_ORDER_MARK = "\ufeff";

    private final String line;
    private int at;

    private EscapedValue(String line) {
        this.line = line;
    }

    /**
     * @param line a logical line as it stands in the file, which is no comment
     */
    static boolean isIn(String line) {
        EscapedValue reader = new EscapedValue(line);
        reader.at = line.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length() : 0;
        reader.skipBlanks();
        reader.skipName();
        reader.skipBlanks();
        if (reader.isAtOneOf("=:")) {
            reader.at++;
            reader.skipBlanks();
        }
        return reader.isAtOneOf("\\");
    }

    private void skipName() {
        skipContinuations();
        while (at < line.length() && !isAtOneOf(BLANKS + LINE_ENDS + "=:")) {
            at += isAtOneOf("\\") ? 2 : 1;
            skipContinuations();
        }
    }

    private void skipBlanks() {
        skipContinuations();
        while (isAtOneOf(BLANKS)) {
            at++;
            skipContinuations();
        }
    }

    /** A backslash at the end of a line, the line's end, and the blanks that the next one begins with. */
    private void skipContinuations() {
        while (isAtOneOf("\\") && at + 1 < line.length() && LINE_ENDS.indexOf(line.charAt(at + 1)) >= 0) {
            at += line.startsWith("\r\n", at + 1) ? 3 : 2;
            while (isAtOneOf(BLANKS)) {
                at++;
            }
        }
    }

    private boolean isAtOneOf(String characters) {
        return at < line.length() && characters.indexOf(line.charAt(at)) >= 0;
    }
}
