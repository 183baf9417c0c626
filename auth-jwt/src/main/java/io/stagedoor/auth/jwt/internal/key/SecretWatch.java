package io.stagedoor.auth.jwt.internal.key;

import io.stagedoor.auth.support.Settled;
import io.stagedoor.auth.support.Watch;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows secrets: reads them at once, and where one is in a file again and again, by content. {@link #follow} and {@link #close}
 * are for one thread at a time.
 */
public final class SecretWatch implements AutoCloseable {

    private static final Duration PERIOD = Duration.ofMillis(250);

    private final Clock clock;
    private final BiConsumer<SecretSettings, Reading> listener;
    private @Nullable Watch watch;

    /** What was read: secrets, or why there are none. */
    public record Reading(
            SecretSettings.@Nullable Secrets secrets,
            @Nullable String problem) {
        static Reading of(SecretSettings settings, Clock clock) {
            try {
                return new Reading(settings.read(clock.instant()), null);
            } catch (IllegalArgumentException e) {
                return new Reading(null, e.getMessage());
            }
        }
    }

    /**
     * @param listener told on another thread when a secret is another than before; the settings tell whether that is
     *     still of interest
     */
    public SecretWatch(Clock clock, BiConsumer<SecretSettings, Reading> listener) {
        this.clock = clock;
        this.listener = listener;
    }

    /** Follows the secrets of these settings from now on, and no others. */
    public Reading follow(SecretSettings settings) {
        stop();
        Reading first = Reading.of(settings, clock);
        if (settings.inFiles()) {
            watch = Watch.of(
                    "stagedoor-jwt-secret",
                    PERIOD,
                    new Settled<>(() -> Reading.of(settings, clock), first),
                    first,
                    reading -> listener.accept(settings, reading));
        }
        return first;
    }

    /** Follows nothing any more. */
    public void stop() {
        if (watch != null) {
            watch.stop();
            watch = null;
        }
    }

    /** When this returns, no thread of this bundle is left, unless a file system keeps it. */
    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
    }
}
