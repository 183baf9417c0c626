package io.stagedoor.core.carrier;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The header {@code Authorization} as a carrier of credentials: RFC 6750 (Bearer) and RFC 7617 (Basic). */
public final class AuthorizationHeader {

    private static final Pattern BEARER = Pattern.compile("(?i)Bearer +(\\S+)");
    private static final Pattern BASIC = Pattern.compile("(?i)Basic +([A-Za-z0-9+/_-]+={0,2})");
    /** A token whose sender has forgotten the word before it. */
    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_~+/-]+\\.[A-Za-z0-9._~+/-]+=*");

    private AuthorizationHeader() {}

    /**
     * Adds the credentials of a header: a token behind {@code Bearer}, or {@code username:password} there, which is all that some
     * encoders have a field for; user and password behind {@code Basic}; a JSON Web Token by itself. Schemes in any case; one that
     * is none of these, and what does not keep to its scheme, is nothing.
     *
     * @param header the value of one header; may be anything a client sends, and {@code null}
     */
    public static void read(@Nullable String header, ClientParameters into) {
        if (header == null || !into.from("header Authorization").takes(header)) {
            return;
        }
        String value = header.strip();
        Matcher bearer = BEARER.matcher(value);
        Matcher basic = BASIC.matcher(value);
        if (bearer.matches()) {
            readBearer(bearer.group(1), into);
        } else if (basic.matches()) {
            readPair(decoded(basic.group(1)), into);
        } else if (BARE.matcher(value).matches()) {
            into.add(ClientParameters.TOKEN, value);
        }
    }

    /** A token has no colon (RFC 6750 §2.1). */
    private static void readBearer(String value, ClientParameters into) {
        if (value.indexOf(':') < 0) {
            into.add(ClientParameters.TOKEN, value);
        } else {
            readPair(value, into);
        }
    }

    private static void readPair(String pair, ClientParameters into) {
        int colon = pair.indexOf(':');
        if (colon >= 0) {
            into.add(ClientParameters.USERNAME, pair.substring(0, colon));
            into.add(ClientParameters.PASSWORD, pair.substring(colon + 1));
        }
    }

    /** Empty for what is no base64 of a text in UTF-8. */
    private static String decoded(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64.replace('-', '+').replace('_', '/'));
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return "";
        }
    }
}
