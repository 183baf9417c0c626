package io.stagedoor.core.output;

import io.stagedoor.auth.support.text.Redacted;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What somebody says who should say nothing, in words for operators: syslog knows no answers (RFC 5424, RFC 5425, RFC 6587). */
final class Answers {

    /** How many bytes of an answer are shown. */
    static final int SHOWN = 40;

    private static final String CURE =
            ". Set syslog to the host and the port of a syslog server, and see what listens there";
    private static final String UNSEEN = "[^ -~]";
    /** RFC 8446 section 5.1: an alert, of version 3.x. */
    private static final byte[] TLS_ALERT = {21, 3};

    private Answers() {}

    /** It has answered. */
    static WrongPeer from(SyslogTarget target, byte[] heard, int length) {
        if (length > 1 && heard[0] == TLS_ALERT[0] && heard[1] == TLS_ALERT[1]) {
            return new WrongPeer(
                    target.place() + " speaks TLS, and syslog=" + target + " does not. Set syslog to tls://"
                            + target.place() + ", or to a port where the server takes lines without TLS");
        }
        String text =
                new String(heard, 0, Math.min(length, SHOWN), StandardCharsets.ISO_8859_1).replaceAll(UNSEEN, ".");
        return new WrongPeer(target.place() + " answers \"" + Redacted.of(text)
                + "\", and no syslog server ever answers: something else listens there, and lines that were sent may be lost"
                + CURE);
    }

    /** It has closed the connection as soon as it had lines. */
    static WrongPeer closed(SyslogTarget target) {
        return new WrongPeer(target.place()
                + " closes the connection right after it gets lines: it may be no syslog server, or not want lines framed by their length (RFC 6587, octet counting) or this client"
                + CURE + ", and its log");
    }

    /** It has refused what TLS agreed on. */
    static WrongPeer refused(SyslogTarget target, SSLException e) {
        return new WrongPeer("TLS: " + target.place() + " refuses the connection: " + message(e.getMessage())
                + "; see clientCertificate and trustCertificates, and the log of the server");
    }

    private static String message(@Nullable String text) {
        return text == null ? "no reason is known" : Redacted.of(text);
    }
}
