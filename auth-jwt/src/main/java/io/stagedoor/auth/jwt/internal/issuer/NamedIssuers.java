package io.stagedoor.auth.jwt.internal.issuer;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.jwt.internal.signature.SharedMaterial;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The issuers that an authenticator names, as they are at one moment.
 *
 * @param usable those that have keys
 * @param unusable why the others have none, for logs
 * @param problems all that is wrong with them; clients of a usable one are judged as before
 * @param isTold whether the issuers themselves have logged all of that
 */
public record NamedIssuers(List<Issuer> usable, List<String> unusable, List<String> problems, boolean isTold) {

    /** No issuers at all. */
    public static final NamedIssuers NONE = new NamedIssuers(List.of(), List.of(), List.of(), true);

    public NamedIssuers {
        usable = List.copyOf(usable);
        unusable = List.copyOf(unusable);
        problems = List.copyOf(problems);
    }

    /**
     * The issuers of these names.
     *
     * @param secrets those of the authenticator itself: an issuer must have others, or its rules would count for nothing
     */
    public static NamedIssuers of(List<String> names, Issuers issuers, Collection<Secret> secrets) {
        List<Issuer> usable = new ArrayList<>();
        List<String> unusable = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        boolean isTold = true;
        for (String name : names) {
            Issuers.Known known = issuers.known(name);
            known.problem().ifPresent(problems::add);
            isTold &= known.problem().isEmpty() || known.isTold();
            if (known.issuer().filter(one -> sharesSecret(one, secrets)).isPresent()) {
                String shared =
                        "issuer '" + name + "' has a secret that is also one of this authenticator; give each its own";
                problems.add(shared);
                isTold = false;
                unusable.add(shared);
            } else if (known.issuer().isPresent()) {
                usable.add(known.issuer().get());
            } else {
                unusable.add(known.problem().orElse("issuer '" + name + "' has no keys"));
            }
        }
        List<String> neverAsked = neverAsked(usable);
        problems.addAll(neverAsked);
        return new NamedIssuers(usable, unusable, problems, isTold && neverAsked.isEmpty());
    }

    /** Of two issuers that have the same {@code iss} and a key in common, the first decides about each token of that key. */
    private static List<String> neverAsked(List<Issuer> usable) {
        List<String> sentences = new ArrayList<>();
        for (int later = 1; later < usable.size(); later++) {
            Issuer second = usable.get(later);
            usable.subList(0, later).stream()
                    .filter(first -> first != second && isShadow(first, second))
                    .findFirst()
                    .ifPresent(first -> sentences.add("issuer '"
                            + second.settings().name()
                            + "' has the same issuer and the same key as '"
                            + first.settings().name() + "' before it, and is never asked; make one issuer of the two"));
        }
        return sentences;
    }

    private static boolean isShadow(Issuer first, Issuer second) {
        return first.settings()
                        .rules()
                        .issuer()
                        .isSame(second.settings().rules().issuer())
                && first.sharesKeys(second);
    }

    private static boolean sharesSecret(Issuer issuer, Collection<Secret> secrets) {
        return issuer.keys().stream()
                .anyMatch(key -> key.material() instanceof SharedMaterial shared && secrets.contains(shared.secret()));
    }

    /** Whether the same tokens are accepted by these. */
    public boolean acceptsAs(NamedIssuers others) {
        return usable.equals(others.usable) && unusable.equals(others.unusable);
    }

    /** What is wrong with them, in one text; empty if nothing is. */
    public Optional<String> problem() {
        return problems.isEmpty() ? Optional.empty() : Optional.of("issuers: " + String.join("; ", problems));
    }
}
