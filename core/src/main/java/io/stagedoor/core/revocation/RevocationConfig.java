package io.stagedoor.core.revocation;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What an operator may set for revocations that a file keeps. */
@ObjectClassDefinition(
        name = "Stagedoor revocations",
        description = "Takes back what was granted. Whoever is named is out as long as this configuration is there.")
@interface RevocationConfig {

    @AttributeDefinition(name = "jti", description = "The ids of tokens, separated by commas.")
    String jti() default "";

    @AttributeDefinition(
            name = "kid",
            description = "The ids of keys, separated by commas: all tokens that they have signed.")
    String kid() default "";

    @AttributeDefinition(name = "sid", description = "The ids of sessions at the issuer, separated by commas.")
    String sid() default "";

    @AttributeDefinition(
            name = "sub",
            description =
                    "Who is out, separated by commas: the sub of tokens, or the name of a user. Needs issuedBefore.")
    String sub() default "";

    @AttributeDefinition(
            name = "user",
            description = "The names of users without an issuer, separated by commas. Needs issuedBefore.")
    String user() default "";

    @AttributeDefinition(
            name = "iss",
            description = "The issuer of the tokens that jti, kid, sid and sub mean. Empty for any issuer.")
    String iss() default "";

    @AttributeDefinition(
            name = "stream",
            description =
                    "Streams that nobody publishes or plays, separated by commas: application/room/name, or application/name.")
    String stream() default "";

    @AttributeDefinition(
            name = "issuedBefore",
            description =
                    "Of kid, sid, sub and user: only tokens that were issued in this second or before, such as"
                            + " 2026-11-29T21:00:00Z; all for those that are issued later, too. Empty means all for kid and sid.")
    String issuedBefore() default "";

    @AttributeDefinition(
            name = "until",
            description =
                    "When the revocations of this configuration end, such as 2026-12-01T00:00:00Z. Empty for no end.")
    String until() default "";
}
