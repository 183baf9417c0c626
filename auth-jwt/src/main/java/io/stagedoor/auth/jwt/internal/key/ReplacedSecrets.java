package io.stagedoor.auth.jwt.internal.key;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.key.SecretAge;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that ceased to be the current one while this was there to see it. Nothing of it is written anywhere: after a
 * restart nobody knows when a secret was replaced, and guessing could make it good again each time. For one thread at a time.
 */
public final class ReplacedSecrets {

    private static final int MOST = 4;

    private final Deque<Replaced> latestFirst = new ArrayDeque<>();
    private @Nullable Secret current;
    private String currentId = "";
    private @Nullable SecretAge age;

    /**
     * A secret that was replaced.
     *
     * @param id what {@code kid} called it; empty for nothing
     * @param listed whether a configuration has listed it since, which then says alone how long it is accepted
     */
    record Replaced(String id, Secret secret, Instant at, boolean listed) {}

    /** These secrets are in force from now on. Looks at the file of the current one, if it has one and is new. */
    public void inForce(SecretSettings settings, SecretSettings.Secrets secrets, Instant now) {
        if (current != null && !current.equals(secrets.current())) {
            latestFirst.addFirst(new Replaced(currentId, current, now, false));
            latestFirst.removeIf(one -> one.secret().equals(secrets.current()));
            if (latestFirst.size() > MOST) {
                latestFirst.removeLast();
            }
        }
        boolean isSame = secrets.current().equals(current)
                && age != null
                && age.property().equals(settings.current().property());
        if (!isSame) {
            age = SecretAge.of(settings.current(), now);
        }
        current = secrets.current();
        currentId = settings.id();
        markListed(secrets.previous().values());
    }

    /** No secret is in force from now on, and none of those before is accepted any more. */
    public void forget() {
        latestFirst.clear();
        current = null;
        currentId = "";
        age = null;
    }

    /** How old the current secret is; empty if there is none. */
    Optional<SecretAge> age() {
        return Optional.ofNullable(age);
    }

    /** When the secret was replaced; empty when that was not seen. */
    Optional<Instant> when(Secret secret) {
        return latestFirst.stream()
                .filter(one -> one.secret().equals(secret))
                .map(Replaced::at)
                .findFirst();
    }

    /** Those that no configuration has listed, the latest first. */
    List<Replaced> unlisted() {
        return latestFirst.stream().filter(one -> !one.listed()).toList();
    }

    /** Else, taken off the list, a secret would be accepted again. */
    private void markListed(Collection<Secret> listed) {
        List<Replaced> marked = latestFirst.stream()
                .map(one ->
                        new Replaced(one.id(), one.secret(), one.at(), one.listed() || listed.contains(one.secret())))
                .toList();
        latestFirst.clear();
        latestFirst.addAll(marked);
    }
}
