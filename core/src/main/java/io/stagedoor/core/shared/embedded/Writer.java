package io.stagedoor.core.shared.embedded;

import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.shared.SharedStateException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that has the {@link Entries}. It takes what waits, does it, commits once, and tells all of them then: so a commit costs many as much as
 * one. Opens the file, and opens it again when the disk is well. Others never wait for it.
 */
final class Writer {

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    /** How long an answer takes at most. A decision waits longer, see {@code decisionTimeoutMillis}: it can still say why. */
    static final Duration DEADLINE = Duration.ofSeconds(2);
    /** How many wait at most: so many are done within the deadline. */
    static final int MOST_WAITING = 10_000;

    private static final int AT_ONCE = 1000;
    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration TRIED_AGAIN = Duration.ofSeconds(1);
    private static final Duration SWEPT = Duration.ofSeconds(1);
    private static final Duration NOTED = Duration.ofMinutes(10);
    private static final long STOP_WAIT_MILLIS = 5000;
    private static final int LEAST_SWEPT = 1000;
    /** All is swept within this many steps, and within a tenth if there is no room. */
    private static final int STEPS = 300;

    private static final int STEPS_WITHOUT_ROOM = 30;
    private static final int PROBE_BYTES = 1 << 20;

    private final Path folder;
    private final Ages ages;
    private final Entries.Disk disk;
    private final long most;
    private final LongSupplier nanoTime;
    private final Executor answers;
    private final BlockingQueue<Request<?>> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread thread;

    private volatile boolean stopping;
    /** Since when the thread is busy with a disk, in nanoseconds; for others to see. */
    private volatile @Nullable Long busySince;

    /** Why there is no file; empty if there is. */
    private volatile String closed = "the store is being opened";
    /** Why nothing can be written; empty if it can. */
    private volatile String failed = "";
    /** Why what is written would be lost with this server; empty if it would not. */
    private volatile String astray = "";

    private volatile @Nullable Entries entries;
    /** What another thread has read was not whole. */
    private volatile boolean doubted;

    /** For the thread, as what follows. */
    private long probed;

    private long looked;
    private long swept;
    private long noted;
    private long next;
    private @Nullable String lasting;

    /** @param answers on which answers are told */
    Writer(Path folder, Ages ages, Entries.Disk disk, long most, LongSupplier nanoTime, Executor answers) {
        this.folder = folder;
        this.ages = ages;
        this.disk = disk;
        this.most = most;
        this.nanoTime = nanoTime;
        this.answers = answers;
        long now = nanoTime.getAsLong();
        this.looked = now;
        this.swept = now;
        this.noted = now;
        this.next = now;
        this.thread = new Thread(this::run, "stagedoor-shared");
        thread.setDaemon(true);
        thread.start();
    }

    /** Has something done; refuses at once if too many wait. */
    boolean take(Request<?> request) {
        return !stopping && waiting.offer(request);
    }

    /** The entries, for reading; null while there are none. */
    @Nullable
    Entries reading() {
        return entries;
    }

    /** What another thread has read of the entries was not as it was written. */
    void doubt() {
        doubted = true;
    }

    /** Why it does not work; empty if it does. */
    Optional<String> problem() {
        Long since = busySince;
        long busy = since == null ? 0 : nanoTime.getAsLong() - since;
        if (busy >= DEADLINE.toNanos()) {
            return Optional.of(folder.resolve(Entries.FILE) + ": the disk has not answered for "
                    + TimeUnit.NANOSECONDS.toSeconds(busy) + " s; nothing can be revoked or used up until it does");
        }
        return Optional.of(why()).filter(text -> !text.isEmpty());
    }

    private String why() {
        String first = closed;
        return Stream.of(first, failed, astray)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    private void run() {
        while (!stopping) {
            try {
                Entries open = entries;
                if (open == null) {
                    open();
                } else {
                    work(open);
                }
            } catch (InterruptedException e) {
                LOG.debug("The thread of the store was interrupted.", e);
            } catch (RuntimeException | Error e) { // the only thread goes on
                breaks(e);
            }
        }
        finish();
    }

    private void open() throws InterruptedException {
        long now = nanoTime.getAsLong();
        String looks = looks();
        if (lasting == null ? now - next >= 0 : !lasting.equals(looks)) {
            next = now + TRIED_AGAIN.toNanos();
            try {
                busySince = now;
                Entries open = Entries.open(folder, ages, disk, most);
                lasting = null;
                doubted = false;
                entries = open;
                closed = "";
                astray = "";
                LOG.info("{} is open, with {} entries.", folder.resolve(Entries.FILE), open.size());
                return;
            } catch (Entries.Unusable e) {
                lasting = e.isLasting() ? looks : null;
                complain(closed, String.valueOf(e.getMessage()));
                closed = String.valueOf(e.getMessage());
            } finally {
                busySince = null;
            }
        }
        Request<?> request = waiting.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
        if (request != null) {
            List<Request<?>> all = new ArrayList<>();
            all.add(request);
            waiting.drainTo(all);
            fail(all, closed, null);
        }
    }

    private static void complain(String before, String now) {
        if (!now.equals(before) && !now.isEmpty()) {
            LOG.error("{}. Nothing can be revoked or used up until it is fixed.", now);
        }
    }

    /** Changes when somebody puts other files there. */
    private String looks() {
        return looks(Entries.FILE) + looks(Entries.MARK);
    }

    private String looks(String name) {
        try {
            BasicFileAttributes now = Files.readAttributes(folder.resolve(name), BasicFileAttributes.class);
            return now.fileKey() + " " + now.size() + " " + now.lastModifiedTime() + ";";
        } catch (IOException e) {
            return "none;";
        }
    }

    private void work(Entries open) throws InterruptedException {
        Request<?> first = waiting.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
        List<Request<?>> batch = new ArrayList<>();
        if (first != null) {
            batch.add(first);
            waiting.drainTo(batch, AT_ONCE - 1);
            batch.removeIf(Request::isAnswered);
        }
        try {
            if (doubted) {
                throw new IllegalStateException("an entry is not as it was written");
            }
            busySince = nanoTime.getAsLong();
            look(open, batch.stream().anyMatch(Request::writes));
            if (!failed.isEmpty() && !hasRoom() || !astray.isEmpty()) {
                fail(batch.stream().filter(Request::writes).toList(), why(), null);
                batch.removeIf(Request::writes);
            }
            for (Request<?> request : batch) {
                request.perform(open);
            }
            settle(open);
            if (!batch.isEmpty()) {
                answers.execute(() -> batch.forEach(Request::tell));
            }
            if (why().isEmpty()) {
                lookAfter(open);
            }
        } catch (IOException | RuntimeException | Error e) {
            fail(batch, breaks(e), e);
        } finally {
            busySince = null;
        }
    }

    /** Whether the files are still where the next server looks for them: what is written to others is lost with this one. */
    private void look(Entries open, boolean now) {
        long time = nanoTime.getAsLong();
        if (!now && time - looked < SWEPT.toNanos()) {
            return;
        }
        looked = time;
        String next = open.isInPlace()
                ? ""
                : folder.resolve(Entries.FILE) + " or " + Entries.MARK
                        + " was removed or replaced while the server runs. What is revoked holds until the server stops, and the next one"
                        + " does not know of it. Put both files back, or revoke again after the next start";
        complain(astray, next);
        if (next.isEmpty() && !astray.isEmpty()) {
            LOG.info("{} is where it was.", folder.resolve(Entries.FILE));
        }
        astray = next;
    }

    private void settle(Entries open) throws IOException {
        if (open.isChanged()) {
            open.commit();
            noted = nanoTime.getAsLong();
        }
    }

    private void lookAfter(Entries open) throws IOException {
        long now = nanoTime.getAsLong();
        if (now - swept >= SWEPT.toNanos()) {
            swept = now;
            int steps = open.size() >= most / 10 * 9 ? STEPS_WITHOUT_ROOM : STEPS;
            open.sweep((int) Math.max(LEAST_SWEPT, open.size() / steps));
            settle(open);
            open.compact();
        }
        if (now - noted >= NOTED.toNanos() && open.size() > 0) {
            open.commit(); // how long servers have run
            noted = now;
        }
    }

    /** Whether there is room again after a write failed, as far as a file beside it can tell. */
    private boolean hasRoom() {
        long now = nanoTime.getAsLong();
        if (now - probed < TICK.toNanos()) {
            return false;
        }
        probed = now;
        Path probe = folder.resolve("shared.probe");
        try {
            try (FileChannel channel = FileChannel.open(
                    probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.allocate(PROBE_BYTES);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            } finally {
                Files.deleteIfExists(probe);
            }
            failed = "";
            LOG.info("{} can be written again.", folder.resolve(Entries.FILE));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Lets go of the file, so that it is opened again. */
    private String breaks(Throwable thrown) {
        Entries broken = entries;
        entries = null;
        next = nanoTime.getAsLong();
        probed = next;
        String why = folder.resolve(Entries.FILE) + " could not be written: " + Trouble.of(thrown)
                + "; make free space, and let Red5's user write there";
        complain(failed, why);
        LOG.debug("The store failed.", Redacted.of(thrown));
        failed = why;
        if (broken != null) {
            try {
                broken.abandon();
            } catch (IOException | RuntimeException e) {
                LOG.debug("The file could not be closed.", e);
            }
        }
        return why;
    }

    private void fail(List<Request<?>> requests, String why, @Nullable Throwable cause) {
        if (!requests.isEmpty()) {
            SharedStateException refusal =
                    cause == null ? new SharedStateException(why) : new SharedStateException(why, cause);
            answers.execute(() -> requests.forEach(request -> request.fail(refusal)));
        }
    }

    private void finish() {
        List<Request<?>> last = new ArrayList<>();
        waiting.drainTo(last);
        Entries open = entries;
        if (open == null) {
            fail(last, "the store is stopping", null);
            return;
        }
        try {
            busySince = nanoTime.getAsLong();
            look(open, true);
            if (!astray.isEmpty()) {
                fail(last.stream().filter(Request::writes).toList(), astray, null);
                last.removeIf(Request::writes);
            }
            last.forEach(request -> request.perform(open));
            open.close();
            answers.execute(() -> last.forEach(Request::tell));
        } catch (IOException | RuntimeException | Error e) {
            fail(last, breaks(e), e);
        } finally {
            entries = null;
            busySince = null;
        }
    }

    /** Does what waits, and lets go of the file; waits for that a while. */
    void close() throws InterruptedException {
        stopping = true;
        if (!waiting.offer(new Request<>(all -> true, false, nanoTime.getAsLong()))) {
            LOG.debug("Many wait: the thread is awake.");
        }
        thread.join(STOP_WAIT_MILLIS);
        if (thread.isAlive()) {
            LOG.warn("{}: the disk does not answer: the file is let go of when it does.", folder.resolve(Entries.FILE));
        }
    }
}
