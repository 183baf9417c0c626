package io.stagedoor.auth.roundtrip.internal;

import io.stagedoor.auth.StreamPath;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Notices that one backend is asked about streams of several applications or rooms, by one configuration or by several that name the same
 * URL. Thread-safe; a note takes no lock.
 */
final class Sharing {

    /** By URL, as long as a configuration names it. */
    private static final Map<URI, Sharing> KNOWN = new HashMap<>();

    private final URI backend;
    /** How many configurations name it; guarded by {@link #KNOWN}. */
    private int users;

    private final AtomicReference<@Nullable Place> first = new AtomicReference<>();

    /** @param told whether another one has been seen */
    private record Place(String application, String room, boolean told) {
        boolean has(StreamPath path) {
            return application.equals(path.application()) && room.equals(path.room());
        }
    }

    private Sharing(URI backend) {
        this.backend = backend;
    }

    /**
     * What is known of a backend; begins anew. {@link #leave} is due when its configuration no longer names it.
     *
     * @param backend the whole URL: one with another query may be told by it where a stream is
     */
    static Sharing join(URI backend) {
        synchronized (KNOWN) {
            Sharing sharing = KNOWN.computeIfAbsent(backend, Sharing::new);
            sharing.users++;
            sharing.first.set(null);
            return sharing;
        }
    }

    /** One configuration less names this backend. */
    void leave() {
        synchronized (KNOWN) {
            users--;
            if (users == 0) {
                KNOWN.remove(backend);
            }
        }
    }

    /** How many backends are named now. */
    static int known() {
        synchronized (KNOWN) {
            return KNOWN.size();
        }
    }

    /**
     * Notes where a stream is.
     *
     * @return where streams are, once: when the second place is seen. Without a name of a room, which clients choose and may hold anything
     */
    Optional<String> note(StreamPath path) {
        Place known = first.get();
        if (known == null) {
            Place place = new Place(path.application(), path.room(), false);
            if (first.compareAndSet(null, place)) {
                return Optional.empty();
            }
            known = first.get();
        }
        if (known == null || known.told() || known.has(path)) {
            return Optional.empty();
        }
        Place told = new Place(known.application(), known.room(), true);
        return first.compareAndSet(known, told)
                ? Optional.of(
                        known.application().equals(path.application())
                                ? "several rooms of '" + path.application() + "'"
                                : "the applications '" + known.application() + "' and '" + path.application() + "'")
                : Optional.empty();
    }
}
