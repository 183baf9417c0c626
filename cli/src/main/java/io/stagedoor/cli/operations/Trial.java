package io.stagedoor.cli.operations;

import io.stagedoor.auth.support.reason.Reasons;
import io.stagedoor.cli.command.Printable;
import java.io.PrintWriter;
import java.util.List;

/** The answer to a dry run, for people. */
final class Trial {

    /** By whom checks are that no authenticator makes. */
    private static final String APPLICATION = "app";

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
        String last = APPLICATION;
        for (Fields check : answer.objects("checks")) {
            String by = check.text("by");
            if (!by.equals(last) && !by.equals(APPLICATION)) {
                out.println("  " + Printable.of(by) + ":");
            }
            last = by;
            String indent = by.equals(APPLICATION) ? "" : "  ";
            Wrapped.print(
                    (check.flag("held") ? "  ok      " : "  failed  ") + indent,
                    Printable.of(check.text("check") + detail(check)),
                    out);
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
