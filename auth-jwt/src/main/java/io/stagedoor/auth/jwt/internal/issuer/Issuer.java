package io.stagedoor.auth.jwt.internal.issuer;

import io.stagedoor.auth.Measure;
import io.stagedoor.auth.jwt.internal.remote.RemoteKeys;
import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.source.IssuerKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * An issuer as it is at one moment.
 *
 * @param keys those that can be used; empty only if all are on the web, and none were fetched that may be used
 * @param published its keys on the web, as they were when {@code keys} were read
 */
record Issuer(IssuerSettings settings, List<IssuerKey> keys, List<PublishedKeys> published) {

    private static final String OUTCOME = "outcome";

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

    /** What is measured of its keys on the web: of several places the oldest keys, and all fetches; none if it has none there. */
    List<Measure> measures() {
        List<Measure> measures = new ArrayList<>();
        if (published.isEmpty()) {
            return measures;
        }
        measures.add(named(Measure.gauge(
                "keys_age_seconds",
                "Time since the issuer last said that these are its keys; NaN if there are none that may be used.",
                oldest())));
        String help = "Fetches of the keys of an issuer.";
        measures.add(named(Measure.counter("key_refreshes_total", help, (double) sum(RemoteKeys::fetched)))
                .with(OUTCOME, "ok"));
        measures.add(named(Measure.counter("key_refreshes_total", help, (double) sum(RemoteKeys::failed)))
                .with(OUTCOME, "failed"));
        measures.add(named(Measure.counter(
                "unknown_keys_total", "Tokens that no key of the issuer had signed, nor had the name of.", (double)
                        sum(RemoteKeys::unknown))));
        return measures;
    }

    private Measure named(Measure measure) {
        return measure.with("issuer", cut(settings.name()));
    }

    private static String cut(String name) {
        return name.length() <= Measure.MAX_VALUE ? name : name.substring(0, Measure.MAX_VALUE);
    }

    private double oldest() {
        List<Optional<Duration>> ages =
                published.stream().map(one -> one.keys().age()).toList();
        return ages.stream().anyMatch(Optional::isEmpty)
                ? Double.NaN
                : ages.stream()
                        .map(Optional::orElseThrow)
                        .max(Comparator.naturalOrder())
                        .map(age -> (double) age.toSeconds())
                        .orElse(0.0);
    }

    private long sum(ToLongFunction<RemoteKeys> count) {
        return published.stream().map(PublishedKeys::keys).mapToLong(count).sum();
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
