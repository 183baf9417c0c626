package io.stagedoor.core.meter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The values that a label has: known names, and {@value #OTHER} for each else. Immutable. */
final class Names {

    static final String OTHER = "other";

    private final List<String> names;
    private final Map<String, Integer> places = new HashMap<>();
    private final int other;

    Names(List<String> known) {
        names = new ArrayList<>(known);
        names.add(OTHER);
        other = known.size();
        for (int i = 0; i < known.size(); i++) {
            places.put(known.get(i), i);
        }
    }

    int size() {
        return other + 1;
    }

    /** The place of a name; that of {@value #OTHER} for one that is not known. */
    int place(String name) {
        Integer place = places.get(name);
        return place == null ? other : place;
    }

    String name(int place) {
        return names.get(place);
    }
}
