package io.stagedoor.core.session;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds clients by a key in constant time. Most keys have one client, so only others have a set. Thread-safe; a key without clients is
 * forgotten.
 */
final class Index<K> {

    /** By key: an {@link Entry}, or a set of them. */
    private final Map<K, Object> entries = new ConcurrentHashMap<>();

    void add(K key, Entry entry) {
        entries.compute(key, (same, there) -> there == null || there == entry ? entry : with(there, entry));
    }

    @SuppressWarnings("unchecked")
    private static Set<Entry> with(Object there, Entry entry) {
        Set<Entry> set;
        if (there instanceof Entry first) {
            set = ConcurrentHashMap.newKeySet();
            set.add(first);
        } else {
            set = (Set<Entry>) there;
        }
        set.add(entry);
        return set;
    }

    void remove(K key, Entry entry) {
        entries.computeIfPresent(key, (same, there) -> without(there, entry));
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object without(Object there, Entry entry) {
        if (there instanceof Entry) {
            return there == entry ? null : there;
        }
        Set<Entry> set = (Set<Entry>) there;
        set.remove(entry);
        return set.isEmpty() ? null : set;
    }

    /** The clients of a key at this moment; one that comes or goes meanwhile may be left out. */
    @SuppressWarnings("unchecked")
    Collection<Entry> get(K key) {
        Object there = entries.get(key);
        if (there == null) {
            return List.of();
        }
        return there instanceof Entry one ? List.of(one) : (Set<Entry>) there;
    }

    /** How many keys have clients. */
    int size() {
        return entries.size();
    }
}
