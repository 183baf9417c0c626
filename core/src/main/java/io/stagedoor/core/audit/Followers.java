package io.stagedoor.core.audit;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/** Those who read lines as they come: few, because each takes time of every decision. Thread-safe. */
final class Followers {

    static final int MOST = 4;

    private final Set<Follower> all = new CopyOnWriteArraySet<>();

    /** Never waits. */
    void tell(AuditLine line) {
        for (Follower follower : all) {
            follower.offer(line);
        }
    }

    synchronized Optional<Follower> add() {
        if (all.size() >= MOST) {
            return Optional.empty();
        }
        Follower follower = new Follower(all::remove);
        all.add(follower);
        return Optional.of(follower);
    }
}
