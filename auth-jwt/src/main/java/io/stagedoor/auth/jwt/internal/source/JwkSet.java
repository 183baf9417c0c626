package io.stagedoor.auth.jwt.internal.source;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.token.Refusal;
import io.stagedoor.auth.jwt.internal.token.StrictJson;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A set of JWKs, or one JWK (RFC 7517 §5, §4). A key that cannot be used is left out, with a remark. */
final class JwkSet {

    private static final int MOST_KEYS = 1000;
    private static final String KEYS = "keys";

    private JwkSet() {}

    /**
     * The keys of the set.
     *
     * @param name what the configuration calls a key that comes without {@code kid}; empty for nothing
     * @throws IllegalArgumentException saying of the file what is wrong with it
     */
    static KeyReading read(String json, String name, Set<Algorithm> allowed) {
        Map<String, Object> top = parse(json);
        List<?> jwks = top.get(KEYS) instanceof List<?> list ? list : top.containsKey("kty") ? List.of(top) : null;
        if (jwks == null) {
            throw new IllegalArgumentException("is neither a JWK set nor a JWK: it has no \"keys\" and no \"kty\"");
        }
        if (jwks.size() > MOST_KEYS) {
            throw new IllegalArgumentException("has more than " + MOST_KEYS + " keys");
        }
        List<IssuerKey> keys = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        for (Object one : jwks) {
            Jwk jwk = new Jwk(one instanceof Map<?, ?> map ? map : Map.of());
            try {
                keys.add(jwk.key(name, allowed));
            } catch (IllegalArgumentException e) {
                remarks.add(jwk.shown() + ": " + e.getMessage());
            }
        }
        return new KeyReading(keys, remarks);
    }

    private static Map<String, Object> parse(String json) {
        try {
            // For duplicate names, which the other parser lets pass in places.
            StrictJson.readVerified(json.getBytes(StandardCharsets.UTF_8), (member, value) -> value.skipChildren());
            return JSONObjectUtils.parse(json);
        } catch (Refusal | ParseException e) {
            throw new IllegalArgumentException("is not one JSON object in strict form; copy it again", e);
        }
    }
}
