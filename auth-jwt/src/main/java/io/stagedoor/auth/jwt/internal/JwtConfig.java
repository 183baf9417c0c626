package io.stagedoor.auth.jwt.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The configuration as people write it; {@link Settings} is its checked form. */
@ObjectClassDefinition(
        name = "JWT authenticator",
        description = "Lets clients in that show a JSON Web Token signed with a shared secret (HS256).")
@interface JwtConfig {

    @AttributeDefinition(name = "Name", description = "What an application's authenticator property refers to.")
    String name();

    @AttributeDefinition(
            name = "Secret file",
            description =
                    "Path of a file that holds the shared secret; one trailing line break is not part of it. Changes are"
                            + " picked up within a second. Either this or the secret itself.",
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
            description = "A token whose kid is this name is judged by the secret alone. Empty: it has no name.",
            required = false)
    String jwtSecretId() default "";

    @AttributeDefinition(
            name = "Overlap",
            description = "How long a secret that is replaced while the server runs is accepted further, in seconds.",
            min = "0",
            max = "2678400")
    long overlapSeconds() default 0;

    @AttributeDefinition(
            name = "Previous secrets",
            description = "Names of secrets that are accepted for a while longer. Each NAME has properties of its own:"
                    + " previousSecret.NAME.file or previousSecret.NAME.secret, and previousSecret.NAME.acceptUntil"
                    + " (2026-11-24T23:00:00Z) or previousSecret.NAME.overlapSeconds.",
            required = false)
    String[] previousSecrets() default {};

    @AttributeDefinition(
            name = "A previous secret",
            description = "One that previousSecrets lists by its NAME: at least 32 bytes, or base64: and base64.",
            type = AttributeType.PASSWORD,
            required = false)
    String previousSecret_NAME_secret() default "";

    @AttributeDefinition(
            name = "File of a previous secret",
            description = "Path of the file of one that previousSecrets lists by its NAME. Either this or the secret.",
            required = false)
    String previousSecret_NAME_file() default "";

    @AttributeDefinition(
            name = "End of a previous secret",
            description =
                    "When one that previousSecrets lists by its NAME is accepted no longer: 2026-11-24T23:00:00Z.",
            required = false)
    String previousSecret_NAME_acceptUntil() default "";

    @AttributeDefinition(
            name = "Overlap of a previous secret",
            description = "For so many seconds from when it was replaced one that previousSecrets lists by its NAME is"
                    + " accepted. Either this or its end.",
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
            description = "What a token's iss must be, exactly. Empty: iss is not looked at.",
            required = false)
    String expectedIssuer() default "";

    @AttributeDefinition(
            name = "Clock skew",
            description =
                    "How far the issuer's clock may be off, in seconds: for exp and nbf, not for the longest lifetime.",
            min = "0",
            max = "300")
    long clockSkewSeconds() default 0;

    @AttributeDefinition(
            name = "Largest token",
            description = "Longer tokens, in bytes, are refused before they are decoded.",
            min = "256",
            max = "1048576")
    long maxTokenBytes() default 8192;

    @AttributeDefinition(
            name = "Expiry",
            description = "When exp is judged: only at connect, or for each new publish and play too.",
            options = {
                @Option(label = "At connect", value = "connect"),
                @Option(label = "At each action", value = "action")
            })
    String expiry() default "connect";
}
