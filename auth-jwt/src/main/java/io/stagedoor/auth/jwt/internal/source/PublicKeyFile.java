package io.stagedoor.auth.jwt.internal.source;

import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.support.property.FileProperty;
import io.stagedoor.auth.support.text.Utf8;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * A file with public keys: a public key or a certificate in PEM, or a JWK or a set of them.
 *
 * @param name what {@code kid} may call a key that comes without; empty for nothing
 */
record PublicKeyFile(FileProperty file, String name) implements KeySource {

    /** No set of keys that anybody publishes is larger. */
    private static final int MOST_BYTES = 1 << 20;

    @Override
    public String property() {
        return file.property();
    }

    @Override
    public Optional<Path> path() {
        return Optional.of(file.path());
    }

    @Override
    public boolean isSecret() {
        return false;
    }

    @Override
    public KeyReading read(Set<Algorithm> allowed) {
        KeyReading reading;
        try {
            reading = reading(
                    Utf8.text(file.content("the public keys", MOST_BYTES)).strip(), allowed);
        } catch (IllegalArgumentException e) {
            throw String.valueOf(e.getMessage()).startsWith(property() + ": ")
                    ? e
                    : wrong("the file " + e.getMessage());
        }
        if (reading.keys().isEmpty()) {
            throw wrong("the file has no key that can be used: " + reading.reasons());
        }
        return reading;
    }

    private KeyReading reading(String text, Set<Algorithm> allowed) {
        if (text.startsWith("{")) {
            return JwkSet.read(text, name, allowed);
        }
        if (text.contains(Pem.BEGIN)) {
            return Pem.read(text, name, allowed);
        }
        throw new IllegalArgumentException("is neither PEM (-----BEGIN PUBLIC KEY-----) nor a JWK set ({\"keys\":[…]});"
                + " put the issuer's public keys there");
    }

    private IllegalArgumentException wrong(String sentence) {
        return new IllegalArgumentException(property() + ": " + sentence + " (in " + file.path() + ")");
    }
}
