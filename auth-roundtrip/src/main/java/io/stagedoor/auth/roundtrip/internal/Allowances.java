package io.stagedoor.auth.roundtrip.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.stagedoor.auth.Action;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What was allowed, or is being asked, on which connection, until it has ended. Bounded: what does not fit is forgotten, and
 * so refused.
 */
final class Allowances {

    private static final long MAX_CHARACTERS = 32_000_000;
    private static final int OVERHEAD = 200;

    private final Cache<Key, CompletableFuture<Decision>> allowances = Caffeine.newBuilder()
            .maximumWeight(MAX_CHARACTERS)
            .<Key, CompletableFuture<Decision>>weigher((key, decision) -> key.weight())
            .executor(Runnable::run)
            .build();

    private record Key(String connection, Action action, StreamPath path) {
        static Key of(StreamRequest request) {
            return new Key(request.connect().connectionId(), request.action(), request.path());
        }

        int weight() {
            return OVERHEAD + connection.length() + path.toString().length();
        }
    }

    /** Remembers what was allowed. */
    void allowed(StreamRequest request, Decision.Allow allow) {
        allowances.put(Key.of(request), CompletableFuture.completedFuture(allow));
    }

    /** Remembers what is being asked, unless the same was allowed before. */
    void asked(StreamRequest request, CompletableFuture<Decision> answer) {
        allowances.asMap().merge(Key.of(request), answer, (before, now) -> isYes(before) ? before : now);
    }

    Optional<CompletableFuture<Decision>> find(StreamRequest request) {
        return Optional.ofNullable(allowances.getIfPresent(Key.of(request)));
    }

    /** Forgets it, and tells what it was. */
    Optional<CompletableFuture<Decision>> take(StreamRequest request) {
        return Optional.ofNullable(allowances.asMap().remove(Key.of(request)));
    }

    private static boolean isYes(CompletableFuture<Decision> answer) {
        return answer.getNow(null) instanceof Decision.Allow;
    }

    long size() {
        allowances.cleanUp();
        return allowances.estimatedSize();
    }
}
