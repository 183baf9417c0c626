package io.stagedoor.auth.jwt.internal.token;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The token's header, RFC 7515 §4. It brings no key: {@code jwk}, {@code jku}, {@code x5u} and {@code x5c} are not looked at, and
 * {@code kid} is a name that means nothing unless a configured key has it. Immutable once it is read.
 */
public final class JoseHeader {

    private @Nullable Algorithm algorithm;
    private String kid = "";
    private boolean hasType;
    private String type = "";

    private JoseHeader() {}

    /** Reads a header that anybody may have written; refuses one that asks for what is not supported, but for its {@code alg}. */
    public static JoseHeader read(byte[] json) throws Refusal {
        JoseHeader header = new JoseHeader();
        Unsupported unsupported = new Unsupported();
        StrictJson.readUnverified(json, (name, value) -> header.member(name, value, unsupported));
        unsupported.requireNone();
        return header;
    }

    private void member(String name, JsonParser value, Unsupported unsupported) throws IOException {
        switch (name) {
            case "alg" -> algorithm = Algorithm.named(text(value)).orElse(null);
            case "kid" -> kid = text(value);
            case "typ" -> {
                hasType = true;
                type = text(value);
            }
            // No extension is understood, so any crit asks for one that is not (§4.1.11); b64 would change what is
            // signed.
            case "crit", "b64", "zip" -> unsupported.add(name + " is not supported");
            default -> {}
        }
        value.skipChildren();
    }

    private static String text(JsonParser value) throws IOException {
        return value.currentToken() == JsonToken.VALUE_STRING ? value.getText() : "";
    }

    /** How it is signed; {@code null} if {@code alg} is missing, or is not an algorithm that is known here. */
    public @Nullable Algorithm algorithm() {
        return algorithm;
    }

    /** What it calls its key; empty for nothing, and for what is not a text. */
    public String kid() {
        return kid;
    }

    /** Whether {@code typ} is there. */
    public boolean hasType() {
        return hasType;
    }

    /** What kind of token it says it is; empty for nothing, and for what is not a text. */
    public String type() {
        return type;
    }

    /** Told only when the whole header has turned out to be JSON: malformed comes first. */
    private static final class Unsupported {
        private @Nullable String first;

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
