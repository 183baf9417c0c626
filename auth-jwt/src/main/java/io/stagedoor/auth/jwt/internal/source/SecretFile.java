package io.stagedoor.auth.jwt.internal.source;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.signature.SharedMaterial;
import io.stagedoor.auth.support.key.SecretSource;
import io.stagedoor.auth.support.key.SigningKey;
import io.stagedoor.auth.support.property.FileProperty;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A file with a secret that the issuer signs its tokens with.
 *
 * @param name what {@code kid} may call it; empty for nothing
 */
record SecretFile(FileProperty file, String name) implements KeySource {

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
        return true;
    }

    @Override
    public KeyReading read(Set<Algorithm> allowed) {
        Set<Algorithm> wanted = allowed.stream()
                .filter(Algorithm::isForSecrets)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Algorithm.class)));
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException(property()
                    + ": a secret is for HS256, HS384 or HS512, and algorithms has none of them; add the one that the"
                    + " issuer signs with");
        }
        Secret secret = new SecretSource.InFile(file).read();
        SharedMaterial material = new SharedMaterial(secret);
        List<Algorithm> tooShort = wanted.stream()
                .filter(algorithm -> !material.fits().contains(algorithm))
                .toList();
        if (!tooShort.isEmpty()) {
            throw new IllegalArgumentException(property() + ": the secret is shorter than the "
                    + tooShort.get(0).leastSecretBytes() + " bytes that "
                    + tooShort.get(0).shown() + " needs; use a longer one, or remove it from algorithms (in "
                    + file.path() + ")");
        }
        return new KeyReading(
                List.of(new IssuerKey(name, false, material, wanted, "")),
                SigningKey.remarks(secret).stream()
                        .map(odd -> property() + ": " + odd)
                        .toList());
    }
}
