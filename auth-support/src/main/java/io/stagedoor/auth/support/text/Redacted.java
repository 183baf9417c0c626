package io.stagedoor.auth.support.text;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Texts of clients and of configurations as they may be written: in place of each secret stands {@code ***}. A secret is what stands
 * behind {@code token=}, {@code username=}, {@code password=} and the like, also encoded, in any case and behind any separator, and
 * what has the form of a signed token, of a password's hash, of an id of ours ({@link #ID}), or of a ticket ({@link #TICKET}). Names remain as they are: a UUID,
 * an MD5, or anything else without a point, a brace, a dollar or an equals sign.
 *
 * <p>Only what is written is redacted, never what is decided on. Takes time in proportion to a text, whoever wrote it; a long one is
 * cut.
 */
public final class Redacted {

    /** What ids begin with that open something to whoever shows them. */
    public static final String ID = SecretForms.ID;

    /** What tickets begin with. */
    public static final String TICKET = SecretForms.TICKET;

    /** What stands in place of a secret. */
    public static final String MARK = "***";

    /** The rest of a longer text is not written, and not looked at. */
    static final int MAX_LENGTH = 16 * 1024;

    private static final String CUT = "…";
    private static final String WORD_ENDS = " \t\r\n&;,?#/";
    private static final int MAX_CAUSES = 8;

    private Redacted() {}

    /**
     * A text without its secrets.
     *
     * @return the same text if there is no secret in it
     */
    public static String of(String text) {
        if (isPlain(text)) {
            return text;
        }
        return text.length() <= MAX_LENGTH ? redacted(text) : redacted(cut(text)) + CUT;
    }

    /** The message of what was thrown, without its secrets; the name of its class if it has no message. */
    public static String message(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null ? thrown.getClass().getSimpleName() : of(message);
    }

    /** What was thrown, for a log: itself if none of its messages holds a secret; else the same stack with messages without secrets. */
    public static Throwable of(Throwable thrown) {
        return holdsSecret(thrown, MAX_CAUSES) ? new Told(thrown, MAX_CAUSES) : thrown;
    }

    /** Also one that nobody has looked at, because it is a cause of too many others. */
    private static boolean holdsSecret(@Nullable Throwable thrown, int causes) {
        if (thrown == null) {
            return false;
        }
        String message = String.valueOf(thrown);
        return causes == 0
                || !of(message).equals(message)
                || holdsSecret(thrown.getCause(), causes - 1)
                || Stream.of(thrown.getSuppressed()).anyMatch(other -> holdsSecret(other, causes - 1));
    }

    /** Whether nothing in a text can be a secret: most names end here. */
    private static boolean isPlain(String text) {
        if (text.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '=', '%', '$', '{', ':', '*' -> {
                    return false;
                }
                case '.' -> {
                    if (text.length() >= SecretForms.MIN_JWS) {
                        return false;
                    }
                }
                case 'e' -> {
                    if (text.startsWith("ey", i) || text.startsWith("ew", i)) {
                        return false;
                    }
                }
                case 'm', 'M', '0', 'A', 'g', 'G' -> {
                    if (HashForms.mayBegin(text, i)) {
                        return false;
                    }
                }
                case 's', 'S' -> {
                    if (text.regionMatches(true, i, ID, 0, ID.length())
                            || text.regionMatches(true, i, TICKET, 0, TICKET.length())) {
                        return false;
                    }
                }
                default -> {
                    // Nothing begins with it.
                }
            }
        }
        return true;
    }

    /** Not in the middle of what could be a secret, which would then not be known by its form. */
    private static String cut(String text) {
        int end = MAX_LENGTH;
        while (end > 0 && WORD_ENDS.indexOf(text.charAt(end)) < 0) {
            end--;
        }
        return text.substring(0, end);
    }

    private static String redacted(String source) {
        DecodedText text = new DecodedText(source);
        SecretForms forms = new SecretForms(text);
        SecretParameters parameters = new SecretParameters(text, forms);
        StringBuilder written = new StringBuilder(source.length());
        int copied = 0;
        int at = 0;
        while (at < text.length()) {
            int begin = parameters.begin(at);
            int end = begin < 0 ? forms.end(at) : parameters.end(at, begin);
            begin = begin < 0 ? at : begin;
            if (end <= begin) {
                at++;
                continue;
            }
            written.append(source, copied, text.source(begin)).append(MARK);
            copied = text.source(end);
            at = end;
        }
        return copied == 0
                ? source
                : written.append(source, copied, source.length()).toString();
    }

    /** Another's exception without its secrets. */
    @SuppressWarnings("OverrideThrowableToString") // as the other one would be shown, by its own class
    private static final class Told extends Exception {

        private final String text;

        Told(Throwable thrown, int causes) {
            this(Redacted.of(String.valueOf(thrown)), thrown, causes);
        }

        private Told(String text, Throwable thrown, int causes) {
            super(text, cause(thrown, causes));
            this.text = text;
            setStackTrace(thrown.getStackTrace());
            if (causes > 0) {
                Stream.of(thrown.getSuppressed()).forEach(other -> addSuppressed(new Told(other, causes - 1)));
            }
        }

        private static @Nullable Throwable cause(Throwable thrown, int causes) {
            Throwable cause = thrown.getCause();
            return cause == null || causes == 0 ? null : new Told(cause, causes - 1);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
