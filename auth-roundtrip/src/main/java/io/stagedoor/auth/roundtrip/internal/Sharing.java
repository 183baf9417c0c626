package io.stagedoor.auth.roundtrip.internal;

import io.stagedoor.auth.StreamPath;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Notices that one backend is asked about streams of several applications or rooms. Thread-safe, without a lock. */
final class Sharing {

    private final AtomicReference<Place> first = new AtomicReference<>();

    /** @param told whether another one has been seen */
    private record Place(String application, String room, boolean told) {
        boolean has(StreamPath path) {
            return application.equals(path.application()) && room.equals(path.room());
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

    /** Begins anew. */
    void forget() {
        first.set(null);
    }
}
