package io.stagedoor.auth.jwt.internal.issuer;

import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.source.IssuerKey;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An issuer as it is at one moment.
 *
 * @param keys those that can be used; empty only if all are on the web, and none were fetched that may be used
 * @param published its keys on the web, as they were when {@code keys} were read
 */
record Issuer(IssuerSettings settings, List<IssuerKey> keys, List<PublishedKeys> published) {

    Issuer {
        keys = List.copyOf(keys);
        published = List.copyOf(published);
    }

    /** Whether some of its keys are still on their way, because the first fetch is not over. */
    boolean isComing() {
        return published.stream().anyMatch(one -> one.keys().isComing());
    }

    /** Whether a key, or a place of keys on the web, is also one of another issuer. */
    boolean sharesKeys(Issuer other) {
        Set<Object> own = new HashSet<>();
        keys.forEach(key -> own.add(key.material()));
        published.forEach(one -> own.add(one.source().place()));
        return other.keys().stream().map(IssuerKey::material).anyMatch(own::contains)
                || other.published().stream().map(one -> one.source().place()).anyMatch(own::contains);
    }

    /** What is wrong with its keys on the web; the same text as long as nothing else is wrong. */
    Optional<String> problem() {
        return published.stream()
                .map(PublishedKeys::problem)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** How old its keys on the web are, and when they are fetched again; empty if it has none there. */
    Optional<String> age() {
        return published.isEmpty()
                ? Optional.empty()
                : Optional.of("issuer '" + settings.name() + "': "
                        + published.stream().map(one -> one.keys().prospect()).collect(Collectors.joining("; ")));
    }

    /** How old its keys are that cannot be fetched, and when they will be tried again; empty if there are none. */
    Optional<String> prospect() {
        return published.stream()
                .filter(one -> one.problem().isPresent())
                .map(one -> settings.name() + ": " + one.keys().prospect())
                .findFirst();
    }

    /**
     * What the log says of a token that may be signed by a key that is not known yet.
     *
     * @param isFetched whether the keys are fetched because of it
     */
    String unknown(boolean isFetched) {
        return "issuer '" + settings.name() + "': "
                + problem()
                        .orElse("the token may be signed by a new key; "
                                + (isFetched
                                        ? "the keys are being fetched"
                                        : "a client's token would have them fetched"));
    }

    /**
     * To be asked for a token that no key has signed, unless one has its name.
     *
     * @param mayFetch {@code false} for a question that must change nothing
     * @return whether the issuer may have another key for the algorithm, so that nobody can say yet whether it signed a token
     */
    boolean mayHaveMore(Algorithm algorithm, boolean mayFetch) {
        boolean mayHaveMore = false;
        if (settings.algorithms().contains(algorithm)) {
            for (PublishedKeys one : published) {
                // Each is asked: each has to be fetched.
                mayHaveMore |= mayFetch
                        ? one.keys().mayHaveMore(one.read())
                        : one.keys().mightHaveMore(one.read());
            }
        }
        return mayHaveMore;
    }
}
