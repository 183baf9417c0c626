package io.stagedoor.core.routing;

import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was told of the configuration in the last two looks. An authenticator that this bundle has never seen is known by it: its
 * configuration may have been removed while this bundle was away. Thread-safe.
 */
final class Told {

    /** @param names of the authenticators that are configured */
    private record Look(Set<String> names, Set<String> fingerprints) {

        boolean knows(String name, String fingerprint) {
            return names.contains(name) || fingerprints.contains(fingerprint);
        }
    }

    /** {@code before} is null until there were two. */
    private record Looks(@Nullable Look before, @Nullable Look last) {}

    private volatile Looks looks = new Looks(null, null);

    synchronized void look(Set<String> names, Collection<String> fingerprints) {
        looks = new Looks(looks.last(), new Look(Set.copyOf(names), Set.copyOf(fingerprints)));
    }

    /**
     * Whether no configuration makes an authenticator of the name, and none is what it was made of. Whoever renames a file removes a
     * configuration for a moment: looks are half a second apart.
     */
    boolean isUnknown(String name, String fingerprint) {
        Looks now = looks;
        Look before = now.before();
        Look last = now.last();
        return before != null && last != null && !before.knows(name, fingerprint) && !last.knows(name, fingerprint);
    }
}
