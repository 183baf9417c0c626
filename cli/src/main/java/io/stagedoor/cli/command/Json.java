package io.stagedoor.cli.command;

/** Writes JSON (RFC 8259). */
public final class Json {

    private static final char FIRST_PLAIN = 0x20;
    private static final char LAST_ASCII = 0x7e;

    private Json() {}

    /** A text as JSON, in quotes: in ASCII, so that a terminal does with none of it what it says. */
    public static String text(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < FIRST_PLAIN || c > LAST_ASCII) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
