package io.stagedoor.auth.jwt.internal.issuer;

import io.stagedoor.auth.jwt.internal.remote.KeySet;
import io.stagedoor.auth.jwt.internal.remote.RemoteKeys;
import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.source.KeyReading;
import io.stagedoor.auth.jwt.internal.source.RemoteSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keys of an issuer on the web, as they were at one moment.
 *
 * @param read the set of that moment; {@code null} for none
 */
record PublishedKeys(
        RemoteSource source, RemoteKeys keys, @Nullable KeySet read) {

    PublishedKeys(RemoteSource source, RemoteKeys keys) {
        this(source, keys, keys.keys().orElse(null));
    }

    /** Whether there have never been keys that could be used. */
    boolean isNew() {
        return read == null && !keys.hasServed();
    }

    KeyReading reading(Set<Algorithm> allowed) {
        return read == null ? KeyReading.none() : source.read(read.text(), allowed);
    }

    /** What is wrong, with the name of the property; the same text as long as nothing else is wrong. */
    Optional<String> problem() {
        return keys.lastingProblem().map(problem -> source.property() + ": " + problem);
    }
}
