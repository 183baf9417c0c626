package io.stagedoor.auth.jwt.internal.token;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.stagedoor.auth.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The claims that are looked at, as the token has them, not yet judged. Each is {@code null} when it is absent. A list has no part
 * when the claim is there and says nothing, or is neither a string nor an array of strings.
 */
public final class Claims {

    @Nullable
    NumericDate expiry;

    boolean hasNotBefore;

    @Nullable
    NumericDate notBefore;

    @Nullable
    String issuer;

    @Nullable
    String subject;

    @Nullable
    String tokenId;

    @Nullable
    String sessionId;

    @Nullable
    NumericDate issuedAt;

    @Nullable
    String name;

    @Nullable
    Roles roles;

    @Nullable
    Transports transports;

    @Nullable
    Rooms rooms;

    /** A claim that is a list: texts, which have no blanks around them and are not empty. */
    private interface Parts {
        void add(String text, int from, int to);

        void clear();
    }

    /** The roles; those that nobody knows only count as parts. */
    static final class Roles implements Parts {
        private static final String PUBLISHER = "red5-publisher";
        private static final String SUBSCRIBER = "red5-subscriber";

        boolean publisher;
        boolean subscriber;
        int parts;

        @Override
        public void add(String text, int from, int to) {
            publisher |= is(PUBLISHER, text, from, to);
            subscriber |= is(SUBSCRIBER, text, from, to);
            parts++;
        }

        private static boolean is(String role, String text, int from, int to) {
            return role.length() == to - from && text.startsWith(role, from);
        }

        @Override
        public void clear() {
            parts = 0;
        }
    }

    /** The transports, by the bits of their ordinals; those that nobody knows only count as parts. */
    static final class Transports implements Parts {
        int set;
        int parts;

        @Override
        public void add(String text, int from, int to) {
            Optional<Transport> transport = Transport.named(text.substring(from, to));
            if (transport.isPresent()) {
                set |= 1 << transport.get().ordinal();
            }
            parts++;
        }

        @Override
        public void clear() {
            parts = 0;
        }
    }

    /** The rooms. */
    static final class Rooms implements Parts {
        final List<String> names = new ArrayList<>(2);

        @Override
        public void add(String text, int from, int to) {
            names.add(text.substring(from, to));
        }

        @Override
        public void clear() {
            names.clear();
        }
    }

    /** The claims that are looked at. */
    static final List<String> NAMES =
            List.of("exp", "nbf", "iss", "sub", "jti", "iat", "sid", "name", "roles", "red5-transport", "red5-room");

    static Claims readStrictly(byte[] json) throws Refusal {
        Claims claims = new Claims();
        StrictJson.readVerified(json, claims::member);
        return claims;
    }

    /** The subject; empty if there is none. */
    public String subjectOrNothing() {
        return subject == null ? "" : subject;
    }

    /** When the token ends; {@code null} if {@code exp} is missing, or not a number. */
    public @Nullable NumericDate expiry() {
        return expiry;
    }

    /** Whether {@code nbf} is there. */
    public boolean hasNotBefore() {
        return hasNotBefore;
    }

    /** When the token begins; {@code null} if {@code nbf} is missing, or not a number. */
    public @Nullable NumericDate notBefore() {
        return notBefore;
    }

    /** Who made the token; {@code null} if {@code iss} is missing, or not a text. */
    public @Nullable String issuer() {
        return issuer;
    }

    /** Only the subject, of claims that nobody has signed for all we know. */
    static Claims readSubject(byte[] json) throws Refusal {
        Claims claims = new Claims();
        StrictJson.readUnverified(json, (claim, value) -> claims.only("sub", claim, value));
        return claims;
    }

    static Claims readIssuer(byte[] json) throws Refusal {
        Claims claims = new Claims();
        StrictJson.readUnverified(json, (claim, value) -> claims.only("iss", claim, value));
        return claims;
    }

    private void only(String wanted, String claim, JsonParser value) throws IOException {
        if (claim.equals(wanted)) {
            member(claim, value);
        } else {
            value.skipChildren();
        }
    }

    /** Takes a text; {@code false} if nothing is taken, because the claim is not a text as a rule. */
    boolean text(String claim, String value) {
        switch (claim) {
            case "iss" -> issuer = value;
            case "sub" -> subject = value;
            case "jti" -> tokenId = value;
            case "sid" -> sessionId = value;
            case "name" -> name = value;
            case "roles" -> roles = roles(value);
            case "red5-transport" -> transports = transports(value);
            case "red5-room" -> split(value, rooms = new Rooms());
            default -> {
                return false;
            }
        }
        return true;
    }

    /** A text and what it says. Nobody changes that. */
    private record Said<P extends Parts>(String text, P parts) {}

    /** Most tokens say the same as the one before. */
    private static volatile Said<Roles> lastRoles = new Said<>("", new Roles());

    private static volatile Said<Transports> lastTransports = new Said<>("", new Transports());

    private static Roles roles(String text) {
        Said<Roles> last = lastRoles;
        if (!last.text().equals(text)) {
            last = new Said<>(text, new Roles());
            split(text, last.parts());
            lastRoles = last;
        }
        return last.parts();
    }

    private static Transports transports(String text) {
        Said<Transports> last = lastTransports;
        if (!last.text().equals(text)) {
            last = new Said<>(text, new Transports());
            split(text, last.parts());
            lastTransports = last;
        }
        return last.parts();
    }

    /** Takes a whole number; {@code false} if nothing is taken, because the claim is not a number as a rule. */
    boolean number(String claim, long value) {
        switch (claim) {
            case "exp" -> expiry = NumericDate.of(value);
            case "iat" -> issuedAt = NumericDate.of(value);
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
            case "iat" -> issuedAt = NumericDate.read(value);
            case "nbf" -> {
                hasNotBefore = true;
                notBefore = NumericDate.read(value);
            }
            case "iss" -> issuer = text(value);
            case "sub" -> subject = value.currentToken() == JsonToken.VALUE_NUMBER_INT ? value.getText() : text(value);
            case "jti" -> tokenId = TokenHolder.id(value);
            case "sid" -> sessionId = TokenHolder.id(value);
            case "name" -> name = text(value);
            case "roles" -> list(value, roles = new Roles());
            case "red5-transport" -> list(value, transports = new Transports());
            case "red5-room" -> list(value, rooms = new Rooms());
            default -> {}
        }
        value.skipChildren();
    }

    private static @Nullable String text(JsonParser value) throws IOException {
        return value.currentToken() == JsonToken.VALUE_STRING ? value.getText() : null;
    }

    private static void list(JsonParser value, Parts parts) throws IOException {
        if (value.currentToken() == JsonToken.VALUE_STRING) {
            split(value.getText(), parts);
        } else if (value.currentToken() == JsonToken.START_ARRAY && !readStrings(value, parts)) {
            parts.clear();
        }
    }

    private static void split(String text, Parts parts) {
        int from = 0;
        for (int comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', from)) {
            add(text, from, comma, parts);
            from = comma + 1;
        }
        add(text, from, text.length(), parts);
    }

    /** Reads to the end of the array. Its strings are parts already, and are not split again. */
    private static boolean readStrings(JsonParser array, Parts parts) throws IOException {
        boolean strings = true;
        while (array.nextToken() != JsonToken.END_ARRAY) {
            if (array.currentToken() == JsonToken.VALUE_STRING) {
                String text = array.getText();
                add(text, 0, text.length(), parts);
            } else {
                strings = false;
                array.skipChildren();
            }
        }
        return strings;
    }

    private static void add(String text, int from, int to, Parts parts) {
        int begin = from;
        int end = to;
        while (begin < end && Character.isWhitespace(text.charAt(begin))) {
            begin++;
        }
        while (begin < end && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        if (begin < end) {
            parts.add(text, begin, end);
        }
    }
}
