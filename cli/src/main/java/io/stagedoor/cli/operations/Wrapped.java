package io.stagedoor.cli.operations;

import java.io.PrintWriter;

/** Sentences in lines of bounded width. */
final class Wrapped {

    private static final int WIDTH = 100;
    private static final String INDENT = "  ";

    private Wrapped() {}

    /** Prints a text of ours, indented. */
    static void print(String text, PrintWriter out) {
        print(INDENT, text, out);
    }

    /**
     * Prints a text that is printable.
     *
     * @param first what the first line begins with; the others are indented by as much
     */
    static void print(String first, String text, PrintWriter out) {
        String indent = " ".repeat(first.length());
        StringBuilder line = new StringBuilder(first);
        for (String word : text.split(" ")) {
            if (line.length() > first.length() && line.length() + word.length() > WIDTH) {
                out.println(line.toString().stripTrailing());
                line = new StringBuilder(indent);
            }
            line.append(word).append(' ');
        }
        out.println(line.toString().stripTrailing());
    }
}
