package io.stagedoor.core.ticket;

import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.shared.Bounds;
import io.stagedoor.core.shared.Following;
import io.stagedoor.core.shared.SharedState;
import io.stagedoor.core.shared.SharedStateException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
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
 * The tickets that there are: kept by the shared state before anybody gets one, and found in memory. Those of other servers come by announcements, and by
 * reading all every half minute. Until all have been read once, nobody can tell whether a ticket is one. Thread-safe.
 */
@Component(service = Tickets.class)
public final class Tickets {

    /** How many there may be in all. */
    public static final int MOST = 100_000;

    /** How many one subject may have. */
    public static final int MOST_OF_SUBJECT = 20;

    /** The kind and the topic of the shared state. */
    static final String KIND = "ticket";

    private static final Logger LOG = LoggerFactory.getLogger(Tickets.class);
    private static final byte ADDED = 'A';
    private static final byte REMOVED = 'R';
    private static final int ID_BYTES = 22;
    private static final int LEAST_PREFIX = 8;

    /** Framework property: {@code true} where configuration is checked, and there is no server. */
    private static final String CHECK = "stagedoor.check";

    private static final String NOT_READ = "the tickets have not been read yet";
    private static final String NO_STORE =
            "there is no store for tickets: a bundle that has it has not started. 'stagedoor bundles' says which";

    private final Clock clock;
    private final boolean isCheck;
    private final int most;

    private volatile TicketTable table = new TicketTable();
    /** Why nobody can tell; {@code null} if that is not so. */
    private volatile @Nullable String unknown = NOT_READ;

    private final Following<Reading> following;

    /** Under the monitor of {@link #following}, as what follows. */
    private int strange;

    /** The owners of tickets that were sent to the store and are not answered yet. */
    private final Map<TicketKey, String> underWay = new HashMap<>();

    /** All, while they are read. */
    private static final class Reading {

        private final TicketTable next = new TicketTable();
        private final Instant now;
        private int strange;

        private Reading(Instant now) {
            this.now = now;
        }

        private void visit(String id, byte[] bytes) {
            Optional<TicketKey> key = TicketKey.ofId(id);
            Packed packed = key.isEmpty() ? null : Packed.of(key.get(), bytes);
            if (packed == null) {
                strange++;
                return;
            }
            Ticket ticket = Packed.ticket(key.get(), Packed.Common.of(packed.common()), packed.own(), 0);
            if (!ticket.isOver(now)) {
                next.put(key.get(), packed, ticket.owner());
            }
        }
    }

    /** A ticket, as operators know it. */
    public record Known(TicketKey key, Ticket ticket) {

        /** As of {@link TicketKey#id}. */
        public String id() {
            return key.id();
        }
    }

    /** There are as many tickets as there may be. */
    public static final class FullException extends Exception {

        private static final long serialVersionUID = 1L;

        FullException(String message) {
            super(message);
        }
    }

    /** Begins to read as soon as there is a store; where configuration is checked, and there is no server, nothing is read. */
    @Activate
    public Tickets(BundleContext context) {
        this(Clock.systemUTC(), System::nanoTime, "true".equals(context.getProperty(CHECK)), MOST);
        if (!isCheck) {
            following.begin(() -> {});
        }
    }

    /** For {@link #tick}, which its tests call. */
    public Tickets(Clock clock, LongSupplier nanos) {
        this(clock, nanos, false, MOST);
    }

    Tickets(Clock clock, LongSupplier nanos, boolean isCheck, int most) {
        this.clock = clock;
        this.isCheck = isCheck;
        this.most = most;
        this.following = new Following<>(KIND, nanos, new Copy());
    }

    /** Ends the reading. */
    @Deactivate
    void close() {
        following.close();
    }

    /** Where tickets are kept. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void bindStore(SharedState next) {
        following.bind(next);
        tick();
    }

    void unbindStore(SharedState gone) {
        following.unbind(gone);
    }

    /** Why nobody can tell whether a ticket is one; empty if it is known. */
    public Optional<String> unknown() {
        return Optional.ofNullable(unknown);
    }

    /** The ticket of a key, also one that has ended a moment ago; {@code null} for none. */
    public @Nullable Ticket find(TicketKey key) {
        return table.find(key);
    }

    /** How many there are. One that has ended may be counted for a while. */
    public int size() {
        return table.size();
    }

    /**
     * Makes a ticket. Once it is answered, each decision knows it, and it survives a crash.
     *
     * @param ticket what it is to stand for, by the key of the ticket
     * @return comes on any thread; exceptionally with {@link FullException}, or with {@link SharedStateException}, whose message is a sentence for operators, if
     *     it could not be kept: there is no ticket then
     */
    public CompletionStage<Ticket> add(TicketKey key, Ticket ticket) {
        Packed packed = Packed.of(ticket);
        byte[] whole = packed.whole();
        if (whole.length > Bounds.MOST_VALUE - ID_BYTES - 1) {
            return CompletableFuture.failedFuture(new SharedStateException(
                    "what was granted takes more than 4 KiB: it has too many rooms or attributes"));
        }
        String owner = ticket.owner();
        Instant now = clock.instant();
        Duration left = Duration.between(now, ticket.end());
        SharedState into = following.store();
        synchronized (following) {
            if (into == null || unknown != null) {
                return CompletableFuture.failedFuture(
                        new SharedStateException(into == null ? NO_STORE : String.valueOf(unknown)));
            }
            if (table.size() + underWay.size() >= most) {
                return CompletableFuture.failedFuture(
                        new FullException("there are " + most + " tickets, the most that there may be"));
            }
            int[] owned = {
                (int) underWay.values().stream().filter(owner::equals).count()
            };
            table.ofOwner(owner, (other, one) -> owned[0] += one.isOver(now) ? 0 : 1);
            if (owned[0] >= MOST_OF_SUBJECT) {
                return CompletableFuture.failedFuture(new FullException(
                        "the subject has " + MOST_OF_SUBJECT + " tickets, the most that one may have"));
            }
            underWay.put(key, owner);
        }
        return into.put(KIND, key.id(), whole, left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left)
                .handle((done, thrown) -> {
                    synchronized (following) {
                        underWay.remove(key);
                        if (thrown == null) {
                            take(key, packed, owner);
                        }
                    }
                    if (thrown != null) {
                        throw new CompletionException(Following.cause(thrown));
                    }
                    following.announce(into, message(ADDED, key, whole));
                    return ticket;
                });
    }

    private static byte[] message(byte what, TicketKey key, byte[] whole) {
        byte[] message = new byte[1 + ID_BYTES + whole.length];
        message[0] = what;
        System.arraycopy(key.id().getBytes(StandardCharsets.ISO_8859_1), 0, message, 1, ID_BYTES);
        System.arraycopy(whole, 0, message, 1 + ID_BYTES, whole.length);
        return message;
    }

    /** What the store has, as it is followed. */
    private final class Copy implements Following.Follower<Reading> {

        @Override
        public Reading anew() {
            return new Reading(clock.instant());
        }

        @Override
        public void visit(Reading next, String key, byte[] value) {
            next.visit(key, value);
        }

        @Override
        public boolean heard(byte[] message) {
            Optional<TicketKey> key = message.length <= ID_BYTES
                    ? Optional.empty()
                    : TicketKey.ofId(new String(message, 1, ID_BYTES, StandardCharsets.ISO_8859_1));
            byte what = message.length == 0 ? 0 : message[0];
            if (key.isPresent() && what == REMOVED) {
                drop(key.get());
                return true;
            }
            Packed packed = key.isPresent() && what == ADDED
                    ? Packed.of(key.get(), Arrays.copyOfRange(message, 1 + ID_BYTES, message.length))
                    : null;
            if (packed == null) {
                return false;
            }
            String owner = Packed.ticket(key.get(), Packed.Common.of(packed.common()), packed.own(), 0)
                    .owner();
            synchronized (following) {
                take(key.get(), packed, owner);
            }
            return true;
        }

        @Override
        public void read(Reading next) {
            table = next.next;
            unknown = null;
            if (next.strange > 0 && next.strange != strange) {
                LOG.warn(
                        "{} ticket(s) were written by another version of Stagedoor, which this one cannot read; their holders are refused.",
                        next.strange);
            }
            strange = next.strange;
        }

        @Override
        public void kept(String key, byte[] value) {
            Optional<TicketKey> id = TicketKey.ofId(key);
            if (id.isEmpty() || !heard(message(ADDED, id.get(), value))) {
                following.wholly();
            }
        }

        @Override
        public void unread(String why) {
            unknown = "nobody knows the tickets: " + why;
        }

        @Override
        public void failed(Throwable why, boolean isFirst) {
            if (isFirst) {
                unknown = NOT_READ + ": " + Redacted.message(why);
            }
        }
    }

    /** Holding the monitor. */
    private void take(TicketKey key, Packed packed, String owner) {
        table.put(key, packed, owner);
        following.meanwhile(reading -> reading.next.put(key, packed, owner));
    }

    private void drop(TicketKey key) {
        synchronized (following) {
            table.remove(key);
            following.meanwhile(reading -> reading.next.remove(key));
        }
    }

    /**
     * Takes a ticket out, for good. What its holder has goes on.
     *
     * @return whether the store had it; exceptionally with {@link SharedStateException} if it could not be taken out
     */
    public CompletionStage<Boolean> remove(TicketKey key) {
        SharedState from = following.store();
        if (from == null) {
            return CompletableFuture.failedFuture(new SharedStateException(NO_STORE));
        }
        return from.remove(KIND, key.id()).thenApply(there -> {
            drop(key);
            following.announce(from, message(REMOVED, key, new byte[0]));
            return there;
        });
    }

    /**
     * The tickets whose id begins so.
     *
     * @param beginning of 8 characters or more
     * @return none for a shorter beginning
     */
    public List<Known> beginning(String beginning) {
        List<Known> found = new ArrayList<>();
        if (beginning.length() >= LEAST_PREFIX) {
            table.forEach((key, ticket) -> {
                if (key.id().startsWith(beginning)) {
                    found.add(new Known(key, ticket));
                }
            });
        }
        return found;
    }

    /** Those that have not ended, the newest first, at most so many. */
    public List<Known> newest(int limit) {
        Instant now = clock.instant();
        List<Known> all = new ArrayList<>();
        table.forEach((key, ticket) -> {
            if (!ticket.isOver(now)) {
                all.add(new Known(key, ticket));
            }
        });
        return all.stream()
                .sorted(Comparator.comparing((Known one) -> one.ticket().since())
                        .reversed())
                .limit(limit)
                .toList();
    }

    /** Reads all if that is due: at first, once the store works again, and every half minute. */
    public void tick() {
        if (!isCheck) {
            following.tick();
        }
    }
}
