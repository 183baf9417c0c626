package io.stagedoor.auth.jwt.internal.source;

import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** A place that keys of an issuer are in. Immutable; reading it changes nothing. */
public interface KeySource {

    /** The property that names it. */
    String property();

    /** The file that it is; empty if it is none. */
    Optional<Path> path();

    /** Whether others must not read that file. */
    boolean isSecret();

    /**
     * The keys of this moment.
     *
     * @param allowed the algorithms that the issuer may use
     * @throws IllegalArgumentException naming the property, what is wrong and what to do, if there is no key that can be used; never
     *     shows a secret
     */
    KeyReading read(Set<Algorithm> allowed);
}
