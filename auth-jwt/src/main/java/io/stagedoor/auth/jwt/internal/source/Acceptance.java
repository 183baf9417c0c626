package io.stagedoor.auth.jwt.internal.source;

import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.signature.Material;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Pins a key to the algorithms that it may be used with. */
final class Acceptance {

    private Acceptance() {}

    /**
     * The algorithms of a key.
     *
     * @param own the only one that the key itself is for; {@code null} if it does not say
     * @param allowed those of the issuer
     * @return not empty
     * @throws IllegalArgumentException with the reason, if there is none
     */
    static Set<Algorithm> algorithms(Material material, @Nullable Algorithm own, Set<Algorithm> allowed) {
        Set<Algorithm> fitting = EnumSet.copyOf(material.fits());
        if (own != null) {
            if (!fitting.contains(own)) {
                throw new IllegalArgumentException("its alg " + own.shown() + " does not fit its kind or curve");
            }
            fitting = EnumSet.of(own);
        }
        Set<Algorithm> accepted = EnumSet.copyOf(fitting);
        accepted.retainAll(allowed);
        if (accepted.isEmpty()) {
            throw new IllegalArgumentException(
                    "it is for " + Algorithm.names(fitting, " or ") + ", which algorithms does not list");
        }
        return accepted;
    }
}
