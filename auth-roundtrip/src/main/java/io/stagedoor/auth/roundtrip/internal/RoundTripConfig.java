package io.stagedoor.auth.roundtrip.internal;

import io.stagedoor.auth.roundtrip.internal.settings.Settings;
import io.stagedoor.auth.support.property.Range;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration as people write it; {@link Settings} is its checked form. */
@ObjectClassDefinition(
        name = "Round trip authenticator",
        description = "Asks a backend over HTTP for each publish and play.")
@interface RoundTripConfig {

    @AttributeDefinition(
            name = "Name",
            description = "The name that the authenticator property of an application uses.")
    String name();

    @AttributeDefinition(
            name = "Validate URL",
            description = "URL of the backend. Set either this, or protocol, host, port and end points.",
            required = false)
    String validateUrl() default "";

    @AttributeDefinition(
            name = "Invalidate URL",
            description = "URL that gets a report when a publisher's stream has ended. Empty: no reports.",
            required = false)
    String invalidateUrl() default "";

    @AttributeDefinition(name = "Protocol", description = "http:// or https://, if a host is set.", required = false)
    String protocol() default "";

    @AttributeDefinition(name = "Host", description = "Name or address of the backend.", required = false)
    String host() default "";

    @AttributeDefinition(
            name = "Port",
            description = "Port of the backend, if a host is set. 0: the default of the protocol.",
            min = "0",
            max = "65535",
            required = false)
    @Range(least = 0, most = 65_535)
    long port() default 0;

    @AttributeDefinition(
            name = "Validate end point",
            description = "Path of the requests, if a host is set.",
            required = false)
    String validateCredentialsEndPoint() default "";

    @AttributeDefinition(
            name = "Invalidate end point",
            description = "Path of the reports when a publisher's stream has ended, if a host is set. Empty: none.",
            required = false)
    String invalidateCredentialsEndPoint() default "";

    @AttributeDefinition(name = "Token required", description = "Clients without a token are refused at connect.")
    boolean clientTokenRequired() default false;

    @AttributeDefinition(
            name = "Lazy",
            description = "Lets a client begin before the backend answers, and disconnects it if the answer is no.")
    boolean lazyAuth() default false;

    @AttributeDefinition(
            name = "Connect timeout",
            description = "Time limit for connecting to the backend, in milliseconds.",
            min = "10",
            max = "60000")
    @Range(least = 10, most = 60_000)
    long connectTimeoutMillis() default 2000;

    @AttributeDefinition(
            name = "Timeout",
            description = "Time limit for a whole request, in milliseconds: waiting for its turn, connecting, and the"
                    + " answer.",
            min = "10",
            max = "60000")
    @Range(least = 10, most = 60_000)
    long timeoutMillis() default 4000;

    @AttributeDefinition(
            name = "Concurrent requests",
            description = "How many requests may run at once; others wait for their turn.",
            min = "1",
            max = "1024")
    @Range(least = 1, most = 1024)
    long maxConcurrentRequests() default 64;

    @AttributeDefinition(
            name = "Breaker: failures",
            description =
                    "Stagedoor pauses its requests when the backend could not be reached for this share of the last"
                            + " 100, in percent.",
            min = "1",
            max = "100")
    @Range(least = 1, most = 100)
    long breakerFailurePercent() default 50;

    @AttributeDefinition(
            name = "Breaker: least requests",
            description = "How many requests Stagedoor must have sent before that share counts.",
            min = "1",
            max = "100")
    @Range(least = 1, most = 100)
    long breakerMinimumCalls() default 10;

    @AttributeDefinition(
            name = "Breaker: pause",
            description = "How long this pause lasts, in seconds; up to ten trial requests follow.",
            min = "1",
            max = "3600")
    @Range(least = 1, most = 3600)
    long breakerOpenSeconds() default 60;

    @AttributeDefinition(
            name = "Fail open",
            description = "DANGEROUS. Allows every request while the backend does not answer.")
    boolean failOpen() default false;

    @AttributeDefinition(
            name = "Cache",
            description = "How long Stagedoor may reuse an answer, in seconds. 0: never.",
            min = "0",
            max = "60")
    @Range(least = 0, most = 60)
    long cacheSeconds() default 0;

    @AttributeDefinition(
            name = "Cache only with ttl",
            description = "Stagedoor reuses only answers in which the backend sends a ttl.")
    boolean cacheNeedsTtl() default false;

    @AttributeDefinition(
            name = "Signing secret file",
            description = "Path of the file with the secret that signs requests, without its last line break. Stagedoor"
                    + " applies changes. If this and the secret are empty, requests are not signed.",
            required = false)
    String signingSecretFile() default "";

    @AttributeDefinition(
            name = "Signing secret",
            description = "The secret itself, at least 32 bytes in UTF-8, or base64: and the secret in base64.",
            type = AttributeType.PASSWORD,
            required = false)
    String signingSecret() default "";

    @AttributeDefinition(
            name = "Send context",
            description =
                    "Adds protocol, application, room, remoteAddress, userAgent and connectionId to requests. Needed"
                            + " where several applications or rooms share the backend.")
    boolean sendContext() default false;

    @AttributeDefinition(
            name = "Recheck connections",
            description =
                    "Asks the backend also about a connection or a WebSocket itself, with an empty streamID, when a client that is in"
                            + " is judged again.")
    boolean recheckConnections() default false;

    @AttributeDefinition(
            name = "Shadowable",
            description =
                    "Stagedoor may ask the backend questions whose answers admit nobody: as a shadow, and in a dry run. Only for a backend"
                            + " where a question changes nothing: it uses up no token and counts no client.")
    boolean shadowable() default false;

    @AttributeDefinition(
            name = "Trusted certificates",
            description = "Path of a PEM file with the certificate authorities to trust. Empty: those of the JVM.",
            required = false)
    String trustCertificates() default "";

    @AttributeDefinition(
            name = "Client certificate",
            description = "Path of a file with the certificate to show to the backend: PEM, or PKCS#12 with its key.",
            required = false)
    String clientCertificate() default "";

    @AttributeDefinition(
            name = "Client key",
            description = "Path of a PEM file with the key of a PEM certificate (PKCS#8, not encrypted).",
            required = false)
    String clientKey() default "";

    @AttributeDefinition(
            name = "Client certificate password file",
            description = "Path of a file with the password of a PKCS#12 file.",
            required = false)
    String clientCertificatePasswordFile() default "";
}
