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

        @Override
        public String toString() {
            return "'" + (room.isEmpty() ? application : application + "/" + room) + "'";
        }
    }

    /**
     * Notes where a stream is.
     *
     * @return two places, once: when the second one is seen
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
                ? Optional.of(told + " and " + new Place(path.application(), path.room(), true))
                : Optional.empty();
    }

    /** Begins anew. */
    void forget() {
        first.set(null);
    }
}
