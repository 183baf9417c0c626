package io.stagedoor.cli.demo;

import java.io.PrintWriter;

/** What the demo tells, line by line and in 100 columns, and whether all of it was as it should be. */
final class Transcript {

    private final PrintWriter out;
    private boolean good = true;

    Transcript(PrintWriter out) {
        this.out = out;
    }

    void say(String line) {
        out.println(line);
        out.flush();
    }

    void fact(String name, String value) {
        say(String.format("  %-9s %s", name, value));
    }

    /** One attempt: who tried what, what came of it, and whether that was right. */
    void attempt(String who, String what, String outcome, boolean asItShouldBe) {
        good &= asItShouldBe;
        say(String.format("  %-4s %-20s %-22s %s", asItShouldBe ? "ok" : "BAD", who, what, outcome));
    }

    boolean good() {
        return good;
    }
}
