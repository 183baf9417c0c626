package io.stagedoor.auth.jwt.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The configuration as people write it; {@link Settings} is its checked form. */
@ObjectClassDefinition(
        name = "JWT authenticator",
        description = "Allows clients with a valid JSON Web Token, signed with a shared secret (HS256).")
@interface JwtConfig {

    @AttributeDefinition(
            name = "Name",
            description = "The name that the authenticator property of an application uses.")
    String name();

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
            name = "Secret's name",
            description = "Name of the secret. A token with this kid is checked with this secret only. Empty: no name.",
            required = false)
    String jwtSecretId() default "";

    @AttributeDefinition(
            name = "Overlap",
            description = "How long the old secret stays valid when it is replaced while the server runs, in seconds.",
            min = "0",
            max = "2678400")
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
            max = "2678400",
            required = false)
    long previousSecret_NAME_overlapSeconds() default 0;

    @AttributeDefinition(
            name = "Longest lifetime",
            description = "How far ahead a token's exp may lie, in minutes.",
            min = "1",
            max = "525600")
    long jwtTtlMinutes() default 60;

    @AttributeDefinition(
            name = "Issuer",
            description = "The exact iss that a token must have. Empty: any issuer.",
            required = false)
    String expectedIssuer() default "";

    @AttributeDefinition(
            name = "Clock skew",
            description =
                    "Tolerated clock difference to the issuer, in seconds: for exp and nbf, not for the longest lifetime.",
            min = "0",
            max = "300")
    long clockSkewSeconds() default 0;

    @AttributeDefinition(
            name = "Largest token",
            description = "Longest accepted token, in bytes. Longer ones are refused before they are decoded.",
            min = "256",
            max = "1048576")
    long maxTokenBytes() default 8192;

    @AttributeDefinition(
            name = "Expiry",
            description = "When exp is checked: at connect only, or also at each new publish and play.",
            options = {
                @Option(label = "At connect", value = "connect"),
                @Option(label = "At each action", value = "action")
            })
    String expiry() default "connect";
}
