package io.stagedoor.auth.jwt.internal.issuer;

import io.stagedoor.auth.jwt.internal.remote.KeyPlace;
import io.stagedoor.auth.jwt.internal.remote.RemoteKeys;
import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.source.IssuerKey;
import io.stagedoor.auth.jwt.internal.status.KeyStatus;
import io.stagedoor.auth.jwt.internal.status.PlaceStatus;
import io.stagedoor.auth.jwt.internal.status.View;
import io.stagedoor.auth.support.InForce;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What operators see of an issuer. Any thread looks; one at a time says which keys there are. */
final class Observed {

    private final InForce<Issuer> inForce;
    /** By {@link System#nanoTime}, since when each key has been there. */
    private volatile Map<IssuerKey, Long> since = Map.of();

    Observed(InForce<Issuer> inForce) {
        this.inForce = inForce;
    }

    /** These are the keys from now on. */
    void keysAre(List<IssuerKey> keys) {
        long now = System.nanoTime();
        Map<IssuerKey, Long> before = since;
        Map<IssuerKey, Long> next = new HashMap<>();
        keys.forEach(key -> next.put(key, before.getOrDefault(key, now)));
        since = next;
    }

    /** This moment. */
    View view() {
        InForce.State<Issuer> now = inForce.now();
        String problem = now.problem() == null ? "" : now.problem();
        Issuer issuer = now.judge();
        return issuer == null
                ? new View("", "", problem, List.of(), List.of())
                : new View(
                        issuer.settings().name(),
                        issuer.settings().rules().issuer().written(),
                        problem,
                        issuer.keys().stream().map(this::key).toList(),
                        issuer.published().stream().map(Observed::place).toList());
    }

    private KeyStatus key(IssuerKey key) {
        long now = System.nanoTime();
        return new KeyStatus(
                key.kid(),
                key.material().kind(),
                Algorithm.names(key.algorithms(), ", "),
                key.material().fingerprint(),
                Duration.ofNanos(now - since.getOrDefault(key, now)).toSeconds());
    }

    private static PlaceStatus place(PublishedKeys published) {
        RemoteKeys keys = published.keys();
        return new PlaceStatus(
                published.source().property(),
                KeyPlace.shown(published.source().place().first()),
                new PlaceStatus.Fetches(
                        keys.lastRefresh()
                                .map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString())
                                .orElse(""),
                        keys.age().map(Duration::toSeconds).orElse(-1L),
                        keys.failures(),
                        keys.untilNext().toSeconds()),
                new PlaceStatus.Unknown(keys.unknown(), keys.unanswered()));
    }
}
