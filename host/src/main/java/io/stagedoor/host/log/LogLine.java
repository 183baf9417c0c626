package io.stagedoor.host.log;

import io.stagedoor.auth.support.text.Redacted;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One line of our own log: {@code 2026-01-31T12:00:00.000Z WARN  Router: text}. One line whatever the text is, and without secrets. */
final class LogLine {

    static final int MAX_LENGTH = 4_000;

    private static final int MAX_CAUSES = 5;
    private static final int MAX_FRAMES = 3;

    private static final Pattern LINE_ENDS = Pattern.compile("\\s*\\R\\s*");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** What the server hides in any text. */
    private static volatile UnaryOperator<String> hidden = UnaryOperator.identity();

    private LogLine() {}

    static void hide(UnaryOperator<String> next) {
        hidden = next;
    }

    /**
     * A line with its end.
     *
     * @param thrown its message, its causes and where it came from follow; may be {@code null}
     */
    static String of(Instant time, String level, String logger, String message, @Nullable Throwable thrown) {
        // Part by part: a secret at the end of one would take what follows with it.
        StringBuilder text = new StringBuilder(Redacted.of(String.valueOf(message)));
        Throwable cause = thrown;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++, cause = cause.getCause()) {
            text.append(i == 0 ? " | " : " | caused by ").append(Redacted.of(String.valueOf(cause)));
            StackTraceElement[] frames = cause.getStackTrace();
            for (int n = 0; n < Math.min(MAX_FRAMES, frames.length); n++) {
                text.append(n == 0 ? " at " : ", ").append(frames[n]);
            }
        }
        return TIME.format(time) + " " + String.format(Locale.ROOT, "%-5s", level.toUpperCase(Locale.ROOT)) + " "
                + logger.substring(logger.lastIndexOf('.') + 1) + ": " + safe(text.toString()) + "\n";
    }

    private static String safe(String text) {
        String redacted = hidden.apply(LINE_ENDS.matcher(text).replaceAll(" | "));
        StringBuilder line = new StringBuilder(Math.min(redacted.length(), MAX_LENGTH));
        redacted.codePoints().limit(MAX_LENGTH).forEach(c -> line.appendCodePoint(isShown(c) ? c : '?'));
        return redacted.length() > MAX_LENGTH ? line + "…" : line.toString();
    }

    /** What moves a cursor, ends a line or turns the direction of writing is not. */
    private static boolean isShown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
