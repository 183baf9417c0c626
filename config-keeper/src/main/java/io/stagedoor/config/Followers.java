package io.stagedoor.config;

import io.stagedoor.auth.support.text.Redacted;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells services of other bundles what is configured. A follower is a {@link Consumer} with the service property {@value #PROPERTY}; it is
 * told types of the JDK only, so neither bundle uses a class of the other and each is updated alone:
 *
 * <ul>
 *   <li>{@code format}, a number: {@value #FORMAT}
 *   <li>{@code look}, a number that grows with each half second
 *   <li>{@code read}, whether Config Admin holds every file of {@code stagedoor/conf} that existed at the start
 *   <li>{@code applications}, how many applications are configured
 *   <li>{@code fingerprints}, by PID: a text that differs when the configuration differs, and shows nothing of it
 *   <li>{@code names}, by the name of an authenticator: the PID of its configuration
 * </ul>
 *
 * <p>Nobody is told anything before configurations whose files were removed while nobody watched are removed, too. Thread-safe.
 */
final class Followers {

    private static final Logger LOG = LoggerFactory.getLogger(Followers.class);

    /** What a follower sets to {@code configuration}. */
    static final String PROPERTY = "stagedoor.follows";

    static final int FORMAT = 1;

    private final List<Consumer<Map<String, Object>>> all = new CopyOnWriteArrayList<>();
    private volatile String complaint = "";

    void add(Consumer<Map<String, Object>> follower) {
        all.add(follower);
    }

    void remove(Consumer<Map<String, Object>> follower) {
        all.remove(follower);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Tells all of them. */
    void tell(Scan scan, long look, boolean read) {
        Map<String, Object> news = Map.of(
                "format",
                FORMAT,
                "look",
                look,
                "read",
                read,
                "applications",
                Configured.applications(scan),
                "revocations",
                Configured.revocations(scan),
                "fingerprints",
                Map.copyOf(Configured.fingerprints(scan)),
                "names",
                Map.copyOf(Configured.names(scan)));
        for (Consumer<Map<String, Object>> follower : all) {
            try {
                follower.accept(news);
            } catch (RuntimeException e) { // the others have no part in it
                if (!e.toString().equals(complaint)) {
                    complaint = e.toString();
                    LOG.warn("Could not tell another bundle what is configured: {}", Redacted.of(complaint));
                }
            }
        }
    }
}
