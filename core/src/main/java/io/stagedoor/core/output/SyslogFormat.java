package io.stagedoor.core.output;

import io.stagedoor.core.audit.AuditEvent;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;

/**
 * Writes messages in the form of RFC 5424: {@code <86>1 2026-11-30T05:00:00.123456Z host stagedoor 4711 deny [meta sequenceId="17"] {"time":…}}. MSG is the
 * line of the audit log as it is, in ASCII, so that it needs no byte order mark (section 6.4).
 */
final class SyslogFormat {

    private static final int WARNING = 4;
    private static final int NOTICE = 5;
    private static final int INFORMATIONAL = 6;
    /** Section 7.3.1: it begins anew after this. */
    private static final long MOST_SEQUENCE = 2_147_483_647L;

    private final Facility facility;
    private final String names;

    /**
     * For one server.
     *
     * @param host HOSTNAME, section 6.2.4
     * @param appName APP-NAME, section 6.2.5
     * @param process PROCID, section 6.2.6
     */
    SyslogFormat(Facility facility, String host, String appName, long process) {
        this.facility = facility;
        this.names = printed(host) + ' ' + appName + ' ' + process;
    }

    /** A name of the machine that is none for syslog becomes NILVALUE. */
    private static String printed(String host) {
        return host.matches("[!-~]{1,255}") ? host : "-";
    }

    /** One message, without a frame. */
    byte[] of(Message message) {
        AuditEvent event = message.line().event();
        String header = "<" + facility.priority(severity(event)) + ">1 "
                + event.time().truncatedTo(ChronoUnit.MICROS) + ' ' // section 6.2.3: six digits at most
                + names + ' ' + event.decision() + " [meta sequenceId=\""
                + ((message.number() - 1) % MOST_SEQUENCE + 1) + "\"] ";
        byte[] head = header.getBytes(StandardCharsets.US_ASCII);
        byte[] json = message.json();
        int length = json.length - 1; // the end of the line belongs to the file
        byte[] all = new byte[head.length + length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(json, 0, all, head.length, length);
        return all;
    }

    /** Section 6.2.1, table 2. */
    private static int severity(AuditEvent event) {
        if (event.isOutage()) {
            return WARNING;
        }
        return event.isRefusal() || event.isAct() ? NOTICE : INFORMATIONAL;
    }
}
