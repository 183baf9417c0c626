package io.stagedoor.core.output;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The form of {@code stagedoor.audit}; {@link AuditSettings} reads it. */
@ObjectClassDefinition(
        name = "Stagedoor audit log",
        description = "Where the lines of the audit log go beside its files. Everything here has a default.")
public @interface AuditConfig {

    /** The syslog server. */
    @AttributeDefinition(
            name = "Syslog",
            description =
                    "A syslog server (RFC 5424) for all lines: tls://logs.example.com:6514, tcp://127.0.0.1:601, or udp://127.0.0.1:514 on this machine. Empty: none.")
    String syslog() default "";

    /** The facility. */
    @AttributeDefinition(
            name = "Facility of syslog",
            description = "The facility of each line: auth, authpriv, daemon, user, or local0 to local7.")
    String syslogFacility() default "authpriv";

    /** The name of the application. */
    @AttributeDefinition(
            name = "Name in syslog",
            description = "The APP-NAME of each line: 1 to 48 visible characters of ASCII.")
    String syslogAppName() default "stagedoor";

    /** Whom to trust. */
    @AttributeDefinition(
            name = "Trusted certificates",
            description =
                    "Path of a PEM file with the certificate authorities to trust for tls://. Empty: those of the JVM.")
    String trustCertificates() default "";

    /** What to show. */
    @AttributeDefinition(
            name = "Client certificate",
            description = "Path of the certificate to present to a tls:// server: PEM, or PKCS#12 with its key.")
    String clientCertificate() default "";

    /** Its key. */
    @AttributeDefinition(
            name = "Key of the client certificate",
            description = "Path of a PEM file with the key (PKCS#8, not encrypted), if it is not in clientCertificate.")
    String clientKey() default "";

    /** Its password. */
    @AttributeDefinition(
            name = "Password file of the client certificate",
            description = "Path of a file with the password of a PKCS#12 file.")
    String clientCertificatePasswordFile() default "";

    /** Whether lines go to the standard output. */
    @AttributeDefinition(
            name = "Standard output",
            description = "Writes all lines to the standard output of the process, too, for containers.")
    boolean stdout() default false;
}
