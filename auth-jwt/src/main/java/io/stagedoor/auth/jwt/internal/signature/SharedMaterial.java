package io.stagedoor.auth.jwt.internal.signature;

import io.stagedoor.auth.Secret;
import java.util.List;

/**
 * A shared secret.
 *
 * @param secret long enough for HS256
 */
public record SharedMaterial(Secret secret) implements Material {

    @Override
    public List<Algorithm> fits() {
        return Algorithm.all(algorithm -> algorithm.isForSecrets() && secret.length() >= algorithm.leastSecretBytes());
    }

    @Override
    public Verifier verifier(Algorithm algorithm) {
        return new HmacVerifier(algorithm, secret);
    }

    @Override
    public String kind() {
        return "secret";
    }

    @Override
    public byte[] identity() {
        return secret.bytes();
    }

    @Override
    public String fingerprint() {
        return "";
    }
}
