package io.stagedoor.auth.jwt.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The claims that are looked at, as the token has them, not yet judged. Each is {@code null} when it is absent. A list is empty
 * when the claim is there and says nothing, or is neither a string nor an array of strings.
 */
final class Claims {

    NumericDate expiry;
    boolean hasNotBefore;
    NumericDate notBefore;
    String issuer;
    String subject;
    String name;
    List<String> roles;
    List<String> transports;
    List<String> rooms;

    /** The claims that are looked at. */
    static final List<String> NAMES =
            List.of("exp", "nbf", "iss", "sub", "name", "roles", "red5-transport", "red5-room");

    static Claims read(byte[] json) throws Refusal {
        Claims plain = PlainClaims.read(json);
        return plain == null ? readStrictly(json) : plain;
    }

    static Claims readStrictly(byte[] json) throws Refusal {
        Claims claims = new Claims();
        StrictJson.readPayload(json, claims::member);
        return claims;
    }

    /** Takes a text; {@code false} if nothing is taken, because the claim is not a text as a rule. */
    boolean text(String claim, String value) {
        switch (claim) {
            case "iss" -> issuer = value;
            case "sub" -> subject = value;
            case "name" -> name = value;
            case "roles" -> roles = parts(value);
            case "red5-transport" -> transports = parts(value);
            case "red5-room" -> rooms = parts(value);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Takes a whole number; {@code false} if nothing is taken, because the claim is not a number as a rule. */
    boolean number(String claim, long value) {
        switch (claim) {
            case "exp" -> expiry = NumericDate.of(value);
            case "nbf" -> {
                hasNotBefore = true;
                notBefore = NumericDate.of(value);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void member(String claim, JsonParser value) throws IOException {
        switch (claim) {
            case "exp" -> expiry = NumericDate.read(value);
            case "nbf" -> {
                hasNotBefore = true;
                notBefore = NumericDate.read(value);
            }
            case "iss" -> issuer = text(value);
            case "sub" -> subject = value.currentToken() == JsonToken.VALUE_NUMBER_INT ? value.getText() : text(value);
            case "name" -> name = text(value);
            case "roles" -> roles = list(value);
            case "red5-transport" -> transports = list(value);
            case "red5-room" -> rooms = list(value);
            default -> {}
        }
        value.skipChildren();
    }

    private static String text(JsonParser value) throws IOException {
        return value.currentToken() == JsonToken.VALUE_STRING ? value.getText() : null;
    }

    private static List<String> list(JsonParser value) throws IOException {
        if (value.currentToken() == JsonToken.VALUE_STRING) {
            return parts(value.getText());
        }
        List<String> parts = new ArrayList<>(4);
        if (value.currentToken() == JsonToken.START_ARRAY && !readStrings(value, parts)) {
            return List.of();
        }
        return parts;
    }

    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>(4);
        int from = 0;
        for (int comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', from)) {
            addPart(text.substring(from, comma), parts);
            from = comma + 1;
        }
        addPart(text.substring(from), parts);
        return parts;
    }

    /** Reads to the end of the array. Its strings are parts already, and are not split again. */
    private static boolean readStrings(JsonParser array, List<String> parts) throws IOException {
        boolean strings = true;
        while (array.nextToken() != JsonToken.END_ARRAY) {
            if (array.currentToken() == JsonToken.VALUE_STRING) {
                addPart(array.getText(), parts);
            } else {
                strings = false;
                array.skipChildren();
            }
        }
        return strings;
    }

    private static void addPart(String part, List<String> parts) {
        String bare = part.strip();
        if (!bare.isEmpty()) {
            parts.add(bare);
        }
    }
}
