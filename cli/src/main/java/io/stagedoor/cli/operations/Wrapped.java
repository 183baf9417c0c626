package io.stagedoor.cli.operations;

import java.io.PrintWriter;

/** Sentences in lines of bounded width. */
final class Wrapped {

    private static final int WIDTH = 100;
    private static final String INDENT = "  ";

    private Wrapped() {}

    /** Prints a text of ours, indented. */
    static void print(String text, PrintWriter out) {
        StringBuilder line = new StringBuilder(INDENT);
        for (String word : text.split(" ")) {
            if (line.length() + word.length() + 1 > WIDTH) {
                out.println(line.toString().stripTrailing());
                line = new StringBuilder(INDENT);
            }
            line.append(word).append(' ');
        }
        out.println(line.toString().stripTrailing());
    }
}
