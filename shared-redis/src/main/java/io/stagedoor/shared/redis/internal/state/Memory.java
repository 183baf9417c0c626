package io.stagedoor.shared.redis.internal.state;

import io.stagedoor.core.shared.SharedState;
import io.stagedoor.shared.redis.internal.link.Asker;
import io.stagedoor.shared.redis.internal.link.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether Redis has what it had, and keeps what it must know for that in this server's own store. Whenever another process of Redis answers, claims are
 * refused for a while, in which every server compares what it knows with what Redis has. Thread-safe.
 */
final class Memory {

    private static final Logger LOG = LoggerFactory.getLogger(Memory.class);

    private static final String KIND = "redis-memory";
    private static final long READ_SECONDS = 5;
    private static final String END = "end:";
    private static final String LOST = "lost:";
    private static final String SAFE = "noeviction";

    private final SharedState own;
    private final String key;
    private final Duration grace;
    private final LongSupplier nanos;

    private volatile Known known = Known.NOTHING;
    private volatile boolean isRead;
    private volatile boolean isMet;
    private volatile boolean doubted;
    private volatile long closedUntil;
    private final AtomicLong losses = new AtomicLong();
    private volatile String policy = "";
    private volatile Map<String, Long> lost = Map.of();
    private volatile long redisTime;
    private volatile boolean restoring;

    private volatile Known remembered = Known.NOTHING;

    /** For the thread that beats. */
    private Known stored = Known.NOTHING;

    /**
     * Remembers nothing yet.
     *
     * @param own where it is kept
     * @param key of what is kept there, another one for another Redis
     * @param grace how long claims are refused when another process of Redis answers
     */
    Memory(SharedState own, String key, Duration grace, LongSupplier nanos) {
        this.own = own;
        this.key = key;
        this.grace = grace;
        this.nanos = nanos;
        this.closedUntil = nanos.getAsLong();
    }

    /**
     * Reads what was kept. For the thread that beats.
     *
     * @throws IllegalStateException if it cannot be read: whether Redis has lost something is not known then
     */
    void read() {
        if (isRead) {
            return;
        }
        Map<String, byte[]> found = new HashMap<>();
        try {
            own.all(KIND, (name, value) -> {
                        if (name.equals(key)) {
                            found.put(name, value);
                        }
                    })
                    .toCompletableFuture()
                    .get(READ_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | CompletionException e) {
            throw new IllegalStateException("what this server knows of Redis cannot be read: "
                    + own.problem().orElse("its own store does not answer"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("this server is stopping");
        }
        byte[] bytes = found.get(key);
        known = bytes == null ? Known.NOTHING : Known.of(bytes).orElse(Known.NOTHING);
        stored = known;
        isRead = true;
    }

    Known known() {
        return known;
    }

    /** What Redis is asked: whether it has what it had. */
    List<byte[]> question(String another) {
        Known now = known;
        List<byte[]> arguments = arguments(now, bytes(another));
        now.ends().forEach((kind, till) -> {
            arguments.add(bytes(kind));
            arguments.add(bytes(String.valueOf(till)));
        });
        return arguments;
    }

    /** The arguments of a script: what is known, and others. */
    static List<byte[]> arguments(Known now, byte[]... others) {
        List<byte[]> all = new ArrayList<>(
                List.of(bytes(now.epoch()), bytes(String.valueOf(now.count())), bytes(String.valueOf(now.mine()))));
        all.addAll(List.of(others));
        return all;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Redis has answered. For the thread that beats.
     *
     * @return whether Redis has lost what it had, or is met first, and what this server knows was not {@linkplain #restored put there} since
     */
    boolean heard(Reply reply) {
        String epoch = reply.text(1);
        long count = reply.number(2);
        String run = reply.text(3);
        policy = reply.text(4);
        redisTime = reply.number(5);
        Map<String, Long> ends = new TreeMap<>();
        Map<String, Long> gone = new TreeMap<>();
        List<byte[]> fields = reply.list(6);
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            String field = new String(fields.get(i), StandardCharsets.UTF_8);
            String value = new String(fields.get(i + 1), StandardCharsets.UTF_8);
            if (field.startsWith(END)) {
                ends.put(field.substring(END.length()), Long.valueOf(value));
            } else if (field.startsWith(LOST) && Long.parseLong(value) > redisTime) {
                gone.put(field.substring(LOST.length()), Long.valueOf(value));
            }
        }
        lost = Map.copyOf(gone);
        Known before = known;
        boolean another = !before.epoch().equals(epoch);
        boolean isKnown = losses.get() > 0 && isClosed(); // keys that are evicted are a loss each second
        if (another || !before.run().equals(run)) {
            closedUntil = nanos.getAsLong() + grace.toNanos();
            if (!before.run().isEmpty()) {
                LOG.warn(
                        "Another process of Redis answers than before. Claims are refused for {} s, while all servers see whether it has what the former one had.",
                        grace.toSeconds());
            }
        }
        if (another && !before.epoch().isEmpty()) {
            losses.incrementAndGet();
            if (!isKnown) {
                LOG.error(
                        "Redis does not have what it had: it was emptied, went back to an older state, or has evicted keys. What this server knows is put there again; tokens for one use that may have been used before are refused until they have ended.");
            }
        }
        restoring |= another;
        update(old -> old.with(epoch, count, reply.number(7), run, ends));
        isMet = true;
        doubted = false;
        return restoring;
    }

    /** Everything that this server knows lies there again, and the others have had time for theirs a while later. */
    void restored() {
        closedUntil = nanos.getAsLong() + grace.toNanos();
        restoring = false;
    }

    /** Keeps what has changed. For the thread that beats. */
    void write() {
        Known now = known;
        if (!now.equals(stored)) {
            stored = now;
            own.put(KIND, key, now.toBytes(), SharedState.FOREVER).whenComplete((done, thrown) -> {
                if (thrown == null) {
                    remembered = now;
                } else {
                    LOG.warn(
                            "What this server knows of Redis cannot be kept; a loss may not be noticed after its restart.");
                }
            });
        }
    }

    /** Whether all that is known would survive a crash. */
    boolean isRemembered() {
        return !known.epoch().isEmpty() && known.equals(remembered);
    }

    synchronized void update(UnaryOperator<Known> change) {
        known = change.apply(known);
    }

    /** Redis has answered that it is not as it was: nothing more is believed until it has answered a beat. */
    void doubt() {
        doubted = true;
    }

    boolean isDoubted() {
        return doubted;
    }

    /** What is known, for whoever keeps something. */
    Known met() {
        if (!isMet || doubted) {
            throw new Asker.Away("Redis is not as it was, and is being compared with what this server knows");
        }
        return known;
    }

    /** What is known, for whoever claims something. */
    Known claiming() {
        Known now = met();
        if (isClosed()) {
            throw new Asker.Away(
                    "another process of Redis answers than before, or it was emptied: tokens for one use are refused for "
                            + grace.toSeconds() + " s, while all servers see what it has lost");
        }
        if (!policy.isEmpty() && !policy.equals(SAFE)) {
            throw new Asker.Away(policyProblem());
        }
        return now;
    }

    /** What is known, for whoever reads all. */
    Known reading() {
        Known now = met();
        if (restoring || losses.get() > 0 && isClosed()) {
            throw new Asker.Away("Redis has lost what it had, and all servers put there again what they know");
        }
        return now;
    }

    private boolean isClosed() {
        return restoring || nanos.getAsLong() - closedUntil < 0;
    }

    private String policyProblem() {
        return "Redis drops keys when its memory is full (maxmemory-policy=" + policy
                + "), and with them who has used a token; set maxmemory-policy to " + SAFE;
    }

    /** Why claims are refused, whatever Redis answers; empty if they are not. */
    Optional<String> problem() {
        return !policy.isEmpty() && !policy.equals(SAFE) ? Optional.of(policyProblem()) : Optional.empty();
    }

    /** What follows from a loss, for operators; empty if nothing does. */
    Optional<String> notice() {
        Map<String, Long> gone = lost;
        if (gone.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(gone.entrySet().stream()
                .map(one -> one.getKey() + " until "
                        + Instant.ofEpochMilli(one.getValue()).truncatedTo(ChronoUnit.SECONDS))
                .sorted()
                .collect(Collectors.joining(
                        ", ",
                        "the shared store has lost what it had. What can be used once, and ends by then, may have been used, and is refused: ",
                        "")));
    }

    long losses() {
        return losses.get();
    }
}
