package io.stagedoor.red5.plugin.web;

import static java.util.Objects.requireNonNull;

import io.stagedoor.red5.hook.EndReason;
import io.stagedoor.red5.hook.Usage;
import io.stagedoor.red5.hook.Verdict;
import io.stagedoor.red5.plugin.ending.Ending;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A response that can be cut off while the application answers it, whether at once or later. The application's every access to the content
 * goes by {@link #run} or {@link #get}; once it is cut off or over, none gets as far as the container, which may be using the same objects
 * for another client by then.
 */
final class Watched implements OpenTransmissions.Lasting {

    /** How long a WebSocket stays whose client does not answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** How often is tried to drop the socket of a WebSocket that is still to begin. */
    private static final int TRIES = 5;

    private final AtomicReference<Map<String, Object>> session;
    private final OpenTransmissions open;
    private final Ending ending = new SessionEnd();
    private final long since = System.currentTimeMillis();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    /** How many threads of the application are in the container at this moment. */
    private final AtomicInteger inside = new AtomicInteger();

    private final AtomicReference<EndReason> reason = new AtomicReference<>();
    private volatile boolean cut;
    /** Null unless it has become a WebSocket. */
    private volatile @Nullable OpenWebSocket socket;

    private final ReentrantLock lock = new ReentrantLock();
    /** How a response that is answered later is ended; whoever takes it does so, and nobody else. Under the lock. */
    private @Nullable Runnable completion;

    Watched(Map<String, Object> session, OpenTransmissions open) {
        this.session = new AtomicReference<>(session);
        this.open = open;
        open.add(this);
        follow();
    }

    /** The end that its session names. */
    private final class SessionEnd extends Ending {

        @Override
        protected long endsAt() {
            return Verdict.endsAt(session());
        }

        @Override
        protected void over() {
            open.workers().cut(() -> {
                if (open.ends().isOver(endsAt())) {
                    close(EndReason.EXPIRED);
                }
            });
        }
    }

    private void follow() {
        open.ends().look(ending);
        if (cut) { // meanwhile
            open.ends().forget(ending);
        }
    }

    /** Whether its session names an end. */
    boolean hasEnd() {
        return Verdict.endsAt(session()) != Verdict.NEVER;
    }

    @Override
    public Map<String, Object> session() {
        return requireNonNull(session.get());
    }

    @Override
    public Usage usage() {
        return new TransmissionUsage(Instant.ofEpochMilli(since), bytes(received), bytes(sent));
    }

    /** Of a WebSocket the container does not say it. */
    private long bytes(AtomicLong count) {
        return socket == null ? count.get() : -1;
    }

    void received(int bytes) {
        if (bytes > 0) {
            received.addAndGet(bytes);
        }
    }

    void sent(int bytes) {
        sent.addAndGet(bytes);
    }

    @Override
    public boolean replace(Map<String, Object> before, Map<String, Object> after) {
        if (after.isEmpty()) {
            throw new IllegalArgumentException("a watched response needs a session");
        }
        Verdict.endsAt(after);
        if (cut || !session.compareAndSet(before, Map.copyOf(after))) {
            return false;
        }
        follow();
        return true;
    }

    @Override
    public Optional<EndReason> reason() {
        return Optional.ofNullable(reason.get());
    }

    @Override
    public void close(EndReason why) {
        if (cut || !reason.compareAndSet(null, why)) {
            return;
        }
        over();
        if (inside.get() == 0) {
            complete();
        }
        OpenWebSocket opened = socket;
        if (opened != null) {
            closeSocket(opened, why);
        }
    }

    private void closeSocket(OpenWebSocket opened, EndReason why) {
        drop(opened, TRIES);
        open.workers().say(() -> opened.close(why.text()));
    }

    private void drop(OpenWebSocket opened, int tries) {
        open.workers()
                .later(
                        PATIENCE,
                        () -> open.workers().cut(() -> {
                            if (!opened.drop() && tries > 0) {
                                drop(opened, tries - 1);
                            }
                        }));
    }

    /** It has become a WebSocket: it lasts until that ends. */
    void becomes(OpenWebSocket opened) {
        socket = opened;
        EndReason why = reason.get();
        if (why == null) {
            open.addSocket(this);
        } else { // its end has come before
            closeSocket(opened, why);
        }
    }

    /** Nobody tells of the end of a WebSocket. */
    @Override
    public void lookAtSocket() {
        OpenWebSocket opened = socket;
        if (opened != null && opened.isOver()) {
            end();
        }
    }

    private void over() {
        cut = true;
        open.ends().forget(ending);
        open.remove(this);
    }

    /** Ends what is answered later. While a thread is in the container, that is left to that thread. */
    private void complete() {
        lock.lock();
        try {
            Runnable taken = completion;
            completion = null;
            if (taken != null) {
                taken.run();
            }
        } catch (IllegalStateException e) { // the container has ended it by itself at this moment
            completion = null;
        } finally {
            lock.unlock();
        }
    }

    /** An access that gives nothing. */
    @FunctionalInterface
    interface Access {
        void run() throws IOException;
    }

    /** An access that gives something. */
    @FunctionalInterface
    interface Reading<T> {
        T get() throws IOException;
    }

    /** The application reads or writes. */
    void run(Access access) throws IOException {
        enter();
        try {
            access.run();
        } finally {
            leave();
        }
    }

    /** The application reads. */
    <T> T get(Reading<T> reading) throws IOException {
        enter();
        try {
            return reading.get();
        } finally {
            leave();
        }
    }

    private void enter() throws IOException {
        inside.incrementAndGet();
        if (cut) {
            leave();
            throw new IOException("the client is no longer allowed");
        }
    }

    private void leave() {
        if (inside.decrementAndGet() == 0 && cut) {
            complete();
        }
    }

    boolean isCut() {
        return cut;
    }

    /** The application will answer later. */
    void later(Runnable ending) {
        lock.lock();
        try {
            completion = ending;
        } finally {
            lock.unlock();
        }
        if (cut && inside.get() == 0) {
            complete();
        }
    }

    /** Whether the application may end its later answer, or hand it on: not if that has been done for it. */
    boolean takeOver() {
        lock.lock();
        try {
            boolean mine = completion != null;
            completion = null;
            return mine;
        } finally {
            lock.unlock();
        }
    }

    /** The response is over: the container goes on with its objects. */
    void end() {
        over();
        takeOver();
    }
}
