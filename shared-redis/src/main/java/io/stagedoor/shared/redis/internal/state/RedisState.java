package io.stagedoor.shared.redis.internal.state;

import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.shared.Bounds;
import io.stagedoor.core.shared.Following;
import io.stagedoor.core.shared.Listeners;
import io.stagedoor.core.shared.SharedState;
import io.stagedoor.core.shared.SharedStateException;
import io.stagedoor.shared.redis.internal.link.Address;
import io.stagedoor.shared.redis.internal.link.Asker;
import io.stagedoor.shared.redis.internal.link.Breaker;
import io.stagedoor.shared.redis.internal.link.Connections;
import io.stagedoor.shared.redis.internal.link.NewsLine;
import io.stagedoor.shared.redis.internal.link.Reply;
import io.stagedoor.shared.redis.internal.link.Script;
import io.stagedoor.shared.redis.internal.protect.Sealer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What servers know together, in Redis (docs/adr/0089, 0090). What this server itself keeps there for a time, it keeps in its own store, too, and puts it there
 * again if Redis has lost it. Without Redis, places and counts are those of this server. Thread-safe; nobody who asks waits.
 */
public final class RedisState implements SharedState, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisState.class);

    /** How long claims are refused when another process of Redis answers: every server beats several times meanwhile. */
    public static final Duration GRACE = Duration.ofSeconds(3);

    private static final long BEAT_MILLIS = 1000;
    private static final long LOOK_MILLIS = 100;
    private static final int PAGE = 1000;
    private static final int READERS = 2;
    private static final int MOST_READERS_WAITING = 100;
    /** For those who ask, read and beat, and for the news. */
    private static final int MOST_CONNECTIONS = Asker.THREADS + READERS + 2;

    /** How long nobody may have written a mark before a server writes its own that has met another one: the others come first. */
    private static final long UNMARKED_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int RANDOM_BYTES = 16;
    private static final long RESTORE_MINUTES = 10;
    private static final long LONGEST_MILLIS = Duration.ofDays(36_500).toMillis();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] NONE = {};
    private static final byte[] ABSENT = Memory.bytes("absent");

    /**
     * How it is configured.
     *
     * @param isLocal whether this server goes on by itself without Redis, also with claims
     * @param staleAfter as of {@link SharedState#staleAfter}
     * @param grace as of {@link #GRACE}
     */
    public record Options(String prefix, boolean isLocal, Duration staleAfter, Duration grace) {}

    private final Address address;
    private final Sealer sealer;
    private final Options options;
    private final SharedState own;
    private final LongSupplier nanos;
    private final Names names;
    /** The key of this server. */
    private final byte[] server;

    private final Memory memory;
    private final Leases leases;
    private final Breaker breaker;
    private final Asker asker;
    private final NewsLine news;
    private final Listeners listeners = new Listeners();
    private final Set<String> kinds = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(2, task -> daemon(task, "beat"));
    private final ThreadPoolExecutor readers = new ThreadPoolExecutor(
            READERS,
            READERS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_READERS_WAITING),
            task -> daemon(task, "reading"));

    /** For the thread that beats. */
    private @Nullable Connections connections;

    private long nextBeat;
    /** Since when there is no mark of a key. */
    private @Nullable Long unmarked;
    /** Why what lies in Redis is of no use for this server; empty if it is, as far as anybody knows. */
    private volatile String foreign = "";

    private volatile String misconfigured = "";

    /** @param own this server's own store: what it must remember of Redis, and what it goes on with without Redis */
    public RedisState(Address address, Sealer sealer, Options options, SharedState own) {
        this(address, sealer, options, own, Clock.systemUTC(), System::nanoTime);
    }

    RedisState(Address address, Sealer sealer, Options options, SharedState own, Clock wall, LongSupplier nanos) {
        this.address = address;
        this.sealer = sealer;
        this.options = options;
        this.own = own;
        this.nanos = nanos;
        this.names = new Names(sealer, options.prefix());
        this.server = names.server(random());
        this.memory = new Memory(own, sealer.name("memory", Memory.bytes(options.prefix())), options.grace(), nanos);
        this.leases = new Leases(nanos);
        this.breaker = new Breaker(address.shown(), wall);
        this.asker = new Asker(breaker, address.timeout());
        this.news = new NewsLine(names.news(), this::hear, () -> listeners.tellAll(NONE));
        this.nextBeat = nanos.getAsLong();
        readers.allowCoreThreadTimeOut(true);
        clock.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        clock.scheduleWithFixedDelay(news::ping, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static Thread daemon(Runnable task, String what) {
        Thread thread = new Thread(task, "stagedoor-redis-" + what);
        thread.setDaemon(true);
        return thread;
    }

    /** Whether Redis answers, and news come. */
    public boolean isReady() {
        return breaker.open().isEmpty() && news.isListening();
    }

    /** Whether all that it knows of Redis would survive a crash. */
    boolean isRemembered() {
        return memory.isRemembered();
    }

    private void look() {
        long now = nanos.getAsLong();
        if (now - nextBeat < 0 && breaker.open().isEmpty() && !memory.isDoubted()) {
            return;
        }
        nextBeat = now + TimeUnit.MILLISECONDS.toNanos(BEAT_MILLIS);
        try {
            beat();
        } catch (JedisException | IllegalStateException | IllegalArgumentException e) {
            nextBeat = now;
            breaker.failed(e, breaker.open().isPresent());
            LOG.debug("Redis does not answer.", Redacted.of(e));
        } catch (RuntimeException e) { // thrown on, it would end the task without a word
            LOG.error("Could not look after Redis.", Redacted.of(e));
            breaker.failed(e, true);
        }
    }

    private void beat() {
        memory.read();
        Connections asked = connections;
        if (asked == null) {
            asked = new Connections(address, MOST_CONNECTIONS);
            connections = asked;
            asker.use(asked);
            news.use(asked);
        }
        if (!isOurs(asked)) {
            return;
        }
        Reply reply = asked.run(Script.BEAT, List.of(names.epoch(), server), memory.question(random()));
        boolean isOther = memory.heard(reply);
        breaker.answered();
        if (isOther) {
            restore(asked);
        }
        memory.write();
        leases.sweep();
    }

    /** Whether the servers that share what lies in Redis have this one's key. What another key has written says nothing here: neither who is revoked, nor what was used. */
    private boolean isOurs(Connections asked) {
        boolean mayWrite = foreign.isEmpty() || unmarked != null && nanos.getAsLong() - unmarked >= UNMARKED_NANOS;
        byte[] mark = Memory.bytes(sealer.name("key", names.epoch()));
        String word = asked.run(Script.KEYED, List.of(names.epoch()), List.of(mark, Memory.bytes(mayWrite ? "1" : "0")))
                .word();
        switch (word) {
            case "OK" -> {
                foreign = "";
                unmarked = null;
                return true;
            }
            case "NONE" -> {
                if (unmarked == null) {
                    unmarked = nanos.getAsLong();
                }
            }
            default -> {
                unmarked = null;
                foreign = "stagedoor.shared.cfg: keyFile: it is not the key of the servers that share " + this
                        + "; copy their file to this server, or set another keyPrefix here";
                breaker.refuse(foreign);
            }
        }
        return false;
    }

    /** Puts there what this server has kept there, or kept while it was on its own. What has ended meanwhile, whoever reads it knows. */
    private void restore(Connections asked) {
        Known now = memory.known();
        leases.all((places, member, left) -> lease(asked, now, places, member, millis(left), Integer.MAX_VALUE));
        for (String kind : kinds) {
            CompletableFuture<Void> all = own.all(kind, (key, value) -> restore(asked, now, kind, key, value))
                    .toCompletableFuture();
            try {
                all.get(RESTORE_MINUTES, TimeUnit.MINUTES);
            } catch (ExecutionException e) {
                if (Following.cause(e).getCause() instanceof JedisException jedis) {
                    throw jedis;
                }
                LOG.warn("What this server has kept in Redis cannot be put there again: {}", Redacted.message(e));
            } catch (TimeoutException e) {
                LOG.warn(
                        "What this server has kept in Redis cannot be put there again: its own store does not answer.");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        memory.restored();
        listeners.tellAll(NONE);
    }

    private void restore(Connections asked, Known now, String kind, String key, byte[] value) {
        byte[] values = names.values(kind);
        byte[] field = names.field(kind, Bounds.key(key));
        byte[] sealed = sealer.seal(names.sealedFor(values, field), new Packet(key, value).toBytes());
        Reply reply = asked.run(
                Script.PUT,
                List.of(names.epoch(), server, values, names.ends(kind), names.changes(kind)),
                Memory.arguments(now, field, sealed, Memory.bytes("0"), ABSENT));
        memory.update(known -> known.kept(now.epoch(), reply.number(1), reply.number(2)));
    }

    private void hear(byte[] message) {
        try {
            Packet packet = Packet.of(sealer.open(names.news(), message));
            listeners.tell(packet.name(), packet.bytes());
        } catch (SharedStateException e) {
            LOG.debug("Somebody has told what this server cannot read.", e);
        }
    }

    private static byte[] millis(Duration time) {
        long millis;
        try {
            millis = time.plusNanos(999_999).toMillis();
        } catch (ArithmeticException e) { // longer than there are milliseconds
            millis = Long.MAX_VALUE;
        }
        return Memory.bytes(millis > LONGEST_MILLIS ? "0" : String.valueOf(Math.max(1, millis)));
    }

    /** Nothing is there instead of Redis. */
    private static <T> Asker.Otherwise<T> refused() {
        return (answer, why) -> answer.completeExceptionally(why);
    }

    private static <T> Asker.Otherwise<T> otherwise(Supplier<CompletionStage<T>> instead) {
        return (answer, why) -> instead.get().whenComplete((value, thrown) -> {
            if (thrown == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(Following.cause(thrown));
            }
        });
    }

    private <T> Asker.Otherwise<T> ifLocal(Supplier<CompletionStage<T>> instead) {
        return (answer, why) -> {
            if (options.isLocal() && foreign.isEmpty()) {
                RedisState.<T>otherwise(instead).than(answer, why);
            } else {
                answer.completeExceptionally(why);
            }
        };
    }

    @Override
    public CompletionStage<Boolean> claim(String kind, String key, Duration ttl) {
        return claim(kind, key, Optional.empty(), NONE, ttl, Optional::isEmpty, () -> own.claim(kind, key, ttl));
    }

    @Override
    public CompletionStage<Optional<byte[]>> claim(
            String kind, String key, Optional<byte[]> expected, byte[] note, Duration ttl) {
        return claim(
                kind,
                key,
                expected.map(Bounds::value),
                Bounds.value(note),
                ttl,
                Function.identity(),
                () -> own.claim(kind, key, expected, note, ttl));
    }

    private <T> CompletionStage<T> claim(
            String kind,
            String key,
            Optional<byte[]> expected,
            byte[] note,
            Duration ttl,
            Function<Optional<byte[]>, T> answer,
            Supplier<CompletionStage<T>> local) {
        byte[] at = names.claim(Bounds.name(kind), Bounds.key(key));
        byte[] millis = millis(Bounds.time(ttl));
        byte[] sealed = sealer.sealMarked(at, note);
        byte[] mark = expected.map(before -> sealer.mark(at, before)).orElse(NONE);
        CompletableFuture<Boolean> taken = new CompletableFuture<>();
        return asker.ask(
                asked -> {
                    Known now = memory.claiming();
                    Reply reply = asked.run(
                            Script.CLAIM,
                            List.of(names.epoch(), server, at),
                            Memory.arguments(now, Memory.bytes(now.run()), Memory.bytes(kind), millis, sealed, mark));
                    if (reply.word().equals("TAKEN")) {
                        taken.complete(expected.isEmpty());
                        memory.update(known ->
                                known.claimed(now.epoch(), kind, reply.number(2), reply.number(3), reply.number(4)));
                    }
                    return answer.apply(note(at, reply));
                },
                ifLocal(local),
                (asked, late) -> { // nobody waits for it any more: it is given back
                    if (taken.getNow(false)) {
                        asked.run(Script.UNCLAIM, List.of(at), List.of(sealed));
                    }
                });
    }

    /** The note that was there. */
    private Optional<byte[]> note(byte[] at, Reply reply) throws SharedStateException {
        byte[] there = reply.bytes(1);
        return switch (reply.word()) {
            case "TAKEN", "THERE" -> there.length == 0 ? Optional.empty() : Optional.of(sealer.openMarked(at, there));
            case "NOBODY" -> Optional.empty();
            case "LOST" ->
                throw new SharedStateException(
                        "the shared store has lost what it had, and this may have been used before: get another token");
            default -> throw other();
        };
    }

    /** Redis is not as it was. */
    private RuntimeException other() {
        memory.doubt();
        return new Asker.Away("Redis was emptied, or another process of it answers: all servers see what it has lost");
    }

    @Override
    public CompletionStage<Optional<byte[]>> claimed(String kind, String key) {
        byte[] at = names.claim(Bounds.name(kind), Bounds.key(key));
        return asker.ask(
                asked -> note(
                        at,
                        asked.run(Script.CLAIMED, List.of(names.epoch(), server, at), Memory.arguments(memory.met()))),
                ifLocal(() -> own.claimed(kind, key)),
                (asked, late) -> {});
    }

    @Override
    public CompletionStage<Boolean> lease(String kind, String key, String member, Duration ttl, int most) {
        byte[] at = names.places(Bounds.name(kind), Bounds.key(key));
        byte[] who = names.member(at, Bounds.key(member));
        byte[] millis = millis(Bounds.time(ttl));
        Bounds.places(most);
        return asker.ask(
                asked -> lease(asked, at, who, ttl, millis, most),
                otherwise(() -> own.lease(kind, key, member, ttl, most).thenApply(got -> leased(got, at, who, ttl))),
                (asked, late) -> {
                    leases.released(at, who);
                    asked.run(Script.RELEASE, List.of(at), List.of(who));
                });
    }

    /** Not counted on this server alone while Redis answers: it does not know the places of the others. Whoever has a place keeps it. */
    private boolean lease(Connections asked, byte[] at, byte[] who, Duration ttl, byte[] millis, int most)
            throws SharedStateException {
        try {
            Reply reply = lease(asked, memory.reading(), at, who, millis, most);
            if (reply.word().equals("EPOCH")) {
                throw other();
            }
            return leased(reply.word().equals("TAKEN"), at, who, ttl);
        } catch (Asker.Away e) {
            if (leases.keep(at, who, ttl)) {
                return true;
            }
            throw new SharedStateException(Redacted.message(e));
        }
    }

    private Reply lease(Connections asked, Known now, byte[] at, byte[] who, byte[] millis, int most) {
        return asked.run(
                Script.LEASE,
                List.of(names.epoch(), server, at),
                Memory.arguments(now, who, millis, Memory.bytes(String.valueOf(most))));
    }

    private boolean leased(boolean got, byte[] at, byte[] who, Duration ttl) {
        if (got) {
            leases.took(at, who, ttl);
        }
        return got;
    }

    @Override
    public CompletionStage<Void> release(String kind, String key, String member) {
        byte[] at = names.places(Bounds.name(kind), Bounds.key(key));
        byte[] who = names.member(at, Bounds.key(member));
        leases.released(at, who);
        own.release(kind, key, member); // it may have been taken without Redis
        return nothing(asker.ask(
                asked -> asked.run(Script.RELEASE, List.of(at), List.of(who)), refused(), (asked, late) -> {}));
    }

    /** Not {@code thenAccept}: whoever waits is to meet the exception itself. */
    private static CompletionStage<Void> nothing(CompletableFuture<?> done) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        done.whenComplete((value, thrown) -> {
            if (thrown == null) {
                answer.complete(null);
            } else {
                answer.completeExceptionally(Following.cause(thrown));
            }
        });
        return answer;
    }

    @Override
    public CompletionStage<Long> count(String key, Duration window) {
        byte[] at = names.count(Bounds.key(key));
        byte[] millis = millis(Bounds.time(window));
        return asker.ask(
                asked -> asked.run(Script.COUNT, List.of(at), List.of(millis)).number(1),
                otherwise(() -> own.count(key, window)),
                (asked, late) -> {});
    }

    @Override
    public CompletionStage<Void> put(String kind, String key, byte[] value, Duration ttl) {
        byte[] values = names.values(Bounds.name(kind));
        byte[] field = names.field(kind, Bounds.key(key));
        byte[] copy = Bounds.value(value);
        byte[] millis = millis(Bounds.time(ttl));
        byte[] sealed = sealer.seal(names.sealedFor(values, field), new Packet(key, copy).toBytes());
        kinds.add(kind);
        CompletableFuture<Reply> kept = asker.ask(
                asked -> kept(
                        memory.met(),
                        now -> asked.run(
                                Script.PUT,
                                List.of(names.epoch(), server, values, names.ends(kind), names.changes(kind)),
                                Memory.arguments(now, field, sealed, millis, NONE))),
                refused(),
                (asked, late) -> {});
        kept.thenRun(() -> own.put(kind, key, copy, ttl).exceptionally(thrown -> {
            LOG.warn("What is kept in Redis cannot be kept here, too: {}", Redacted.message(Following.cause(thrown)));
            return null;
        }));
        return nothing(kept);
    }

    private Reply kept(Known now, Function<Known, Reply> asked) {
        Reply reply = asked.apply(now);
        if (reply.word().equals("EPOCH")) {
            throw other();
        }
        memory.update(known -> known.kept(now.epoch(), reply.number(1), reply.number(2)));
        return reply;
    }

    @Override
    public CompletionStage<Boolean> remove(String kind, String key) {
        byte[] values = names.values(Bounds.name(kind));
        byte[] field = names.field(kind, Bounds.key(key));
        CompletableFuture<Boolean> removed = asker.ask(
                asked -> kept(
                                memory.met(),
                                now -> asked.run(
                                        Script.REMOVE,
                                        List.of(names.epoch(), server, values, names.ends(kind), names.changes(kind)),
                                        Memory.arguments(now, field)))
                        .word()
                        .equals("OK"),
                refused(),
                (asked, late) -> {});
        removed.thenRun(() -> own.remove(kind, key).exceptionally(thrown -> {
            LOG.warn("What was removed from Redis is still kept here: {}", Redacted.message(Following.cause(thrown)));
            return false;
        }));
        return removed;
    }

    @Override
    public CompletionStage<Void> all(String kind, BiConsumer<String, byte[]> visitor) {
        Bounds.name(kind);
        Objects.requireNonNull(visitor);
        kinds.add(kind);
        return reading(asked -> {
            pages(asked, kind, visitor);
            return null;
        });
    }

    /** What takes longer than one answer, after all that was asked for before. */
    private interface Reading<T> {
        @Nullable
        T of(Connections asked) throws SharedStateException;
    }

    private <T> CompletionStage<T> reading(Reading<T> reading) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        asker.settled().whenComplete((done, any) -> {
            try {
                readers.execute(() -> read(reading, answer));
            } catch (RejectedExecutionException e) {
                answer.completeExceptionally(new SharedStateException("too many read Redis at once"));
            }
        });
        return answer;
    }

    private <T> void read(Reading<T> reading, CompletableFuture<T> answer) {
        Connections asked = asker.connections();
        String why = breaker.open().orElse(null);
        if (asked == null || why != null) {
            answer.completeExceptionally(new SharedStateException(why == null ? "there is no connection yet" : why));
            return;
        }
        try {
            answer.complete(reading.of(asked));
        } catch (VisitorFailed e) {
            answer.completeExceptionally(e.getCause());
        } catch (SharedStateException e) {
            answer.completeExceptionally(e);
        } catch (Asker.Away e) {
            answer.completeExceptionally(new SharedStateException(Redacted.message(e)));
        } catch (JedisException e) {
            breaker.failed(e, false);
            answer.completeExceptionally(new SharedStateException("Redis has not answered: " + Redacted.message(e), e));
        } catch (RuntimeException | Error e) {
            LOG.error("Redis could not be read.", Redacted.of(e));
            answer.completeExceptionally(
                    new SharedStateException("Redis could not be read: " + Redacted.message(e), e));
        }
    }

    private void pages(Connections asked, String kind, BiConsumer<String, byte[]> visitor) throws SharedStateException {
        Known now = memory.reading();
        byte[] values = names.values(kind);
        List<byte[]> keys = List.of(names.epoch(), server, values, names.ends(kind));
        Seen seen = new Seen();
        byte[] cursor = Memory.bytes("0");
        boolean isFirst = true;
        while (isFirst || !Arrays.equals(cursor, Memory.bytes("0"))) {
            isFirst = false;
            Reply reply = asked.run(
                    Script.PAGE,
                    keys,
                    Memory.arguments(now, Memory.bytes(now.run()), cursor, Memory.bytes(String.valueOf(PAGE))));
            if (!reply.word().equals("OK")) {
                throw other();
            }
            cursor = reply.bytes(1);
            List<byte[]> page = reply.list(2);
            for (int i = 0; i + 1 < page.size(); i += 2) {
                if (seen.add(page.get(i))) {
                    Packet packet = Packet.of(sealer.open(names.sealedFor(values, page.get(i)), page.get(i + 1)));
                    show(visitor, packet);
                }
            }
        }
    }

    private static void show(BiConsumer<String, byte[]> visitor, Packet packet) {
        try {
            visitor.accept(packet.name(), packet.bytes());
        } catch (RuntimeException e) {
            throw new VisitorFailed(e);
        } finally {
            Thread.interrupted(); // whoever reads next is another one
        }
    }

    /** It was the visitor, not Redis. */
    private static final class VisitorFailed extends RuntimeException {

        private static final long serialVersionUID = 1;

        VisitorFailed(RuntimeException cause) {
            super(cause);
        }
    }

    @Override
    public CompletionStage<Optional<String>> mark(String kind) {
        byte[] changes = names.changes(Bounds.name(kind));
        return asker.ask(
                asked -> {
                    Known now = memory.met();
                    Reply reply =
                            asked.run(Script.MARK, List.of(names.epoch(), server, changes), Memory.arguments(now));
                    if (!reply.word().equals("OK")) {
                        throw other();
                    }
                    return Optional.of(new Mark(now.epoch(), reply.number(1), reply.text(2)).toString());
                },
                refused(),
                (asked, late) -> {});
    }

    @Override
    public CompletionStage<Optional<String>> since(String kind, String mark, BiConsumer<String, byte[]> visitor) {
        Bounds.name(kind);
        Objects.requireNonNull(visitor);
        return reading(asked -> changes(asked, kind, Mark.of(mark), visitor));
    }

    private Optional<String> changes(
            Connections asked, String kind, Optional<Mark> mark, BiConsumer<String, byte[]> visitor)
            throws SharedStateException {
        Known now = memory.reading();
        if (mark.isEmpty() || !mark.get().epoch().equals(now.epoch())) {
            return Optional.empty();
        }
        byte[] values = names.values(kind);
        Mark at = mark.get();
        while (true) {
            Reply reply = asked.run(
                    Script.SINCE,
                    List.of(names.epoch(), server, names.changes(kind)),
                    Memory.arguments(
                            now,
                            Memory.bytes(now.run()),
                            Memory.bytes(String.valueOf(at.number())),
                            Memory.bytes(at.place()),
                            Memory.bytes(String.valueOf(PAGE))));
            if (reply.word().equals("GAP")) {
                return Optional.empty();
            }
            if (!reply.word().equals("OK")) {
                throw other();
            }
            List<byte[]> all = reply.list(1);
            for (int i = 0; i + 2 < all.size(); i += 3) {
                if (all.get(i + 2).length == 0) { // something was removed
                    return Optional.empty();
                }
                show(visitor, Packet.of(sealer.open(names.sealedFor(values, all.get(i + 1)), all.get(i + 2))));
            }
            at = new Mark(now.epoch(), at.number() + all.size() / 3, reply.text(2));
            if (all.isEmpty()) {
                return Optional.of(at.toString());
            }
        }
    }

    @Override
    public CompletionStage<Void> announce(String topic, byte[] message) {
        byte[] sealed = sealer.seal(names.news(), new Packet(Bounds.name(topic), Bounds.value(message)).toBytes());
        return nothing(asker.ask(
                asked -> {
                    asked.publish(names.news(), sealed);
                    return true;
                },
                refused(),
                (asked, late) -> {}));
    }

    @Override
    public Registration listen(String topic, Consumer<byte[]> listener) {
        kinds.add(Bounds.name(topic));
        return listeners.add(topic, Objects.requireNonNull(listener));
    }

    @Override
    public Optional<String> problem() {
        return breaker.open()
                .map(why -> why
                        + (why.equals(foreign)
                                ? ". Nobody is let in"
                                : options.isLocal()
                                        ? ". Each server lets in by itself: a token for one use once at each; limits count on this server"
                                        : ". Tokens for one use are refused; limits count on this server"))
                .or(memory::problem);
    }

    /** The configuration has an error, and this is the last good one; empty if not. */
    public void misconfigured(String problem) {
        misconfigured = problem;
    }

    @Override
    public Optional<String> notice() {
        return Optional.of(misconfigured)
                .filter(problem -> !problem.isEmpty())
                .or(memory::notice)
                .or(
                        () -> news.isListening() || breaker.open().isPresent()
                                ? Optional.empty()
                                : Optional.of(
                                        "the shared store tells no news: what other servers revoke counts after half a minute"));
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public Duration staleAfter() {
        return foreign.isEmpty() ? options.staleAfter() : Duration.ZERO;
    }

    @Override
    public long losses() {
        return memory.losses();
    }

    /** Where it is, without a secret. */
    @Override
    public String toString() {
        return new String(names.epoch(), StandardCharsets.US_ASCII) + " at " + address.shown();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        readers.shutdown();
        news.close();
        asker.close();
        Connections last = asker.connections();
        if (last != null) {
            last.close();
        }
    }
}
