package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.Settled;
import io.stagedoor.auth.support.Watch;
import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * Follows a secret: reads it at once, and where it is in a file again and again, by content. {@link #follow} and {@link #close}
 * are for one thread at a time.
 */
final class SecretWatch implements AutoCloseable {

    private static final Duration PERIOD = Duration.ofMillis(250);

    private final BiConsumer<SecretSource, Reading> listener;
    private Watch watch;

    /** What a secret's source said: a secret, or why there is none. */
    record Reading(Secret secret, String problem) {
        static Reading of(SecretSource source) {
            try {
                return new Reading(source.read(), null);
            } catch (IllegalArgumentException e) {
                return new Reading(null, e.getMessage());
            }
        }
    }

    /**
     * @param listener told on another thread when the source says something else than before; the source tells whether that is
     *     still of interest
     */
    SecretWatch(BiConsumer<SecretSource, Reading> listener) {
        this.listener = listener;
    }

    /** Follows this source from now on, and no other. */
    Reading follow(SecretSource source) {
        if (watch != null) {
            watch.stop();
            watch = null;
        }
        Reading first = Reading.of(source);
        if (source instanceof SecretSource.InFile) {
            watch = Watch.of(
                    "stagedoor-jwt-secret",
                    PERIOD,
                    new Settled<>(() -> Reading.of(source), first),
                    first,
                    reading -> listener.accept(source, reading));
        }
        return first;
    }

    /** When this returns, no thread of this bundle is left, unless a file system keeps it. */
    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
    }
}
