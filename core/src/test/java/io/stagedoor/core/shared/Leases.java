package io.stagedoor.core.shared;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A shared state that has places only, whose answers can be late or missing. */
public final class Leases implements SharedState {

    public final Map<String, Set<String>> groups = new ConcurrentHashMap<>();
    /** Whether other servers have places there, too. */
    public volatile boolean isShared = true;
    /** How many places were taken at once at most, of one group. */
    public final AtomicInteger peak = new AtomicInteger();
    /** Why it does not work; empty if it does. */
    public volatile Optional<String> broken = Optional.empty();
    /** What answers wait for; {@code null} for nothing. */
    public volatile CompletableFuture<Void> gate;

    @Override
    public boolean isShared() {
        return isShared;
    }

    public int taken() {
        return groups.values().stream().mapToInt(Set::size).sum();
    }

    @Override
    public CompletionStage<Boolean> lease(String kind, String group, String member, Duration ttl, int most) {
        Bounds.name(kind);
        Bounds.key(group);
        Bounds.key(member);
        if (broken.isPresent()) {
            return CompletableFuture.failedFuture(new SharedStateException(broken.get()));
        }
        CompletableFuture<Void> late = gate;
        return late == null
                ? CompletableFuture.completedFuture(take(group, member, most))
                : late.thenApply(go -> take(group, member, most));
    }

    private boolean take(String group, String member, int most) {
        boolean[] got = new boolean[1];
        groups.compute(group, (name, before) -> {
            Set<String> members = before == null ? new HashSet<>() : before;
            got[0] = members.contains(member) || members.size() < most;
            if (got[0]) {
                members.add(member);
            }
            peak.accumulateAndGet(members.size(), Math::max);
            return members;
        });
        return got[0];
    }

    @Override
    public CompletionStage<Void> release(String kind, String group, String member) {
        groups.computeIfPresent(group, (name, members) -> {
            members.remove(member);
            return members.isEmpty() ? null : members;
        });
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Optional<String> problem() {
        return broken;
    }

    @Override
    public CompletionStage<Boolean> claim(String kind, String key, Duration ttl) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Long> count(String key, Duration window) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> put(String kind, String key, byte[] value, Duration ttl) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Boolean> remove(String kind, String key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> all(String kind, BiConsumer<String, byte[]> visitor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> announce(String topic, byte[] message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Registration listen(String topic, Consumer<byte[]> listener) {
        throw new UnsupportedOperationException();
    }
}
