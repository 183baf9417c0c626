package io.stagedoor.auth.jwt.internal.issuer;

import io.stagedoor.auth.jwt.internal.remote.Access;
import io.stagedoor.auth.jwt.internal.remote.Fetcher;
import io.stagedoor.auth.jwt.internal.remote.RemoteKeys;
import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.source.RemoteSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The keys on the web that one issuer has, or had until those of its new settings are there. For one thread at a time. */
final class Publications {

    private final Fetcher fetcher;
    private final Runnable told;
    private final Map<Wanted, RemoteKeys> fetched = new HashMap<>();

    /** As long as this is the same, the same keys are fetched. */
    private record Wanted(RemoteSource source, Access access, Set<Algorithm> algorithms) {}

    /** @param told on the fetching thread, after each fetch, and when keys have become too old */
    Publications(Fetcher fetcher, Runnable told) {
        this.fetcher = fetcher;
        this.told = told;
    }

    /** The keys that the settings name, as they are at this moment. They are fetched from now on. */
    List<PublishedKeys> of(IssuerSettings settings, Access access) {
        return settings.sources().remotes().stream()
                .map(source -> new PublishedKeys(
                        source,
                        fetched.computeIfAbsent(new Wanted(source, access, settings.algorithms()), this::begin)))
                .toList();
    }

    private RemoteKeys begin(Wanted wanted) {
        RemoteSource source = wanted.source();
        RemoteKeys keys = fetcher.keys(source.place(), wanted.access(), text -> source.read(text, wanted.algorithms()));
        fetcher.begin(keys, told);
        return keys;
    }

    /** Fetches no others any more than these. */
    void retain(Collection<PublishedKeys> used) {
        fetched.values().removeIf(keys -> {
            boolean isUnused = used.stream().noneMatch(one -> one.keys() == keys);
            if (isUnused) {
                fetcher.end(keys);
            }
            return isUnused;
        });
    }
}
