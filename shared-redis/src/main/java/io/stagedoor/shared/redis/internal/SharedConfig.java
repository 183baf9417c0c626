package io.stagedoor.shared.redis.internal;

import io.stagedoor.auth.support.property.Range;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The form of {@code stagedoor.shared}; {@link Settings} reads it. */
@ObjectClassDefinition(
        name = "Stagedoor shared state",
        description = "Redis or Valkey, where servers keep what they must know together.")
public @interface SharedConfig {

    /** Where Redis is. */
    @AttributeDefinition(
            name = "Redis",
            description =
                    "Address: redis://HOST:PORT/DATABASE, or rediss:// with TLS; port 6379 and database 0 if left out. With sentinels: redis://NAME, the name"
                            + " of the master. With cluster=true: one or more addresses, separated by commas.")
    String redis();

    /** The secret of all servers. */
    @AttributeDefinition(
            name = "Key file",
            description =
                    "Path of a file with at least 32 random bytes as base64, the same on all servers. Protects what Redis holds from whoever reads or writes there.")
    String keyFile();

    /** The user of Redis. */
    @AttributeDefinition(name = "User", description = "User of Redis' ACL. Empty: the default user.", required = false)
    String user() default "";

    /** The password of Redis. */
    @AttributeDefinition(
            name = "Password file",
            description = "Path of a file with the password of Redis. Empty: none. Read anew for each connection.",
            required = false)
    String passwordFile() default "";

    /** The sentinels. */
    @AttributeDefinition(
            name = "Sentinels",
            description = "HOST:PORT of each Redis Sentinel, separated by commas. Empty: none.",
            required = false)
    String sentinels() default "";

    /** The user of the sentinels. */
    @AttributeDefinition(
            name = "Sentinel user",
            description = "User of the sentinels' ACL. Empty: the default user.",
            required = false)
    String sentinelUser() default "";

    /** The password of the sentinels. */
    @AttributeDefinition(
            name = "Sentinel password file",
            description = "Path of a file with the password of the sentinels. Empty: none.",
            required = false)
    String sentinelPasswordFile() default "";

    /** Whether it is a cluster. */
    @AttributeDefinition(name = "Cluster", description = "Whether it is a Redis Cluster.")
    boolean cluster() default false;

    /** What all keys begin with. */
    @AttributeDefinition(
            name = "Key prefix",
            description =
                    "What all keys begin with: 1 to 32 characters of a-z, A-Z, 0-9, - and _. Servers with another prefix know nothing of these.")
    String keyPrefix() default "stagedoor";

    /** How long an answer may take. */
    @AttributeDefinition(
            name = "Timeout",
            description = "How long an answer may take, in milliseconds, before Redis counts as lost.",
            min = "5",
            max = "2000")
    @Range(least = 5, most = 2000)
    int timeoutMillis() default 50;

    /** What happens without Redis. */
    @AttributeDefinition(
            name = "When Redis is lost",
            description =
                    "refuse: nobody gets in by a token for one use. local: each server lets such a token in once by itself.",
            options = {
                @Option(value = "refuse", label = "refuse"),
                @Option(value = "local", label = "local"),
            })
    String onSharedLost() default "refuse";

    /** How long revocations hold the door open. */
    @AttributeDefinition(
            name = "Revocations: greatest age",
            description =
                    "After so many seconds without Redis, nobody is let in, because others may have been revoked. 0: never.",
            min = "0",
            max = "604800")
    @Range(least = 0, most = 604_800)
    long revocationsMaxStaleSeconds() default 0;

    /** Whom to trust. */
    @AttributeDefinition(
            name = "Trusted certificates",
            description = "Path of a PEM file with the certificate authorities to trust. Empty: those of the JVM.",
            required = false)
    String trustCertificates() default "";

    /** What to show to Redis. */
    @AttributeDefinition(
            name = "Client certificate",
            description = "Path of a file with the certificate to show to Redis: PEM, or PKCS#12 with its key.",
            required = false)
    String clientCertificate() default "";

    /** The key of the certificate. */
    @AttributeDefinition(
            name = "Client key",
            description = "Path of a PEM file with the key of a PEM certificate (PKCS#8, not encrypted).",
            required = false)
    String clientKey() default "";

    /** The password of the certificate. */
    @AttributeDefinition(
            name = "Client certificate password file",
            description = "Path of a file with the password of a PKCS#12 file.",
            required = false)
    String clientCertificatePasswordFile() default "";
}
