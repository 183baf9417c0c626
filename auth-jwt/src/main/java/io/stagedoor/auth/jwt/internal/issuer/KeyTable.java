package io.stagedoor.auth.jwt.internal.issuer;

import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.signature.Material;
import io.stagedoor.auth.jwt.internal.source.IssuerKey;
import io.stagedoor.auth.jwt.internal.token.Bases;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The keys of several issuers, by algorithm and name. The algorithm of a token selects among keys that are pinned to it, so that a public key is
 * never taken for a secret. Immutable; thread-safe.
 */
final class KeyTable {

    private static final Keys NONE = new Keys(Map.of(), List.of(), List.of());

    private final Map<Algorithm, Keys> byAlgorithm = new EnumMap<>(Algorithm.class);

    /**
     * The keys for one algorithm.
     *
     * @param named by {@code kid}
     * @param nameless those that did not come with a {@code kid}
     */
    private record Keys(Map<String, List<Candidate>> named, List<Candidate> nameless, List<Candidate> all) {}

    KeyTable(List<Issuer> issuers) {
        for (Algorithm algorithm : Algorithm.values()) {
            Keys keys = keys(algorithm, issuers);
            if (!keys.all().isEmpty()) {
                byAlgorithm.put(algorithm, keys);
            }
        }
    }

    private static Keys keys(Algorithm algorithm, List<Issuer> issuers) {
        Map<Material, Candidate> all = new LinkedHashMap<>();
        Map<String, List<Candidate>> named = new HashMap<>();
        List<Candidate> nameless = new ArrayList<>();
        for (Issuer issuer : issuers) {
            for (IssuerKey key : issuer.keys()) {
                if (key.algorithms().contains(algorithm)) {
                    Candidate candidate = all.computeIfAbsent(
                            key.material(), material -> new Candidate(material.verifier(algorithm), new ArrayList<>()));
                    add(candidate.holders(), new Candidate.Holder(issuer, key.kid(), key.issuer(), basis(issuer, key)));
                    if (!key.kid().isEmpty()) {
                        add(named.computeIfAbsent(key.kid(), kid -> new ArrayList<>()), candidate);
                    }
                    if (!key.ownKid()) {
                        add(nameless, candidate);
                    }
                }
            }
        }
        return new Keys(named, nameless, List.copyOf(all.values()));
    }

    private static String basis(Issuer issuer, IssuerKey key) {
        return Bases.of(
                Candidate.Holder.BASIS,
                issuer.settings().rulesText(),
                key.material().identity());
    }

    /** Whether there is a key of an issuer that an allowance rests on, and the issuer's rules are the same. */
    boolean stands(String basis) {
        return byAlgorithm.values().stream()
                .flatMap(keys -> keys.all().stream())
                .flatMap(candidate -> candidate.holders().stream())
                .anyMatch(holder -> holder.basis().equals(basis));
    }

    private static <T> void add(List<T> list, T one) {
        if (list.stream().noneMatch(other -> other == one || other.equals(one))) {
            list.add(one);
        }
    }

    /** The algorithms that there are keys for. */
    Set<Algorithm> algorithms() {
        return byAlgorithm.keySet();
    }

    /** Whether a key has this name. */
    boolean isNamed(Algorithm algorithm, String kid) {
        return keys(algorithm).named().containsKey(kid);
    }

    /**
     * The keys that may have signed a token: those that have its {@code kid}; if there is none, those that did not come with a {@code kid};
     * for a token without {@code kid}, all.
     */
    List<Candidate> candidates(Algorithm algorithm, String kid) {
        Keys keys = keys(algorithm);
        return kid.isEmpty() ? keys.all() : keys.named().getOrDefault(kid, keys.nameless());
    }

    private Keys keys(Algorithm algorithm) {
        return byAlgorithm.getOrDefault(algorithm, NONE);
    }
}
