package io.stagedoor.red5.plugin.web;

import io.stagedoor.red5.hook.Transmission;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A response that can be cut off while the application answers it, whether at once or later. The application's every access to the content
 * goes by {@link #run} or {@link #get}; once it is cut off or over, none gets as far as the container, which may be using the same objects
 * for another client by then.
 */
final class Watched implements Transmission {

    private final AtomicReference<Map<String, Object>> session;
    private final OpenTransmissions open;
    /** How many threads of the application are in the container at this moment. */
    private final AtomicInteger inside = new AtomicInteger();

    private volatile boolean cut;

    private final ReentrantLock lock = new ReentrantLock();
    /** How a response that is answered later is ended; whoever takes it does so, and nobody else. Under the lock. */
    private Runnable completion;

    Watched(Map<String, Object> session, OpenTransmissions open) {
        this.session = new AtomicReference<>(session);
        this.open = open;
        open.add(this);
    }

    @Override
    public Map<String, Object> session() {
        return session.get();
    }

    @Override
    public boolean replace(Map<String, Object> before, Map<String, Object> after) {
        if (after.isEmpty()) {
            throw new IllegalArgumentException("a watched response needs a session");
        }
        return !cut && session.compareAndSet(before, Map.copyOf(after));
    }

    @Override
    public void close() {
        cut = true;
        open.remove(this);
        if (inside.get() == 0) {
            complete();
        }
    }

    /** Ends what is answered later. While somebody is in the container, that is left to him. */
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
        cut = true;
        takeOver();
        open.remove(this);
    }
}
