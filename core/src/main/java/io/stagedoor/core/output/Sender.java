package io.stagedoor.core.output;

import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.audit.AuditLine;
import io.stagedoor.core.audit.OutputState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands lines over to one place, by a thread of its own. What cannot be handed over is kept and tried again, later and later; what does not fit into the
 * backlog meanwhile is lost, and counted. Thread-safe.
 */
final class Sender {

    /**
     * How long it waits.
     *
     * @param firstRetry after the first failure; twice as long after each one that follows
     * @param longestRetry after many
     * @param stuck for a place that takes nothing
     * @param stop for the last lines, once nothing more is to be sent
     * @param probation for a place to show, once it has the first lines, that it takes none
     */
    record Times(Duration firstRetry, Duration longestRetry, Duration stuck, Duration stop, Duration probation) {

        static final Times USUAL = new Times(
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2));
    }

    /** So many are handed over at a time, and again if that fails. */
    static final int BATCH = 32;

    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
    private static final long IDLE_MILLIS = 1000;
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** An hour that often doubled still is a number of nanoseconds. */
    private static final int MOST_DOUBLINGS = 16;
    /** How often a place on probation is looked at. */
    private static final long PROBATION_LOOK_MILLIS = 20;

    /** A pause is longer or shorter by up to this part of it: servers that lost the same syslog server come back one by one. */
    private static final int SPREAD = 5;

    private final Backlog backlog = new Backlog();
    private final AtomicLong sent = new AtomicLong();
    private final Semaphore signal = new Semaphore(0);
    private final Times times;
    private final LongSupplier nanoTime;
    private final Thread thread;

    private volatile Sink wanted;
    /** Until when lines are handed over; {@code null} as long as there is no end. */
    private volatile @Nullable Long end;
    /** Why the last call failed; {@code null} if it did not. */
    private volatile @Nullable String trouble;
    /** The call that is under way. */
    private volatile @Nullable Call call;

    /** A call of a sink, which may hang. */
    private record Call(Sink sink, long since) {}

    /** What was taken from the backlog and is not handed over. For the sender's thread, as what follows. */
    private final List<Message> batch = new ArrayList<>(BATCH);

    private Sink current;
    /** Lines that were handed over since the place was opened last. */
    private long sentSinceOpen;
    /** Whether whoever was there took no lines, and nobody has taken any since: that somebody can be connected to says nothing then. */
    private boolean doubtful;

    private int failures;
    private long failedAt;
    /** Whether the failure that lasts was said, and when one was said last. */
    private boolean said;

    private @Nullable Long saidAt;

    /** Begins. */
    Sender(Sink sink, Times times, LongSupplier nanoTime) {
        this.wanted = sink;
        this.current = sink;
        this.times = times;
        this.nanoTime = nanoTime;
        thread = new Thread(this::run, "stagedoor-audit-" + sink.name());
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes a line, or counts it as lost. Never waits. */
    void tell(AuditLine line) {
        if (end == null) {
            backlog.offer(line);
        } else {
            backlog.lose(line.count());
        }
    }

    /** Hands over to another place from now on: what waits goes there, too. What is under way ends, soon. */
    void change(Sink next) {
        wanted = next;
        wake();
    }

    /** Takes nothing more, hands over what waits as far as that goes quickly, and ends. Does not wait for that. */
    void end() {
        end = nanoTime.getAsLong() + times.stop().toNanos();
        wake();
    }

    /** Waits until it has ended, and not for ever. */
    void await() throws InterruptedException {
        thread.join(2 * times.stop().toMillis());
    }

    /** Whether its thread still runs. */
    boolean isAlive() {
        return thread.isAlive();
    }

    private void wake() {
        signal.release();
        backlog.wake();
    }

    /** Ends a call that hangs. From time to time, by another thread. */
    void look() {
        Call now = call;
        if (now != null && age(now) > patience(now.sink()).toNanos()) {
            now.sink().abort();
        }
    }

    private long age(Call now) {
        return nanoTime.getAsLong() - now.since();
    }

    private Duration patience(Sink sink) {
        return end == null && wanted == sink ? times.stuck() : times.stop().dividedBy(2);
    }

    /** How it is. */
    OutputState state() {
        Sink sink = wanted;
        return new OutputState(sink.name(), sink.target(), backlog.size(), sent.get(), backlog.lost(), troubleNow());
    }

    /** A place that takes nothing, and says nothing, is in trouble, too. */
    private Optional<String> troubleNow() {
        Call now = call;
        String failure = trouble;
        if (failure == null && now != null && age(now) > times.stuck().toNanos() / 2) {
            return Optional.of(
                    "it takes nothing, for " + Duration.ofNanos(age(now)).toSeconds() + " s now");
        }
        return Optional.ofNullable(failure);
    }

    private void run() {
        try {
            do {
                step();
            } while (!hasEnded());
        } catch (InterruptedException e) { // nobody does that
            LOG.debug("The thread of an output of the audit log was interrupted.", e);
        } finally {
            finish();
        }
    }

    private void step() throws InterruptedException {
        try {
            follow();
            current.check(false);
            open();
            write();
        } catch (WrongPeer e) {
            failed(e);
            doubt();
            signal.tryAcquire(pause(), TimeUnit.NANOSECONDS);
            return;
        } catch (IOException | RuntimeException | Error e) { // this thread must outlive whatever happens
            failed(e);
            signal.tryAcquire(pause(), TimeUnit.NANOSECONDS);
            return;
        }
        if (end == null || !backlog.isEmpty()) {
            backlog.take(batch, BATCH, IDLE_MILLIS);
        }
    }

    /** Goes to the place that is wanted. */
    private void follow() {
        Sink next = wanted;
        if (next != current) {
            close();
            current = next;
            signal.drainPermits();
            failures = 0;
            saidAt = null;
            doubtful = false;
            sentSinceOpen = 0;
        }
    }

    private void open() throws IOException {
        if (!current.isOpen()) {
            call = new Call(current, nanoTime.getAsLong());
            try {
                current.open();
            } finally {
                call = null;
            }
            sentSinceOpen = 0;
            if (batch.isEmpty() && !doubtful) { // else the next lines show it
                worked();
            }
        }
    }

    private void write() throws IOException, InterruptedException {
        if (batch.isEmpty()) {
            return;
        }
        call = new Call(current, nanoTime.getAsLong());
        try {
            current.write(batch);
        } finally {
            call = null;
        }
        if (sentSinceOpen == 0) {
            prove();
        }
        long lines = batch.stream().mapToLong(one -> one.line().count()).sum();
        sentSinceOpen += lines;
        sent.addAndGet(lines);
        batch.clear();
        doubtful = false;
        worked();
    }

    /** Waits for what comes of the first lines, as long as there is time: they are kept meanwhile, and go again if the place was none. */
    private void prove() throws IOException, InterruptedException {
        long until = nanoTime.getAsLong() + times.probation().toNanos();
        while (current.isOnProbation()
                && current.isOpen()
                && end == null
                && wanted == current
                && nanoTime.getAsLong() - until < 0) {
            signal.tryAcquire(PROBATION_LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        current.check(true);
    }

    /** Nobody knows of what was handed over since it was opened whether it has arrived: it counts as lost. */
    private void doubt() {
        doubtful = true;
        sent.addAndGet(-sentSinceOpen);
        backlog.lose(sentSinceOpen);
        sentSinceOpen = 0;
    }

    private void worked() {
        if (trouble != null) {
            trouble = null;
            if (said) {
                said = false;
                LOG.info("{}: audit lines can be sent again.", shown(current));
            }
        }
        if (failures > 0
                && nanoTime.getAsLong() - failedAt > times.longestRetry().toNanos()) {
            failures = 0; // a place that takes a line and then fails, again and again, is not asked faster and faster
        }
    }

    private void failed(Throwable e) {
        long now = nanoTime.getAsLong();
        failures = Math.min(failures + 1, MOST_DOUBLINGS);
        failedAt = now;
        trouble = words(e);
        if (!said && (saidAt == null || now - saidAt > PAUSE_NANOS)) {
            said = true;
            saidAt = now;
            LOG.error(
                    "{}: audit lines cannot be sent: {}. Decisions continue, and the files of the audit log have all lines; Stagedoor keeps {} lines, tries again, and counts what is lost.",
                    shown(current),
                    trouble,
                    Backlog.CAPACITY);
        }
    }

    private static String words(Throwable e) {
        return e instanceof IOException && e.getMessage() != null ? Redacted.message(e) : Redacted.of(e.toString());
    }

    /** In nanoseconds. */
    private long pause() {
        Long last = end;
        long doubled = Math.min(
                times.firstRetry().toNanos() << (failures - 1),
                times.longestRetry().toNanos());
        long pause = ThreadLocalRandom.current().nextLong(doubled - doubled / SPREAD, doubled + doubled / SPREAD + 1);
        return last == null ? pause : Math.min(pause, last - nanoTime.getAsLong());
    }

    private boolean hasEnded() {
        Long last = end;
        return last != null && (batch.isEmpty() && backlog.isEmpty() || nanoTime.getAsLong() - last > 0);
    }

    private void close() {
        call = new Call(current, nanoTime.getAsLong());
        try {
            current.close();
        } finally {
            call = null;
        }
    }

    private void finish() {
        close();
        long before = backlog.lost().lines();
        batch.forEach(one -> backlog.lose(one.line().count()));
        backlog.giveUp();
        long left = backlog.lost().lines() - before;
        if (left > 0) {
            LOG.warn(
                    "{}: {} audit line(s) could not be sent before the end; the files of the audit log have them.",
                    shown(current),
                    left);
        }
    }

    private static String shown(Sink sink) {
        return sink.target().isEmpty() ? sink.name() : sink.name() + " " + sink.target();
    }
}
