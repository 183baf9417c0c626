package io.stagedoor.core.revocation;

import io.stagedoor.auth.support.FileWatch;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.shared.Following;
import io.stagedoor.core.shared.SharedState;
import io.stagedoor.core.shared.SharedStateException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back what was granted, and remembers it: a revocation is kept by the shared state before it is answered. Those of other servers come by
 * announcements, and by reading all every half minute. Until all have been read once, nobody can tell who is out, and nobody is let in. Thread-safe.
 */
@Component(service = Revocations.class)
public final class Revocations {

    /** How many there may be in all. */
    public static final int MOST = 1_000_000;

    /** The kind and the topic of the shared state. */
    static final String KIND = "revocation";

    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);
    private static final byte ADDED = 'A';
    private static final byte REMOVED = 'R';
    private static final int LEAST_PREFIX = 8;

    /** Framework property: {@code true} where configuration is checked, and there is no server. */
    private static final String CHECK = "stagedoor.check";

    private static final String NOT_READ = "the revocations have not been read yet";

    private final Revoked revoked;
    private final Clock clock;
    private final LongSupplier nanos;
    private final boolean isCheck;
    private final int most;
    /** The last tenth is for what means many at once, so that somebody can be put out when there are too many tokens and sessions. */
    private final int mostSingle;

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final List<ConfiguredRevocation> configured = new CopyOnWriteArrayList<>();

    /**
     * A configuration that was removed.
     *
     * @param end until when it counts, by {@link #nanos}
     */
    private record Leaving(ConfiguredRevocation one, long end) {}

    private final List<Leaving> leaving = new ArrayList<>();

    private final Following<Reading> following;

    /** Under the monitor of {@link #following}, as what follows. */
    private String failure = "";

    private List<String> strange = List.of();
    private boolean isSharing;
    /** Since when this server is on its own again; {@code null} if it is not, or always was. */
    private @Nullable Instant alone;
    /** What has been sent to the store and is not answered yet, by id: the next of the same id means as much, too. */
    private final Map<String, Kept> underWay = new HashMap<>();

    /** All, while they are read. */
    private static final class Reading {

        private final Revoked.Anew next;
        private final Instant now;
        private final List<String> strange = new ArrayList<>();

        private Reading(Revoked.Anew next, Instant now) {
            this.next = next;
            this.now = now;
        }

        private void visit(String id, byte[] bytes) {
            Optional<Kept> kept = Kept.of(bytes);
            if (kept.isEmpty()) {
                strange.add(id);
            } else if (!kept.get().revocation().isOver(now)) {
                next.put(kept.get().revocation());
            }
        }
    }

    /** Begins to read as soon as there is a store; where configuration is checked, and there is no server, nothing is read. */
    @Activate
    public Revocations(BundleContext context) {
        this(Clock.systemUTC(), System::nanoTime, "true".equals(context.getProperty(CHECK)), MOST);
        if (!isCheck) {
            following.begin(this::leave);
        }
    }

    /** For {@link #tick}. */
    Revocations(Clock clock, LongSupplier nanos) {
        this(clock, nanos, MOST);
    }

    /** @param most how many there may be in all */
    Revocations(Clock clock, LongSupplier nanos, int most) {
        this(clock, nanos, false, most);
    }

    private Revocations(Clock clock, LongSupplier nanos, boolean isCheck, int most) {
        this.most = most;
        this.mostSingle = most / 10 * 9;
        this.clock = clock;
        this.nanos = nanos;
        this.isCheck = isCheck;
        this.following = new Following<>(KIND, nanos, new Copy());
        this.revoked = new Revoked(clock);
        revoked.setUnknown(isCheck ? null : NOT_READ);
    }

    /** Ends the reading. */
    @Deactivate
    void close() {
        following.close();
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindStore(SharedState next) {
        synchronized (following) {
            if (next.isShared()) {
                isSharing = true;
                alone = null;
            } else if (isSharing) {
                isSharing = false;
                alone = clock.instant().truncatedTo(ChronoUnit.SECONDS);
                LOG.warn(
                        "This server shares nothing with others any more, and is on its own. What it knew of their revocations holds until it is started again.");
            }
        }
        following.bind(next);
        tick();
    }

    void unbindStore(SharedState gone) {
        following.unbind(gone);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindConfigured(ConfiguredRevocation one) {
        configured.add(one);
        configure();
    }

    void updatedConfigured(ConfiguredRevocation one) {
        configure();
    }

    /** Editors remove a file for a moment to write it anew: nobody gets in thereby. */
    void unbindConfigured(ConfiguredRevocation one) {
        synchronized (following) {
            leaving.add(new Leaving(one, nanos.getAsLong() + FileWatch.REWRITING.toNanos()));
        }
        configured.remove(one);
    }

    /** Lets go of what was configured and has not come back. */
    private void leave() {
        boolean gone;
        synchronized (following) {
            long now = nanos.getAsLong();
            gone = leaving.removeIf(one -> now - one.end() >= 0);
        }
        if (gone) {
            configure();
        }
    }

    private void configure() {
        synchronized (following) {
            revoked.configure(
                    Stream.concat(configured.stream(), leaving.stream().map(Leaving::one))
                            .flatMap(one -> one.revocations().stream())
                            .toList());
        }
        changed();
    }

    /** Who is out at this moment: always the same object. */
    public Revoked revoked() {
        return revoked;
    }

    /**
     * Is run whenever somebody may be out who was not before, on any thread. Must not block.
     *
     * @return ends that
     */
    public AutoCloseable onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }

    /**
     * Takes something back. Once it is answered, each decision knows it, and it survives a crash. One of the same {@linkplain Revocation#id id} that is
     * there stays in force: the answer is what both mean together.
     *
     * @param by who ordered it, for operators: at most 64 characters are kept
     * @return comes on any thread; exceptionally with {@link SharedStateException}, whose message is a sentence for operators, if it could not be kept:
     *     nothing is revoked then, as far as anybody knows
     */
    public CompletionStage<Kept> add(Revocation revocation, String by) {
        SharedState into = following.store();
        if (into == null) {
            return CompletableFuture.failedFuture(new SharedStateException(noStore()));
        }
        Kept kept;
        synchronized (following) {
            Optional<Revocation> known = revoked.known(revocation);
            if (known.isEmpty() && size() >= most(revocation.mark())) {
                return CompletableFuture.failedFuture(new SharedStateException("there are " + size()
                        + " revocations already, the most that there may be by "
                        + revocation.mark().shown()
                        + "; take some out with 'stagedoor revoke --remove ID'"
                        + (isSingle(revocation.mark()) ? ", or revoke by sub or kid" : "")));
            }
            Revocation joined = known.map(revocation::joined).orElse(revocation);
            Kept before = underWay.get(revocation.id());
            kept = new Kept(before == null ? joined : joined.joined(before.revocation()), by, clock.instant());
            underWay.put(kept.id(), kept);
        }
        return into.put(KIND, kept.id(), kept.bytes(), left(kept.revocation())).handle((done, thrown) -> {
            synchronized (following) {
                underWay.remove(kept.id(), kept);
            }
            if (thrown != null) {
                throw new CompletionException(Following.cause(thrown));
            }
            take(kept);
            following.announce(into, message(ADDED, kept));
            return kept;
        });
    }

    private static boolean isSingle(Mark mark) {
        return mark == Mark.TOKEN || mark == Mark.SESSION;
    }

    private int most(Mark mark) {
        return isSingle(mark) ? mostSingle : most;
    }

    /** How many there are, and are about to be. Holding the monitor. */
    private int size() {
        int size = underWay.size();
        for (Mark mark : Mark.values()) {
            size += revoked.size(mark);
        }
        return size;
    }

    private Duration left(Revocation revocation) {
        if (revocation.until().equals(Revocation.FOREVER)) {
            return SharedState.FOREVER;
        }
        Duration left = Duration.between(clock.instant(), Instant.ofEpochSecond(revocation.untilSecond()));
        return left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left;
    }

    private static String noStore() {
        return "there is no store for revocations: a bundle that has it has not started. 'stagedoor bundles' says which";
    }

    private static byte[] message(byte what, Kept kept) {
        byte[] bytes = kept.bytes();
        byte[] message = new byte[bytes.length + 1];
        message[0] = what;
        System.arraycopy(bytes, 0, message, 1, bytes.length);
        return message;
    }

    /** What the store has, as it is followed. */
    private final class Copy implements Following.Follower<Reading> {

        @Override
        public Reading anew() {
            return new Reading(revoked.new Anew(), clock.instant());
        }

        @Override
        public void visit(Reading next, String key, byte[] value) {
            next.visit(key, value);
        }

        @Override
        public boolean heard(byte[] message) {
            Optional<Kept> kept =
                    message.length < 2 ? Optional.empty() : Kept.of(Arrays.copyOfRange(message, 1, message.length));
            if (kept.isPresent() && message[0] == ADDED) {
                take(kept.get());
                return true;
            }
            if (kept.isPresent() && message[0] == REMOVED) {
                drop(kept.get());
                return true;
            }
            return false;
        }

        @Override
        public void read(Reading next) {
            next.next.end();
            failure = "";
            tellOfStrange(next.strange);
        }

        @Override
        public void failed(Throwable thrown, boolean isFirst) {
            String why = String.valueOf(Redacted.of(String.valueOf(thrown.getMessage())));
            if (isFirst) {
                revoked.setUnknown(NOT_READ + ": " + why);
            }
            if (!why.equals(failure)) {
                LOG.error(
                        "The revocations cannot be read: {}. {}",
                        why,
                        isFirst
                                ? "Nobody is let in until they are."
                                : "Those that are known hold; new ones are refused.");
            }
            failure = why;
        }

        @Override
        public void kept(String key, byte[] value) {
            Kept.of(value).ifPresentOrElse(Revocations.this::take, following::wholly);
        }

        @Override
        public void lost(Reading next) {
            next.next.save();
        }

        @Override
        public void unread(String why) {
            revoked.setUnknown("nobody knows the revocations: " + why);
            LOG.error("Nobody is let in: nobody knows the revocations: {}.", why);
        }

        @Override
        public void changed() {
            Revocations.this.changed();
        }
    }

    private void take(Kept kept) {
        Revocation revocation = kept.revocation();
        boolean news;
        synchronized (following) {
            Optional<Revocation> known = revoked.known(revocation);
            Revocation joined = known.map(revocation::joined).orElse(revocation);
            news = !known.equals(Optional.of(joined));
            revoked.put(joined);
            following.meanwhile(reading -> reading.next.put(joined));
        }
        if (news) {
            changed();
        }
    }

    private void drop(Kept kept) {
        synchronized (following) {
            revoked.remove(kept.revocation());
            following.meanwhile(reading -> reading.next.remove(kept.revocation()));
        }
    }

    /**
     * Takes a revocation out. Who was cut by it may come again.
     *
     * @param id or its beginning, of 8 characters or more
     * @return empty if there is none; exceptionally with {@link SharedStateException} if it could not be taken out, or several begin so
     */
    public CompletionStage<Optional<String>> remove(String id) {
        SharedState from = following.store();
        if (from == null) {
            return CompletableFuture.failedFuture(new SharedStateException(noStore()));
        }
        if (id.length() < LEAST_PREFIX) {
            return CompletableFuture.failedFuture(
                    new SharedStateException("an id has at least " + LEAST_PREFIX + " characters"));
        }
        Map<String, Optional<Kept>> found = new HashMap<>();
        return from.all(KIND, (key, bytes) -> {
                    if (key.startsWith(id)) {
                        synchronized (found) {
                            found.put(key, Kept.of(bytes));
                        }
                    }
                })
                .thenCompose(done -> {
                    synchronized (found) {
                        return found.size() > 1
                                ? CompletableFuture.failedFuture(
                                        new SharedStateException("several revocations have an id that begins so"))
                                : found.entrySet().stream()
                                        .findFirst()
                                        .map(one -> remove(from, one.getKey(), one.getValue()))
                                        .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
                    }
                });
    }

    private CompletionStage<Optional<String>> remove(SharedState from, String id, Optional<Kept> kept) {
        return from.remove(KIND, id).thenApply(was -> {
            kept.ifPresentOrElse(
                    known -> {
                        drop(known);
                        following.announce(from, message(REMOVED, known));
                    },
                    following::again);
            return was ? Optional.of(id) : Optional.empty();
        });
    }

    /**
     * What is kept.
     *
     * @param count how many there are
     * @param newest some of them, the newest first
     * @param strange the ids of those that this version cannot read
     */
    public record Listed(long count, List<Kept> newest, List<String> strange) {}

    /**
     * Reads what is kept.
     *
     * @param limit how many are described at most
     * @return exceptionally with {@link SharedStateException} if the store cannot say
     */
    public CompletionStage<Listed> list(int limit) {
        SharedState from = following.store();
        if (from == null) {
            return CompletableFuture.failedFuture(new SharedStateException(noStore()));
        }
        Comparator<Kept> byAge = Comparator.comparing(Kept::since).thenComparing(Kept::id);
        PriorityQueue<Kept> newest = new PriorityQueue<>(byAge);
        List<String> unread = new ArrayList<>();
        long[] count = new long[1];
        Instant now = clock.instant();
        return from.all(KIND, (key, bytes) -> {
                    synchronized (newest) {
                        Optional<Kept> kept = Kept.of(bytes);
                        if (kept.isEmpty()) {
                            unread.add(key);
                        } else if (!kept.get().revocation().isOver(now)) {
                            count[0]++;
                            newest.add(kept.get());
                            if (newest.size() > limit) {
                                newest.remove();
                            }
                        }
                    }
                })
                .thenApply(done -> {
                    synchronized (newest) {
                        List<Kept> sorted = new ArrayList<>(newest);
                        sorted.sort(byAge.reversed());
                        return new Listed(count[0], List.copyOf(sorted), List.copyOf(unread));
                    }
                });
    }

    /** How many are kept, by {@link Mark#shown}. One that has ended may be counted for a while. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new HashMap<>();
        for (Mark mark : Mark.values()) {
            int size = revoked.size(mark);
            if (size > 0) {
                counts.put(mark.shown(), (long) size);
            }
        }
        return Map.copyOf(counts);
    }

    /** By the file of each configuration that revokes something, how many it revokes. */
    public Map<String, Integer> files() {
        Map<String, Integer> files = new TreeMap<>();
        configured.forEach(one -> files.put(one.where(), one.revocations().size()));
        return files;
    }

    /** How many configurations revoke something. */
    public int configurations() {
        return configured.size();
    }

    /** What keeps revocations from being known or kept; each says what follows. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        SharedState now = following.store();
        revoked.unknown().ifPresent(why -> problems.add("revocations: nobody is let in, because " + why));
        int size;
        Instant left;
        synchronized (following) {
            size = size();
            left = alone;
        }
        if (left != null) {
            problems.add(
                    "this server shared what servers know together until " + left
                            + ", and is on its own since: stagedoor.shared.cfg is gone. What it knew of revocations holds; new ones of other servers, and tokens that"
                            + " are used there, it does not know. Put the file back; or start the server again, if this is meant");
        }
        if (size >= mostSingle) {
            problems.add("revocations: there are " + size + ", and at most " + most
                    + " can be kept: single tokens and sessions can no longer be revoked. Take out what is not needed any more with"
                    + " 'stagedoor revoke --remove ID'");
        }
        if (now != null) {
            now.problem()
                    .ifPresent(why -> problems.add("revocations: the store does not work: " + why
                            + ". Those that are known hold; new ones are refused"));
            now.notice().ifPresent(problems::add);
        } else if (!isCheck) {
            problems.add("revocations: " + noStore() + ". Those that are known hold; new ones are refused");
        }
        configured.forEach(one -> one.problem().ifPresent(problems::add));
        return problems;
    }

    /** Reads all if that is due: at first, once the store works again, and every half minute. */
    void tick() {
        leave();
        if (!isCheck) {
            following.tick();
        }
    }

    /** Holding the monitor. Nobody knows whom it means, so nobody is let in. */
    private void tellOfStrange(Collection<String> ids) {
        if (ids.isEmpty()) {
            revoked.setUnknown(null);
        } else {
            String first = ids.iterator().next();
            String why = ids.size()
                    + " revocation(s) were written by another version of Stagedoor, which this one cannot read. Install that version"
                    + " again, or take them out with 'stagedoor revoke --remove ID', such as " + first;
            revoked.setUnknown(why);
            if (!List.copyOf(ids).equals(strange)) {
                LOG.error("Nobody is let in: {}.", why);
            }
        }
        strange = List.copyOf(ids);
    }
}
