package io.stagedoor.core.routing;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What the bundle that keeps the configuration says of it: types of the JDK, so that neither bundle uses a class of the other. What it said
 * last counts while it is away. Thread-safe.
 */
@Component(
        service = {Configured.class, Consumer.class},
        property = "stagedoor.follows=configuration")
public final class Configured implements Consumer<Map<String, Object>> {

    private static final int FORMAT = 1;

    /** The keeper speaks twice a second; on a busy machine it may be late. */
    static final long SILENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private final Router router;
    private final LongSupplier nanoTime;
    private volatile long told;
    private volatile State state = new State(false, false, 0, 0, 0);

    /** @param look the number of the half second that was told last */
    private record State(boolean isKept, boolean isRead, int applications, int revocations, long look) {}

    /** Nothing is known yet. */
    @Activate
    public Configured(@Reference Router router) {
        this(router, System::nanoTime);
    }

    Configured(Router router, LongSupplier nanoTime) {
        this.router = router;
        this.nanoTime = nanoTime;
    }

    /**
     * Takes note of what is configured.
     *
     * @throws IllegalArgumentException if the format is unknown, or an entry is missing or has another type
     */
    @Override
    @SuppressWarnings("unchecked")
    public synchronized void accept(Map<String, Object> news) {
        try {
            if (entry(news, "format", Integer.class) != FORMAT) {
                throw new IllegalArgumentException("unknown format " + news.get("format") + ": replace core.jar, too");
            }
            State next = new State(
                    true,
                    entry(news, "read", Boolean.class),
                    entry(news, "applications", Integer.class),
                    // A keeper of before knew of none.
                    news.get("revocations") instanceof Integer revocations ? revocations : 0,
                    entry(news, "look", Long.class));
            router.named((Map<String, String>) entry(news, "names", Map.class));
            // Whoever renames a file removes a configuration for a moment: looks are half a second apart.
            if (!state.isKept() || state.look() != next.look()) {
                router.lookAt((Map<String, String>) entry(news, "fingerprints", Map.class));
                router.lookAtApplications(next.applications());
            }
            state = next;
            told = nanoTime.getAsLong();
        } catch (ClassCastException | NullPointerException e) {
            throw new IllegalArgumentException("an entry is missing or has another type", e);
        }
    }

    private static <T> T entry(Map<String, Object> news, String name, Class<T> type) {
        return Objects.requireNonNull(type.cast(news.get(name)), name);
    }

    /** Whether the keeper has started since this bundle did: before, configuration may be in force whose file was removed. */
    public boolean isKept() {
        return state.isKept();
    }

    /** Whether the keeper has started, and has said nothing for ten seconds: it is away. */
    public boolean isSilent() {
        return state.isKept() && nanoTime.getAsLong() - told > SILENCE_NANOS;
    }

    /** How many configurations of revocations there are. */
    public int revocations() {
        return state.revocations();
    }

    /** Whether all files are in Config Admin, and all applications are known to the router. */
    public boolean isInForce() {
        State now = state;
        return now.isKept() && now.isRead() && router.applications() >= now.applications();
    }
}
