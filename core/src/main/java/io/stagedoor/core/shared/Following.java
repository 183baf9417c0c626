package io.stagedoor.core.shared;

import io.stagedoor.auth.support.text.Redacted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a copy in memory has all values of one kind: reads all when a store comes, once it works again, and every half minute, since announcements can
 * be lost; and hears announcements at any time. Its monitor guards the copy, too: who changes that holds it, and nothing waits meanwhile. Thread-safe.
 *
 * @param <N> the copy that is being made while all are read
 */
public final class Following<N> {

    private static final Logger LOG = LoggerFactory.getLogger(Following.class);
    private static final long TICK_MILLIS = 100;
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** After a failure. */
    private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** So often only what has changed is read, before all are. */
    private static final int PARTS = 60;

    /** A store that others share is somewhere else. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** To read a million takes a while: no more than a fiftieth of the time. */
    private static final int PAUSE = 50;

    /** Whose values they are. */
    public interface Follower<N> {

        /** A copy without anything. */
        N anew();

        /** All has one value more, which is read. On a thread of the store; by one at a time. */
        void visit(N next, String key, byte[] value);

        /**
         * Somebody has changed something. On a thread of the store.
         *
         * @return {@code false} if this version does not understand it: all are read then
         */
        boolean heard(byte[] message);

        /** A value was kept since all were read. On a thread of the store; not holding the monitor. */
        default void kept(String key, byte[] value) {}

        /** All were read: this is the copy now. Holding the monitor. */
        void read(N next);

        /**
         * All could not be read. Holding the monitor.
         *
         * @param isFirst whether none have ever been read
         */
        void failed(Throwable why, boolean isFirst);

        /**
         * The store has lost what it had, or is this server's own in place of one that was shared: what is known stays, beside what is read from now on.
         * Holding the monitor, before {@link #read}.
         */
        default void lost(N next) {}

        /**
         * What was read does not count any more, until all are read again. Holding the monitor.
         *
         * @param why a part of a sentence
         */
        void unread(String why);

        /** There is another copy. Not holding the monitor. */
        default void changed() {}
    }

    private final String kind;
    private final LongSupplier nanos;
    private final Follower<N> follower;
    private final ScheduledThreadPoolExecutor worker;

    /** Under the monitor, as what follows. */
    private @Nullable SharedState store;

    private SharedState.@Nullable Registration listening;
    private @Nullable Reading<N> reading;
    private boolean isRead;
    /** Whether that of which all were read is shared. */
    private boolean isOfShared;

    /** Where the changes were when all, or what has changed, were read; empty if the store does not tell. */
    private Optional<String> mark = Optional.empty();

    /** How often only what has changed was read. */
    private int parts;

    private boolean troubled;
    private boolean failing;
    private long due;
    /** When the store came. */
    private long bound;
    /** When the store worked. */
    private long worked;
    /** How often the store of which all were read had lost all. */
    private long losses;

    /** Reading of all, from one store. What comes meanwhile may be missed by it, and is repeated at its end. */
    private static final class Reading<N> {

        private final SharedState from;
        private final N next;
        private final List<Consumer<N>> meanwhile = new ArrayList<>();
        private final long began;
        private final long losses;
        private Optional<String> mark = Optional.empty();

        private Reading(SharedState from, N next, long began) {
            this.from = from;
            this.next = next;
            this.began = began;
            this.losses = from.losses();
        }
    }

    /**
     * Follows nothing yet.
     *
     * @param kind the kind and the topic of the shared state
     * @param nanos a clock that nobody sets, in nanoseconds
     */
    public Following(String kind, LongSupplier nanos, Follower<N> follower) {
        this.kind = kind;
        this.nanos = nanos;
        this.follower = follower;
        this.worker = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "stagedoor-following-" + kind);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Reads by itself from now on.
     *
     * @param each is run ten times a second, too
     */
    public void begin(Runnable each) {
        worker.scheduleWithFixedDelay(
                () -> {
                    try {
                        each.run();
                        tick();
                    } catch (RuntimeException e) { // of a store; thrown on, it would end the task without a word
                        LOG.warn("Could not read what is kept as '{}'; Stagedoor tries again.", kind, Redacted.of(e));
                    }
                },
                TICK_MILLIS,
                TICK_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** Ends the reading. */
    public void close() {
        worker.shutdownNow();
        SharedState last = store();
        if (last != null) {
            unbind(last);
        }
    }

    /** A store has come, in place of another one or none. */
    public void bind(SharedState next) {
        SharedState.Registration registration = next.listen(kind, this::hear);
        SharedState.Registration last;
        synchronized (this) {
            last = listening;
            store = next;
            listening = registration;
            reading = null;
            due = nanos.getAsLong();
            worked = due;
            bound = due;
            mark = Optional.empty();
            failing = false;
            if (isRead && next.isShared() != isOfShared) { // what others know is not known yet
                isRead = false;
                follower.unread("they have not been read yet from the store that is configured now");
            }
        }
        if (last != null) {
            last.close();
        }
    }

    /** A store has gone. */
    public void unbind(SharedState gone) {
        SharedState.Registration last = null;
        synchronized (this) {
            if (store == gone) { // no successor has come before it went
                last = listening;
                store = null;
                listening = null;
                reading = null;
            }
        }
        if (last != null) {
            last.close();
        }
    }

    /** Where all are; {@code null} for nowhere. */
    public synchronized @Nullable SharedState store() {
        return store;
    }

    /** The copy was changed: the one that is being made has to be changed, too. Holding the monitor. */
    public void meanwhile(Consumer<N> change) {
        if (reading != null) {
            reading.meanwhile.add(change);
        }
    }

    /** All are read soon. */
    public synchronized void again() {
        due = nanos.getAsLong();
    }

    /** All are read soon, and not only what has changed. */
    public synchronized void wholly() {
        parts = PARTS;
        due = nanos.getAsLong();
    }

    /**
     * Tells all others that something was changed.
     *
     * @param store where it was
     */
    public void announce(SharedState store, byte[] message) {
        store.announce(kind, message)
                .exceptionally(
                        thrown -> { // a hint: others read all now and then
                            LOG.debug("Could not announce a change of '{}'.", kind, Redacted.of(thrown));
                            return null;
                        });
    }

    private void hear(byte[] message) {
        if (!follower.heard(message)) {
            again();
        }
    }

    /** Reads all if that is due. */
    public void tick() {
        Reading<N> next;
        synchronized (this) {
            SharedState from = store;
            if (from == null || reading != null) {
                return;
            }
            boolean works = from.problem().isEmpty();
            boolean again = works && troubled;
            troubled = !works;
            long now = nanos.getAsLong();
            grow(from, works, now);
            if (!again && isRead && now - due < 0) {
                return;
            }
            next = new Reading<>(from, follower.anew(), now);
            reading = next;
            next.mark = isRead && from.losses() == losses && parts < PARTS ? mark : Optional.empty();
        }
        if (next.mark.isPresent()) {
            next.from.since(kind, next.mark.get(), follower::kept).whenComplete((found, thrown) -> {
                if (thrown == null && found.isEmpty()) { // only all tells
                    readAll(next);
                } else {
                    endedPart(next, thrown == null ? found : next.mark, thrown);
                }
            });
        } else {
            readAll(next);
        }
    }

    private void readAll(Reading<N> next) {
        next.from.mark(kind).whenComplete((found, failed) -> {
            next.mark = failed == null ? found : Optional.empty();
            next.from
                    .all(kind, (key, value) -> follower.visit(next.next, key, value))
                    .whenComplete((done, thrown) -> ended(next, thrown));
        });
    }

    private synchronized void endedPart(Reading<N> last, Optional<String> next, @Nullable Throwable thrown) {
        if (reading != last) { // another store has come meanwhile
            return;
        }
        reading = null;
        long now = nanos.getAsLong();
        failing = thrown != null;
        due = now + (failing ? SOON_NANOS : AGAIN_NANOS);
        mark = next;
        parts++;
        if (thrown == null) {
            worked = now;
        } else {
            follower.failed(cause(thrown), false);
        }
    }

    /** Notes how old what is known may be. Holding the monitor. */
    private void grow(SharedState from, boolean works, long now) {
        if (works && !failing) {
            worked = now;
        } else if (isRead && Duration.ofNanos(now - worked).compareTo(from.staleAfter()) > 0) {
            isRead = false;
            follower.unread(
                    from.staleAfter().isZero()
                            ? from.problem().orElse("the store cannot be read")
                            : "the store has not been read for "
                                    + from.staleAfter().toSeconds() + " s");
        }
    }

    private void ended(Reading<N> last, @Nullable Throwable thrown) {
        synchronized (this) {
            if (reading != last) { // another store has come meanwhile
                return;
            }
            reading = null;
            long now = nanos.getAsLong();
            due = now + Math.max(AGAIN_NANOS, PAUSE * (now - last.began));
            failing = thrown != null;
            if (thrown != null) {
                due = isRead ? Math.min(due, now + SOON_NANOS) : now;
                if (isRead || !last.from.isShared() || now - bound >= PATIENCE_NANOS) { // it may be connecting yet
                    follower.failed(cause(thrown), !isRead);
                }
                return;
            }
            last.meanwhile.forEach(change -> change.accept(last.next));
            if (isOfShared && (!last.from.isShared() || isRead && last.losses != losses)) {
                follower.lost(last.next);
            }
            follower.read(last.next);
            isRead = true;
            isOfShared = last.from.isShared();
            losses = last.losses;
            mark = last.mark;
            parts = 0;
            worked = now;
        }
        follower.changed();
    }

    /** What a stage of the shared state has failed with. */
    public static Throwable cause(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
