package io.stagedoor.auth.jwt.internal.token;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.stagedoor.auth.Reason;
import java.io.IOException;

/**
 * The token's header, RFC 7515 §4. It chooses no kind of key and brings no key: {@code jwk}, {@code jku}, {@code x5u} and
 * {@code x5c} are not looked at, and {@code kid} is a name that means nothing unless a configured secret has it.
 */
public final class JoseHeader {

    private boolean hs256;
    private String kid = "";

    private JoseHeader() {}

    /** Returns if tokens with this header can be judged by their signature; says their {@code kid}, empty for none. */
    public static String acceptableKid(byte[] json) throws Refusal {
        JoseHeader header = new JoseHeader();
        Unsupported unsupported = new Unsupported();
        StrictJson.readUnverified(json, (name, value) -> header.member(name, value, unsupported));
        if (!header.hs256) {
            unsupported.add("alg is not HS256");
        }
        unsupported.requireNone();
        return header.kid;
    }

    private void member(String name, JsonParser value, Unsupported unsupported) throws IOException {
        switch (name) {
            case "alg" ->
                hs256 = value.currentToken() == JsonToken.VALUE_STRING
                        && value.getText().equals("HS256");
            case "kid" -> kid = value.currentToken() == JsonToken.VALUE_STRING ? value.getText() : "";
            // No extension is understood, so any crit asks for one that is not (§4.1.11); b64 would change what is
            // signed.
            case "crit", "b64", "zip" -> unsupported.add(name + " is not supported");
            default -> {}
        }
        value.skipChildren();
    }

    /** Told only when the whole header has turned out to be JSON: malformed comes first. */
    private static final class Unsupported {
        private String first;

        void add(String what) {
            first = first == null ? what : first;
        }

        void requireNone() throws Refusal {
            if (first != null) {
                throw new Refusal(Reason.UNSUPPORTED_TOKEN, first);
            }
        }
    }
}
