package io.stagedoor.core.limit;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Those who share places. All is under its monitor. */
final class Group {

    final Key key;

    /** The only place, as most groups have it; {@code null} for none or several. */
    private @Nullable Place only;
    /** By client, in the order in which they came; {@code null} as long as there have not been several. */
    private @Nullable Map<Object, Place> several;
    /** How many wait for a store. */
    int waiting;
    /** Whether it is forgotten: whoever finds it looks for another one. */
    boolean isGone;

    Group(Key key) {
        this.key = key;
    }

    @Nullable
    Place of(Occupant who) {
        Map<Object, Place> all = several;
        if (all != null) {
            return all.get(who.key());
        }
        Place one = only;
        return one != null && one.who.key().equals(who.key()) ? one : null;
    }

    void add(Place place) {
        Map<Object, Place> all = several;
        Place one = only;
        if (all != null) {
            all.put(place.who.key(), place);
        } else if (one == null || one.who.key().equals(place.who.key())) {
            only = place;
        } else {
            several = new LinkedHashMap<>(Map.of(one.who.key(), one));
            several.put(place.who.key(), place);
            only = null;
        }
    }

    /** Whether it was there. */
    boolean remove(Place place) {
        Map<Object, Place> all = several;
        if (all != null) {
            return all.remove(place.who.key(), place);
        }
        boolean had = only == place;
        only = had ? null : only;
        return had;
    }

    Collection<Place> places() {
        Map<Object, Place> all = several;
        if (all != null) {
            return all.values();
        }
        Place one = only;
        return one == null ? List.of() : List.of(one);
    }
}
