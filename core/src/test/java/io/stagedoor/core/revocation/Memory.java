package io.stagedoor.core.revocation;

import io.stagedoor.core.shared.Leases;
import io.stagedoor.core.shared.SharedState;
import io.stagedoor.core.shared.SharedStateException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A shared state in memory, whose store can be broken, and whose announcements can be lost. */
public final class Memory implements SharedState {

    public final Map<String, byte[]> values = new ConcurrentHashMap<>();
    public final Map<String, Duration> ttls = new ConcurrentHashMap<>();
    public final Map<String, Duration> claims = new ConcurrentHashMap<>();
    public volatile Optional<String> problem = Optional.empty();
    public final Leases places = new Leases();
    public volatile boolean deaf;
    /** Whether other servers have it, too. */
    public volatile boolean isShared;

    public volatile Duration staleAfter = FOREVER;
    public volatile long losses;
    /** What was kept since the last mark; {@code null} if this store does not tell. */
    public volatile Map<String, byte[]> changes;

    public final AtomicInteger readings = new AtomicInteger();
    /** Is run in the middle of the next reading of all. */
    public volatile Runnable amidst = () -> {};

    private final List<Consumer<byte[]>> listeners = new CopyOnWriteArrayList<>();

    private <T> CompletionStage<T> answer(T value) {
        return problem.<CompletionStage<T>>map(why -> CompletableFuture.failedFuture(new SharedStateException(why)))
                .orElseGet(() -> CompletableFuture.completedFuture(value));
    }

    @Override
    public CompletionStage<Void> put(String kind, String key, byte[] value, Duration ttl) {
        if (problem.isEmpty()) {
            values.put(key, value);
            ttls.put(key, ttl);
        }
        return answer(null);
    }

    @Override
    public CompletionStage<Boolean> remove(String kind, String key) {
        return answer(problem.isEmpty() && values.remove(key) != null);
    }

    @Override
    public CompletionStage<Void> all(String kind, BiConsumer<String, byte[]> visitor) {
        if (problem.isEmpty()) {
            readings.incrementAndGet();
            Map<String, byte[]> now = Map.copyOf(values);
            Runnable run = amidst;
            amidst = () -> {};
            run.run();
            now.forEach(visitor);
        }
        return answer(null);
    }

    @Override
    public CompletionStage<Optional<String>> mark(String kind) {
        return answer(Optional.ofNullable(changes).map(any -> "mark"));
    }

    @Override
    public CompletionStage<Optional<String>> since(String kind, String mark, BiConsumer<String, byte[]> visitor) {
        Map<String, byte[]> now = changes;
        if (now == null) {
            return answer(Optional.empty());
        }
        now.forEach(visitor);
        return answer(Optional.of(mark));
    }

    @Override
    public CompletionStage<Void> announce(String topic, byte[] message) {
        if (!deaf) {
            listeners.forEach(listener -> listener.accept(message));
        }
        return answer(null);
    }

    @Override
    public Registration listen(String topic, Consumer<byte[]> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** How many listen. */
    public int listening() {
        return listeners.size();
    }

    @Override
    public boolean isShared() {
        return isShared;
    }

    @Override
    public Duration staleAfter() {
        return staleAfter;
    }

    @Override
    public long losses() {
        return losses;
    }

    @Override
    public Optional<String> problem() {
        return problem;
    }

    @Override
    public CompletionStage<Boolean> claim(String kind, String key, Duration ttl) {
        return answer(problem.isEmpty() && claims.putIfAbsent(kind + " " + key, ttl) == null);
    }

    @Override
    public CompletionStage<Boolean> lease(String kind, String key, String member, Duration ttl, int most) {
        return places.lease(kind, key, member, ttl, most);
    }

    @Override
    public CompletionStage<Void> release(String kind, String key, String member) {
        return places.release(kind, key, member);
    }

    @Override
    public CompletionStage<Long> count(String key, Duration window) {
        throw new UnsupportedOperationException();
    }

    /** Revocations that are in force, over this memory. */
    public Revocations revocations() {
        Revocations revocations = new Revocations(java.time.Clock.systemUTC(), System::nanoTime);
        revocations.bindStore(this);
        return revocations;
    }
}
