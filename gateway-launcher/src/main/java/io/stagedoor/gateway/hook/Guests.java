package io.stagedoor.gateway.hook;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Everybody who is in at other servers. The gateway's process keeps them, so that nobody is forgotten while bundles are replaced, and offers them to bundles as a
 * service. Thread-safe; nothing here waits.
 */
public final class Guests {

    private final int most;
    private final ConcurrentMap<String, Guest> all = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Map<String, Object>> players = new ConcurrentHashMap<>();

    /** @param most how many guests one server may have at a time; more are not taken */
    public Guests(int most) {
        this.most = most;
    }

    /**
     * Somebody begins.
     *
     * @param server that he is at
     * @param key by what that server tells him from others
     * @param facts as of {@link Guest#facts}
     * @return empty if the server has too many, or somebody of this key
     */
    public Optional<Guest> add(String server, String key, Map<String, Object> facts) {
        AtomicInteger count = Objects.requireNonNull(counts.computeIfAbsent(server, name -> new AtomicInteger()));
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            return Optional.empty();
        }
        Guest guest = new Guest(name(server, key), facts, Instant.now());
        if (all.putIfAbsent(guest.key(), guest) != null) {
            count.decrementAndGet();
            return Optional.empty();
        }
        return Optional.of(guest);
    }

    /** Whether a server has as many as it may. */
    public boolean isFull(String server) {
        AtomicInteger count = counts.get(server);
        return count != null && count.get() >= most;
    }

    /** Somebody at a server; empty if there is nobody of the key. */
    public Optional<Guest> find(String server, String key) {
        return Optional.ofNullable(all.get(name(server, key)));
    }

    /** Whether somebody is there still. */
    public boolean has(Guest guest) {
        return all.get(guest.key()) == guest;
    }

    /**
     * Somebody is gone.
     *
     * @return {@code false} if he was already
     */
    public boolean remove(Guest guest) {
        if (!all.remove(guest.key(), guest)) {
            return false;
        }
        AtomicInteger count = counts.get(guest.key().substring(0, guest.key().indexOf('/')));
        if (count != null) {
            count.decrementAndGet();
        }
        return true;
    }

    /** Visits everybody. One who comes or goes meanwhile may be left out. */
    public void forEach(Consumer<Guest> visitor) {
        all.values().forEach(visitor);
    }

    /** How many there are. */
    public int size() {
        return all.size();
    }

    /** What is kept of players whose requests a web server asks about; bundles say how. */
    public ConcurrentMap<String, Map<String, Object>> players() {
        return players;
    }

    /** The names of servers have no slash. */
    private static String name(String server, String key) {
        return server + "/" + key;
    }
}
