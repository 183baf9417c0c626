package io.stagedoor.auth.roundtrip.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration as people write it; {@link Settings} is its checked form. */
@ObjectClassDefinition(
        name = "Round trip authenticator",
        description = "Asks a backend over HTTP for each publish and play.")
@interface RoundTripConfig {

    @AttributeDefinition(name = "Name", description = "What an application's authenticator property refers to.")
    String name();

    @AttributeDefinition(
            name = "Validate URL",
            description = "Where to ask. Either this, or protocol, host, port and end points.",
            required = false)
    String validateUrl() default "";

    @AttributeDefinition(
            name = "Invalidate URL",
            description = "What is told when a publisher's stream has ended. Empty: nothing is.",
            required = false)
    String invalidateUrl() default "";

    @AttributeDefinition(name = "Protocol", description = "http:// or https://, with a host.", required = false)
    String protocol() default "";

    @AttributeDefinition(name = "Host", description = "Name or address of the backend.", required = false)
    String host() default "";

    @AttributeDefinition(
            name = "Port",
            description = "The backend's port, with a host. 0: the protocol's own.",
            min = "0",
            max = "65535",
            required = false)
    long port() default 0;

    @AttributeDefinition(
            name = "Validate end point",
            description = "Path of what is asked, with a host.",
            required = false)
    String validateCredentialsEndPoint() default "";

    @AttributeDefinition(
            name = "Invalidate end point",
            description = "Path of what is told when a publisher's stream has ended, with a host. Empty: nothing is.",
            required = false)
    String invalidateCredentialsEndPoint() default "";

    @AttributeDefinition(name = "Token required", description = "Clients without a token are refused at connect.")
    boolean clientTokenRequired() default false;

    @AttributeDefinition(
            name = "Lazy",
            description = "Lets a client begin while the backend is asked, and cuts it off if the answer is no.")
    boolean lazyAuth() default false;

    @AttributeDefinition(
            name = "Connect timeout",
            description = "How long a connection to the backend may take to be made, in milliseconds.",
            min = "10",
            max = "60000")
    long connectTimeoutMillis() default 2000;

    @AttributeDefinition(
            name = "Timeout",
            description =
                    "How long a question may take in all, in milliseconds: waiting for its turn, connecting, and the"
                            + " whole answer.",
            min = "10",
            max = "60000")
    long timeoutMillis() default 4000;

    @AttributeDefinition(
            name = "Concurrent requests",
            description = "How many questions may be under way at once; more wait for their turn.",
            min = "1",
            max = "1024")
    long maxConcurrentRequests() default 64;

    @AttributeDefinition(
            name = "Breaker: failures",
            description =
                    "Share of the last 100 questions, in percent, for which the backend could not be reached, from"
                            + " which none is asked.",
            min = "1",
            max = "100")
    long breakerFailurePercent() default 50;

    @AttributeDefinition(
            name = "Breaker: least questions",
            description = "How many questions must have been asked before that share counts.",
            min = "1",
            max = "100")
    long breakerMinimumCalls() default 10;

    @AttributeDefinition(
            name = "Breaker: pause",
            description = "How long none is asked then, in seconds; after that up to ten are, to try.",
            min = "1",
            max = "3600")
    long breakerOpenSeconds() default 60;

    @AttributeDefinition(
            name = "Fail open",
            description = "DANGEROUS. Allows whatever is asked while the backend does not answer.")
    boolean failOpen() default false;

    @AttributeDefinition(
            name = "Cache",
            description = "How long an answer may be used again, in seconds. 0: never.",
            min = "0",
            max = "60")
    long cacheSeconds() default 0;

    @AttributeDefinition(
            name = "Cache only with ttl",
            description = "Only answers in which the backend sends a ttl are used again.")
    boolean cacheNeedsTtl() default false;

    @AttributeDefinition(
            name = "Signing secret file",
            description =
                    "Path of a file with the secret that requests are signed with; one trailing line break is not part"
                            + " of it. Changes are picked up. Empty, and no signing secret: requests are not signed.",
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
            name = "Trusted certificates",
            description =
                    "Path of a PEM file with the authorities that may vouch for the backend. Empty: those of the JVM.",
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
