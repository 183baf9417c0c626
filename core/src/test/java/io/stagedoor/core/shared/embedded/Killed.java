package io.stagedoor.core.shared.embedded;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.CompletableFuture;
import org.h2.mvstore.SingleFileStore;

/** A process that puts and claims until it is killed, and says after each pair how many it has answers for. */
final class Killed {

    private Killed() {}

    /** @param args the folder, and what keys begin with */
    public static void main(String[] args) throws Exception {
        EmbeddedState state = new EmbeddedState(
                Path.of(args[0]),
                false,
                Clock.systemUTC(),
                System::nanoTime,
                () -> new SingleFileStore(new HashMap<>()),
                Entries.MOST_ENTRIES);
        for (int i = 0; ; i++) {
            String key = args[1] + "-" + i;
            CompletableFuture<Void> put = state.put(
                            "block", key, "1".getBytes(StandardCharsets.UTF_8), Duration.ofDays(1))
                    .toCompletableFuture();
            CompletableFuture<Boolean> claim =
                    state.claim("jti", key, Duration.ofDays(1)).toCompletableFuture();
            put.get();
            if (!claim.get()) {
                throw new AssertionError("claimed before: " + key);
            }
            System.out.println(i + 1 + ".");
        }
    }
}
