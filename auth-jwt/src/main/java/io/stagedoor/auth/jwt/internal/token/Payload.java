package io.stagedoor.auth.jwt.internal.token;

/** Reads the payload of a token: fast if it has the usual form, else strictly. */
public final class Payload {

    private Payload() {}

    /** The claims of a token that one of our keys has signed. */
    public static Claims claims(byte[] json) throws Refusal {
        Claims plain = PlainClaims.read(json);
        return plain == null ? Claims.readStrictly(json) : plain;
    }

    /** The issuer of claims that nobody has signed for all we know; empty if there is none, or if they cannot be read. */
    public static String claimedIssuer(byte[] json) {
        try {
            String issuer = Claims.readIssuer(json).issuer();
            return issuer == null ? "" : issuer;
        } catch (Refusal e) { // no key can be told by it
            return "";
        }
    }

    /** The subject of claims that nobody has signed for all we know; empty if there is none, or if they cannot be read. */
    public static String claimedSubject(byte[] json) {
        Claims plain = PlainClaims.read(json);
        if (plain != null) {
            return plain.subjectOrNothing();
        }
        try {
            return Claims.readSubject(json).subjectOrNothing();
        } catch (Refusal e) { // it is refused anyway
            return "";
        }
    }
}
