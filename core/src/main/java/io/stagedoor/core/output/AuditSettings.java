package io.stagedoor.core.output;

import io.stagedoor.auth.support.property.Properties;
import io.stagedoor.auth.support.tls.Tls;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The configuration {@code stagedoor.audit}, checked.
 *
 * @param syslog empty for no syslog server
 * @param stdout whether lines go to the standard output, too
 */
record AuditSettings(Optional<Syslog> syslog, boolean stdout) {

    static final String PID = "stagedoor.audit";

    private static final String SYSLOG = "syslog";
    private static final String FACILITY = "syslogFacility";
    private static final String NAME = "syslogAppName";
    private static final List<String> FILES = List.of(Tls.TRUST, Tls.CERTIFICATE, Tls.KEY, Tls.PASSWORD);
    private static final Pattern APP_NAME = Pattern.compile("[!-~]{1,48}");

    /**
     * What is configured of a syslog server. Equal to another one if nothing needs to change.
     *
     * @param appName APP-NAME, RFC 5424 section 6.2.5
     * @param tls what the files hold that its properties name
     */
    record Syslog(SyslogTarget target, Facility facility, String appName, Tls tls) {}

    /**
     * Reads a configuration, and the files that it names.
     *
     * @throws IllegalArgumentException naming the property, the reason and the cure
     */
    static AuditSettings of(Map<String, ?> configured) {
        Properties properties = new Properties(AuditConfig.class, configured);
        properties.requireKnown();
        Facility facility = Facility.of(properties.text(FACILITY))
                .orElseThrow(() -> new IllegalArgumentException(
                        FACILITY + ": is not a facility; set it to one of " + Facility.names()));
        String appName = properties.text(NAME);
        if (!APP_NAME.matcher(appName).matches()) {
            throw new IllegalArgumentException(
                    NAME + ": is not 1 to 48 visible characters of ASCII without blanks; set it to stagedoor");
        }
        String text = properties.text(SYSLOG);
        Optional<SyslogTarget> target = text.isEmpty() ? Optional.empty() : Optional.of(SyslogTarget.of(SYSLOG, text));
        if (target.map(SyslogTarget::transport).orElse(null) != SyslogTarget.Transport.TLS) {
            refuseTls(properties);
        }
        return new AuditSettings(
                target.map(to -> new Syslog(to, facility, appName, Tls.of(properties))), properties.flag("stdout"));
    }

    /** Whoever sets one of them believes that lines are encrypted. */
    private static void refuseTls(Properties properties) {
        FILES.stream().filter(properties::isSet).findFirst().ifPresent(set -> {
            throw new IllegalArgumentException(
                    set + ": is set, and nothing is encrypted; set syslog to tls://HOST:6514, or remove it");
        });
    }

    /** Whether a configuration names files, which may change by themselves. */
    static boolean namesFiles(Map<String, ?> configured) {
        Properties properties = new Properties(AuditConfig.class, configured);
        return FILES.stream().anyMatch(properties::isSet);
    }

    /** Where the configuration comes from, for logs. */
    static String where(Map<String, ?> configured) {
        return new Properties(AuditConfig.class, configured).where(PID);
    }
}
