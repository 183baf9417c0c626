package io.stagedoor.auth.jwt.internal.issuer;

import io.stagedoor.auth.support.property.Range;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration as people write it; {@link IssuerSettings} is its checked form. */
@ObjectClassDefinition(
        name = "Issuer of tokens",
        description =
                "An identity provider, or somebody else who signs JSON Web Tokens: its keys, and what its tokens allow.")
@interface IssuerConfig {

    @AttributeDefinition(name = "Name", description = "The name that the issuers property of an authenticator uses.")
    String name();

    @AttributeDefinition(
            name = "Issuer",
            description = "The exact iss of its tokens. {tid} stands for the value of the claim tid.")
    String issuer();

    @AttributeDefinition(
            name = "Keys",
            description =
                    "discovery: as the provider's discovery document says. Or the https URL of a JWK set; or the path of a"
                            + " file: a JWK set, or a public key or certificate in PEM; or secret: and the path of a file"
                            + " with a shared secret. Stagedoor applies changes of files within a second.",
            required = false)
    String keys() default "";

    @AttributeDefinition(
            name = "Further keys",
            description = "Another place, as for keys. A token's kid may be NAME.",
            required = false)
    String keys_NAME() default "";

    @AttributeDefinition(
            name = "Hosts of the keys",
            description = "Further hosts, beside that of issuer, that the keys of a discovery document may be on.",
            required = false)
    String[] keysHosts() default {};

    @AttributeDefinition(
            name = "Authorities for the keys",
            description =
                    "Path of a PEM file with the certificate authorities of the provider. Empty: those of the Java runtime.",
            required = false)
    String keysCaFile() default "";

    @AttributeDefinition(
            name = "Proxy for the keys",
            description = "The HTTP proxy by which keys are fetched: http://HOST:PORT. Empty: none.",
            required = false)
    String keysProxy() default "";

    @AttributeDefinition(
            name = "Refresh of the keys",
            description = "The longest time between two fetches, in minutes. A provider may ask for a shorter one.",
            min = "5",
            max = "1440")
    @Range(least = 5, most = 1440)
    long keysRefreshMinutes() default 60;

    @AttributeDefinition(
            name = "Cooldown of the keys",
            description =
                    "A token with an unknown key has the keys fetched, but only once in so many seconds, or twice after a"
                            + " longer pause.",
            min = "5",
            max = "3600")
    @Range(least = 5, most = 3600)
    long keysCooldownSeconds() default 30;

    @AttributeDefinition(
            name = "Longest use of the keys",
            description = "How long keys serve if they cannot be fetched, in hours, also across a restart.",
            min = "1",
            max = "720")
    @Range(least = 1, most = 720)
    long keysMaxStaleHours() default 24;

    @AttributeDefinition(
            name = "Algorithms",
            description =
                    "The algorithms that tokens may be signed with: RS256, RS384, RS512, PS256, PS384, PS512, ES256,"
                            + " ES384, ES512, EdDSA, and for a secret HS256, HS384, HS512.")
    String[] algorithms() default {"RS256", "ES256", "EdDSA"};

    @AttributeDefinition(
            name = "Types",
            description =
                    "What the typ of a token may be; absent for a token without. Case and application/ do not count.")
    String[] types() default {"absent", "JWT", "at+jwt"};

    @AttributeDefinition(name = "Audiences", description = "A token must be for one of these. *: for anybody.")
    String[] audiences();

    @AttributeDefinition(
            name = "Claim of the audience",
            description = "The claim that has the audience: a name, or a JSON pointer that begins with /.")
    String audienceClaim() default "aud";

    @AttributeDefinition(
            name = "Audiences of logouts",
            description =
                    "What aud of a logout token may be: the client's id at the provider. Empty: what audiences has.",
            required = false)
    String[] logoutAudiences() default {};

    @AttributeDefinition(
            name = "Required",
            description =
                    "Conditions CLAIM=VALUE for every token. Each claim named must fit; of several conditions for one"
                            + " claim, one is enough.",
            required = false)
    String[] requireIf() default {};

    @AttributeDefinition(
            name = "Publishers",
            description = "Conditions CLAIM=VALUE. If one of them holds, the client may publish. None: nobody may.",
            required = false)
    String[] publisherIf() default {};

    @AttributeDefinition(
            name = "Subscribers",
            description = "Conditions CLAIM=VALUE. If one of them holds, the client may play. None: nobody may.",
            required = false)
    String[] subscriberIf() default {};

    @AttributeDefinition(
            name = "Claim of the subject",
            description = "The claim that says who the client is, for the audit log and the application.")
    String subjectClaim() default "sub";

    @AttributeDefinition(name = "Claim of the name", description = "The claim with the full name, for the application.")
    String nameClaim() default "name";

    @AttributeDefinition(
            name = "Claim of the rooms",
            description = "The claim that lists the allowed rooms. red5-room may be absent, any other one may not.")
    String roomClaim() default "red5-room";

    @AttributeDefinition(
            name = "Claim of the transports",
            description =
                    "The claim that lists the allowed transports. red5-transport may be absent, any other one may not.")
    String transportClaim() default "red5-transport";

    @AttributeDefinition(
            name = "Rooms",
            description = "The rooms that no client of this issuer can leave. Empty: any room.",
            required = false)
    String[] rooms() default {};

    @AttributeDefinition(
            name = "Longest lifetime",
            description = "How far ahead a token's exp may lie, in minutes.",
            min = "1",
            max = "525600")
    @Range(least = 1, most = 525_600)
    long ttlMinutes() default 1440;

    @AttributeDefinition(
            name = "Clock skew",
            description =
                    "Tolerated clock difference to the issuer, in seconds: for exp and nbf, not for the longest lifetime.",
            min = "0",
            max = "300")
    @Range(least = 0, most = 300)
    long clockSkewSeconds() default 60;

    @AttributeDefinition(
            name = "Expiry",
            description = "What exp of this issuer's tokens ends: connect, action or cut, as of the authenticator."
                    + " Empty: what the authenticator says.",
            required = false)
    String expiry() default "";

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
                    "How often a token of this issuer may be used: many or once, as of the authenticator. Empty: what the"
                            + " authenticator says.",
            required = false)
    String tokenUse() default "";
}
