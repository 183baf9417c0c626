package io.stagedoor.auth.jwt.internal.source;

import io.stagedoor.auth.jwt.internal.remote.KeyPlace;
import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import java.util.Set;

/**
 * A place on the web that keys of an issuer are at. Immutable.
 *
 * @param property the property that names it
 * @param name what {@code kid} may call a key that comes without; empty for nothing
 */
public record RemoteSource(String property, KeyPlace place, String name) {

    /**
     * The keys in a set that was fetched.
     *
     * @param allowed the algorithms that the issuer may use
     * @throws IllegalArgumentException saying of the document what is wrong with it, if there is no key that can be used
     */
    public KeyReading read(String text, Set<Algorithm> allowed) {
        KeyReading reading = readAll(text, allowed);
        if (reading.keys().isEmpty()) {
            throw new IllegalArgumentException("the document has no key that can be used: " + reading.reasons());
        }
        return reading;
    }

    /**
     * The same, though there may be no key that can be used.
     *
     * @throws IllegalArgumentException saying of the document what is wrong with it as a whole
     */
    public KeyReading readAll(String text, Set<Algorithm> allowed) {
        try {
            return JwkSet.read(text, name, allowed);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the document " + e.getMessage(), e);
        }
    }
}
