package io.stagedoor.core.shared;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What servers with the same configuration must know together: revocations, used tokens, places. A server on its own keeps it in its own
 * store. A service; the one with the highest ranking is used.
 *
 * <p>No method blocks. Each answer comes from a thread of the store, or is there when the method returns, and comes: with the value once it is kept as
 * the store promises, or exceptionally with {@link SharedStateException} if the store cannot say, also if it takes too long. Whoever acts on an answer
 * must not block. Implementations are thread-safe.
 *
 * <p>Keys and values are those of the caller, and may be secret: an implementation that hands them to somebody else protects them. A kind or topic
 * has 1 to 64 characters of {@code a-z0-9.-}; a key or member 1 to 1024 bytes of UTF-8; a value at most 4096 bytes. Everything else is an
 * {@link IllegalArgumentException} at once, and so is a time that is not positive; see {@link Bounds}.
 *
 * <p>Claims, values and places are apart, also of the same kind and key. What was kept for a time may stay longer, never shorter, whatever happens to the
 * machine's clock.
 */
public interface SharedState {

    /** A time that does not end. */
    Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    /** What an implementation answers that does not keep notes with claims. */
    String NO_NOTES = "this store keeps no notes with claims";

    /**
     * Takes a key for oneself. Of all who try, on all servers, one gets it. Survives a crash once it is answered.
     *
     * @param ttl how long the key stays taken
     * @return {@code true} for the one that got it
     */
    CompletionStage<Boolean> claim(String kind, String key, Duration ttl);

    /**
     * Takes a key for oneself, and leaves a note with it; or takes it over from somebody whose note one has read; or changes one's own note. Of all who
     * expect the same, on all servers, one gets it. Survives a crash once it is answered.
     *
     * @param expected the note that is there; empty if nobody has the key. That of a claim without a note is an empty one
     * @param note kept from now on, if it was as expected; different from the expected one
     * @param ttl how long the key stays taken from now on, if it was as expected
     * @return the note that was there before; empty if nobody had the key. It was as expected if and only if it is the expected one
     */
    default CompletionStage<Optional<byte[]>> claim(
            String kind, String key, Optional<byte[]> expected, byte[] note, Duration ttl) {
        return CompletableFuture.failedFuture(new SharedStateException(NO_NOTES));
    }

    /**
     * Reads who has a key.
     *
     * @return the note; empty if nobody has the key
     */
    default CompletionStage<Optional<byte[]>> claimed(String kind, String key) {
        return CompletableFuture.failedFuture(new SharedStateException(NO_NOTES));
    }

    /**
     * Takes a place among those of a key, or keeps it for another time. Lives as long as the store.
     *
     * @param member who takes it; has one place at most
     * @param ttl how long the place is kept, unless it is taken again
     * @param most how many places there are, 1 or more
     * @return {@code false} if there is none
     */
    CompletionStage<Boolean> lease(String kind, String key, String member, Duration ttl, int most);

    /** Gives a place back. Nothing happens if there is none. */
    CompletionStage<Void> release(String kind, String key, String member);

    /**
     * Counts one more. Lives as long as the store.
     *
     * @param window after which the count begins anew; from the first of a window on
     * @return how many there were in this window, this one included
     */
    CompletionStage<Long> count(String key, Duration window);

    /**
     * Keeps a value, in place of another of the same kind and key. Survives a crash once it is answered.
     *
     * @param ttl how long it is kept
     */
    CompletionStage<Void> put(String kind, String key, byte[] value, Duration ttl);

    /**
     * Drops a value. Survives a crash once it is answered.
     *
     * @return whether there was one
     */
    CompletionStage<Boolean> remove(String kind, String key);

    /**
     * Reads all values of a kind. One that comes or goes meanwhile may be missed.
     *
     * @param visitor gets each key with its value, on a thread of the store; what it throws is the answer
     */
    CompletionStage<Void> all(String kind, BiConsumer<String, byte[]> visitor);

    /**
     * Tells everybody who listens, on all servers, this one included. A hint: it may be lost, so whoever listens also reads {@link #all} now and then.
     */
    CompletionStage<Void> announce(String topic, byte[] message);

    /**
     * Listens to announcements, from now until closed.
     *
     * @param listener gets each message, on a thread of the store; must not block
     */
    Registration listen(String topic, Consumer<byte[]> listener);

    /** Why the store does not work, for operators; empty if it works. */
    Optional<String> problem();

    /** Whether other servers keep what they know there, too. Whoever has a claim may be connected to another server then. */
    default boolean isShared() {
        return false;
    }

    /** Somebody listens. */
    @FunctionalInterface
    interface Registration extends AutoCloseable {

        /** Ends it. May be called more than once. */
        @Override
        void close();
    }
}
