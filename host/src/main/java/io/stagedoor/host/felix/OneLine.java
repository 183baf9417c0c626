package io.stagedoor.host.felix;

import io.stagedoor.auth.support.text.Redacted;

/** What a log line repeats of others' texts: on one line, without secrets. */
final class OneLine {

    private static final int MAX_CAUSES = 4;

    private OneLine() {}

    /** What was thrown, and what caused it. */
    static String of(Throwable thrown) {
        StringBuilder reason = new StringBuilder(of(String.valueOf(thrown)));
        Throwable cause = thrown.getCause();
        for (int i = 0; cause != null && i < MAX_CAUSES; i++, cause = cause.getCause()) {
            reason.append("; caused by ").append(of(String.valueOf(cause)));
        }
        return reason.toString();
    }

    /** A text, without its line breaks and control characters. */
    static String of(String text) {
        return Redacted.of(text).strip().replaceAll("\\s*[\\r\\n]+\\s*", " | ").replaceAll("\\p{Cntrl}", "?");
    }
}
