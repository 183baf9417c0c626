package io.stagedoor.core.limit;

import io.stagedoor.auth.Action;
import java.util.List;
import java.util.Optional;

/** What came of a client that wants a place. */
public sealed interface Taking {

    /** It has one. */
    final class Taken implements Taking {

        final Place place;
        /** Whether it had it before. */
        final boolean isOld;
        /** Of those who give way, in place of the first of whom it is. */
        final List<Place> before;
        /** How many streams the client begins with it. */
        final int begins;

        Taken(Place place, boolean isOld, List<Place> before, int begins) {
            this.place = place;
            this.isOld = isOld;
            this.before = before;
            this.begins = begins;
        }

        /** For what the place is; empty for anything. */
        public Optional<Action> action() {
            return place.action;
        }

        /** Who has to go, because it gives way; mostly nobody. Who had nothing any more to hold a place with may stay without one. */
        public List<Occupant> displaced() {
            return before.isEmpty()
                    ? List.of()
                    : before.stream()
                            .filter(gone -> !gone.isOver)
                            .map(gone -> gone.who)
                            .toList();
        }
    }

    /** All are taken, and nobody gives way. */
    record Full() implements Taking {}

    /**
     * Nobody can say.
     *
     * @param why for operators
     */
    record Unknown(String why) implements Taking {}
}
