package io.stagedoor.cli.operations;

import io.stagedoor.cli.command.Printable;
import java.io.PrintWriter;
import java.util.List;

/** The answer to a dry run, for people. */
final class Trial {

    private final Fields answer;

    /** @param answer of the server */
    Trial(Fields answer) {
        this.answer = answer;
    }

    boolean isAllowed() {
        return answer.flag("allowed");
    }

    void print(PrintWriter out) {
        out.println(verdict());
        for (Fields check : answer.objects("checks")) {
            String by = check.text("by").equals("app") ? "" : check.text("by") + ": ";
            out.println((check.flag("held") ? "  held      " : "  not held  ")
                    + Printable.of(by + check.text("check") + detail(check)));
        }
        if (!isAllowed()) {
            Reasons.read().about(answer.text("reason")).ifPresent(text -> Wrapped.print(text, out));
        }
        out.println("This was a dry run: nobody was let in, and nothing was counted or used up.");
    }

    private static String detail(Fields check) {
        return check.text("detail").isEmpty() ? "" : ": " + check.text("detail");
    }

    private String verdict() {
        String what = switch (answer.text("decision")) {
            case "allow" -> "allowed: ";
            case "deny" -> "refused: " + answer.text("reason") + ", ";
            default -> "nobody can tell: " + answer.text("reason") + ", ";
        };
        String by = answer.text("authenticator").isEmpty() ? "" : ", by " + answer.text("authenticator");
        return Printable.of(what + String.join(", ", List.of(answer.text("question"), Words.who(answer))) + by);
    }
}
