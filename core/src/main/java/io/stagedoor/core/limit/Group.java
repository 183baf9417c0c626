package io.stagedoor.core.limit;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Those who share places. All is under its monitor. */
final class Group {

    final Key key;
    private final Map<Object, Place> places = new LinkedHashMap<>(2);
    /** How many wait for a store. */
    int waiting;
    /** Whether it is forgotten: whoever finds it looks for another one. */
    boolean isGone;

    Group(Key key) {
        this.key = key;
    }

    /** By which a store knows it. */
    String stored() {
        return key.stored();
    }

    @Nullable
    Place of(Occupant who) {
        return places.get(who.key());
    }

    void add(Place place) {
        places.put(place.who.key(), place);
    }

    /** Whether it was there. */
    boolean remove(Place place) {
        return places.remove(place.who.key(), place);
    }

    Collection<Place> places() {
        return places.values();
    }
}
