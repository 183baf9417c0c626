package io.stagedoor.auth.jwt.internal.source;

import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.signature.Material;
import java.util.Set;

/**
 * A key of an issuer, with the algorithms that it is pinned to.
 *
 * @param kid what a token's {@code kid} calls it; empty for nothing
 * @param ownKid whether {@code kid} came with the key. A name that only the configuration gives a key selects it, too, but does
 *     not exclude it for tokens that call their key otherwise
 * @param material the key itself
 * @param algorithms not empty; each fits the key, and is allowed for the issuer
 * @param issuer what the key itself says its issuer is; empty if it does not
 */
public record IssuerKey(String kid, boolean ownKid, Material material, Set<Algorithm> algorithms, String issuer) {

    public IssuerKey {
        algorithms = Set.copyOf(algorithms);
    }

    /** What operators know it by: its name, its algorithms, and a part of its hash unless it is a secret. */
    public String shown() {
        String print = material.fingerprint();
        return (kid.isEmpty() ? "a key without kid" : "'" + kid + "'") + " (" + Algorithm.names(algorithms, ", ")
                + (print.isEmpty() ? "" : ", sha256 " + print) + ")";
    }
}
