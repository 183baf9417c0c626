package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.support.property.Range;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The configuration as people write it; {@link Settings} is its checked form. */
@ObjectClassDefinition(
        name = "JWT authenticator",
        description = "Allows clients with a valid JSON Web Token, signed with a shared secret or by an issuer.")
@interface JwtConfig {

    @AttributeDefinition(
            name = "Name",
            description = "The name that the authenticator property of an application uses.")
    String name();

    @AttributeDefinition(
            name = "Issuers",
            description =
                    "Names of issuers whose tokens are accepted, too. Each has a configuration stagedoor.issuer of its own.",
            required = false)
    String[] issuers() default {};

    @AttributeDefinition(
            name = "Secret file",
            description =
                    "Path of the file with the shared secret, without its last line break. Stagedoor applies changes"
                            + " within a second. Set either this or the secret itself.",
            required = false)
    String jwtSecretFile() default "";

    @AttributeDefinition(
            name = "Secret",
            description = "The shared secret, at least 32 bytes in UTF-8, or base64: and the secret in base64.",
            type = AttributeType.PASSWORD,
            required = false)
    String jwtSecret() default "";

    @AttributeDefinition(
            name = "Algorithms",
            description =
                    "What tokens may be signed with by a secret of this authenticator: HS256, HS384 (at least 48 bytes),"
                            + " HS512 (at least 64 bytes).")
    String[] algorithms() default {"HS256"};

    @AttributeDefinition(
            name = "Secret's name",
            description = "Name of the secret. A token with this kid is checked with this secret only. Empty: no name.",
            required = false)
    String jwtSecretId() default "";

    @AttributeDefinition(
            name = "Overlap",
            description = "How long the old secret stays valid when it is replaced while the server runs, in seconds.",
            min = "0",
            max = "2678400")
    @Range(least = 0, most = 2_678_400)
    long overlapSeconds() default 0;

    @AttributeDefinition(
            name = "Previous secrets",
            description = "Names of earlier secrets that are still accepted. Each NAME has its own properties:"
                    + " previousSecret.NAME.file or previousSecret.NAME.secret, and previousSecret.NAME.acceptUntil"
                    + " (2026-11-24T23:00:00Z) or previousSecret.NAME.overlapSeconds.",
            required = false)
    String[] previousSecrets() default {};

    @AttributeDefinition(
            name = "A previous secret",
            description = "The secret that previousSecrets lists as NAME: at least 32 bytes, or base64: and base64.",
            type = AttributeType.PASSWORD,
            required = false)
    String previousSecret_NAME_secret() default "";

    @AttributeDefinition(
            name = "File of a previous secret",
            description =
                    "Path of the file with the secret that previousSecrets lists as NAME. Set this or the secret.",
            required = false)
    String previousSecret_NAME_file() default "";

    @AttributeDefinition(
            name = "End of a previous secret",
            description = "When the secret that previousSecrets lists as NAME expires: 2026-11-24T23:00:00Z.",
            required = false)
    String previousSecret_NAME_acceptUntil() default "";

    @AttributeDefinition(
            name = "Overlap of a previous secret",
            description = "How long the secret that previousSecrets lists as NAME stays valid after its replacement, in"
                    + " seconds. Set either this or its end.",
            min = "1",
            max = "2678400",
            required = false)
    @Range(least = 1, most = 2_678_400)
    long previousSecret_NAME_overlapSeconds();

    @AttributeDefinition(
            name = "Longest lifetime",
            description = "How far ahead exp of a token that is signed with a secret may lie, in minutes.",
            min = "1",
            max = "525600")
    @Range(least = 1, most = 525_600)
    long jwtTtlMinutes() default 60;

    @AttributeDefinition(
            name = "Issuer of tokens signed with a secret",
            description = "The exact iss that a token must have if it is signed with a secret. Empty: any issuer.",
            required = false)
    String expectedIssuer() default "";

    @AttributeDefinition(
            name = "Clock skew",
            description =
                    "Tolerated clock difference to the issuer, in seconds: for exp and nbf, not for the longest lifetime.",
            min = "0",
            max = "300")
    @Range(least = 0, most = 300)
    long clockSkewSeconds() default 0;

    @AttributeDefinition(
            name = "Largest token",
            description = "Longest accepted token, in bytes. Longer ones are refused before they are decoded.",
            min = "256",
            max = "1048576")
    @Range(least = 256, most = 1_048_576)
    long maxTokenBytes() default 8192;

    @AttributeDefinition(
            name = "Expiry",
            description =
                    "What exp ends. connect: nothing, it counts when a client connects. action: no other stream begins"
                            + " after it. cut: the client is cut off.",
            options = {
                @Option(label = "At connect", value = "connect"),
                @Option(label = "At each action", value = "action"),
                @Option(label = "Cut off", value = "cut")
            })
    String expiry() default "connect";

    @AttributeDefinition(
            name = "Grace of the expiry",
            description = "With expiry=cut: how long after exp and the clock skew the client is cut off, in seconds.",
            min = "0",
            max = "86400",
            required = false)
    @Range(least = 0, most = 86_400)
    long expiryGraceSeconds() default 0;

    @AttributeDefinition(
            name = "Use of a token",
            description =
                    "many: as many clients as show a token may use it. once: the first one that publishes or plays; a"
                            + " token needs a jti then.",
            options = {@Option(label = "Many", value = "many"), @Option(label = "Once", value = "once")})
    String tokenUse() default "many";
}
