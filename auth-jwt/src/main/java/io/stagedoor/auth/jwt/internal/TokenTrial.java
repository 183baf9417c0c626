package io.stagedoor.auth.jwt.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.jwt.internal.issuer.NamedIssuers;
import io.stagedoor.auth.jwt.internal.key.KeyRing;
import io.stagedoor.auth.jwt.internal.token.CompactJws;
import io.stagedoor.auth.jwt.internal.token.Refusal;
import io.stagedoor.auth.jwt.internal.token.StrictJson;
import io.stagedoor.auth.support.property.Properties;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** Judges a token that somebody tries before a server sees it, as a JWT authenticator with issuers and without a secret does. */
public final class TokenTrial {

    private static final String APPLICATION = "live";

    private TokenTrial() {}

    /**
     * What the authenticator would answer a client that connects by RTMP.
     *
     * @param room that the client connects to; empty for none
     */
    public static Decision judge(NamedIssuers issuers, Secret token, String room, Instant now) {
        Settings settings = Settings.of(new Properties(JwtConfig.class, Map.of("name", "trial", "issuers", "trial")));
        ConnectRequest request = ConnectRequest.builder(
                        "trial", Protocol.RTMP, new StreamPath(APPLICATION, room, ""), now)
                .credentials(Credentials.of(null, null, token.reveal()))
                .build();
        return new TokenJudge(settings, KeyRing.NONE, issuers).judge(request, now);
    }

    /**
     * The claims of a token as conditions name and see them: a text, or its parts with commas between them; of an object the names of its members, and
     * these by JSON pointers. Nobody has verified them.
     *
     * @return by name or pointer; empty if the token cannot be read
     */
    public static Map<String, String> claims(Secret token) {
        Map<String, String> claims = new LinkedHashMap<>();
        try {
            StrictJson.readUnverified(
                    CompactJws.of(token.bytes()).payload(),
                    (name, value) -> add(name, "/" + escaped(name), value, claims));
        } catch (Refusal e) { // judging it says the same
            return Map.of();
        }
        return claims;
    }

    /** Leaves the parser on the last token of the value. */
    private static void add(String name, String pointer, JsonParser value, Map<String, String> claims)
            throws IOException {
        switch (value.currentToken()) {
            case START_ARRAY -> claims.put(name, items(value));
            case START_OBJECT -> {
                StringJoiner members = new StringJoiner(", ", "{", "}");
                claims.put(name, "");
                for (String member = value.nextFieldName(); member != null; member = value.nextFieldName()) {
                    members.add(member);
                    value.nextToken();
                    String inside = pointer + "/" + escaped(member);
                    add(inside, inside, value, claims);
                }
                claims.put(name, members.toString());
            }
            default -> claims.put(name, value.getText());
        }
    }

    /** RFC 6901 §3. */
    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static String items(JsonParser array) throws IOException {
        StringJoiner items = new StringJoiner(", ");
        for (JsonToken next = array.nextToken(); next != JsonToken.END_ARRAY; next = array.nextToken()) {
            if (next.isScalarValue()) {
                items.add(array.getText());
            } else {
                array.skipChildren();
            }
        }
        return items.toString();
    }
}
