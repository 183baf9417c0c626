package io.stagedoor.auth.jwt.internal.remote;

import io.stagedoor.auth.support.http.NoAnswer;
import io.stagedoor.auth.support.http.Workers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A set of keys as it was fetched. As long as the provider publishes the same, it is the same object. Immutable.
 *
 * @param from where it came from
 * @param text the JWK set
 */
public record KeySet(URI from, String text) {

    private static final String THREADS = "stagedoor-jwt-trial";

    /**
     * The set at a place, fetched once, for somebody who tries a configuration. Nobody has looked yet whether a key in it can be used. Blocks for five
     * seconds at most, and keeps nothing.
     *
     * @throws NoAnswer saying why there is none
     */
    public static KeySet fetch(KeyPlace place, Access access) throws NoAnswer {
        Retrieval.Fetched fetched =
                Retrieval.of(place, access, new Workers(THREADS), Times.SYSTEM).fetch(null, "");
        return new KeySet(fetched.from(), fetched.text().orElseThrow());
    }

    /** The SHA-256 of the text, in hexadecimal. */
    public String sha256() {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
