package io.stagedoor.core.use;

import io.stagedoor.core.shared.SharedState;
import io.stagedoor.core.shared.SharedStateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A shared state that has claims and places only. It can fail, and it can keep its answers to itself. */
public final class Claims implements SharedState {

    public final Map<String, byte[]> notes = new ConcurrentHashMap<>();
    public final Map<String, Duration> ttls = new ConcurrentHashMap<>();
    public final AtomicInteger asked = new AtomicInteger();
    /** What the store says instead of an answer. */
    public volatile Optional<String> problem = Optional.empty();
    /** Whether what is asked for is done, and nobody is told. */
    public volatile boolean isFrozen;

    /** Whether other servers have it, too. */
    public volatile boolean isShared;

    private final List<Runnable> untold = new ArrayList<>();
    private final Map<String, Set<String>> places = new HashMap<>();

    private <T> CompletionStage<T> answer(T value) {
        if (problem.isPresent()) {
            return CompletableFuture.failedFuture(new SharedStateException(problem.get()));
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (isFrozen) {
            synchronized (untold) {
                untold.add(() -> answer.complete(value));
            }
        } else {
            answer.complete(value);
        }
        return answer;
    }

    /** Tells what it has kept to itself. */
    public void thaw() {
        isFrozen = false;
        List<Runnable> all;
        synchronized (untold) {
            all = List.copyOf(untold);
            untold.clear();
        }
        all.forEach(Runnable::run);
    }

    @Override
    public CompletionStage<Optional<byte[]>> claim(
            String kind, String key, Optional<byte[]> expected, byte[] note, Duration ttl) {
        asked.incrementAndGet();
        if (problem.isPresent()) {
            return answer(null);
        }
        byte[][] before = new byte[1][];
        notes.compute(kind + " " + key, (whole, there) -> {
            before[0] = there;
            boolean fits = there == null ? expected.isEmpty() : Arrays.equals(there, expected.orElse(null));
            if (fits) {
                ttls.put(whole, ttl);
            }
            return fits ? note : there;
        });
        return answer(Optional.ofNullable(before[0]));
    }

    @Override
    public CompletionStage<Optional<byte[]>> claimed(String kind, String key) {
        asked.incrementAndGet();
        return answer(Optional.ofNullable(notes.get(kind + " " + key)));
    }

    @Override
    public Optional<String> problem() {
        return problem;
    }

    @Override
    public CompletionStage<Boolean> claim(String kind, String key, Duration ttl) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Boolean> lease(String kind, String group, String member, Duration ttl, int most) {
        synchronized (places) {
            Set<String> members = places.computeIfAbsent(group, name -> new HashSet<>());
            return CompletableFuture.completedFuture(
                    members.contains(member) || members.size() < most && members.add(member));
        }
    }

    @Override
    public CompletionStage<Void> release(String kind, String group, String member) {
        synchronized (places) {
            places.getOrDefault(group, new HashSet<>()).remove(member);
            return CompletableFuture.completedFuture(null);
        }
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

    @Override
    public boolean isShared() {
        return isShared;
    }
}
