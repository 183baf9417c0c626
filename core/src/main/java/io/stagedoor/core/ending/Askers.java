package io.stagedoor.core.ending;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that ask about clients that are in, some for each application: one whose authenticator hangs keeps no other's clients waiting. No client is asked about
 * twice at a time, so there are no more questions than clients. Those that wait are asked in the order in which they came. Thread-safe.
 */
final class Askers implements AutoCloseable {

    private static final long KEEP_SECONDS = 10;

    private final String name;
    private final int most;
    private final Map<String, ThreadPoolExecutor> askers = new HashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    /** What is being judged again, by identity. */
    private final Set<Map<String, Object>> asked =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    private boolean closed;

    /**
     * No threads yet.
     *
     * @param name what they are called by
     * @param most threads of an application
     */
    Askers(String name, int most) {
        this.name = name;
        this.most = most;
    }

    /** Asks about the client of a session, unless somebody does already. Does not wait. */
    synchronized void ask(String application, Map<String, Object> session, Runnable question) {
        if (closed || !asked.add(session)) { // a successor looks again
            return;
        }
        askers.computeIfAbsent(application, ignored -> threads()).execute(() -> {
            try {
                question.run();
            } finally {
                asked.remove(session);
            }
        });
    }

    private ThreadPoolExecutor threads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                most, most, KEEP_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "stagedoor-" + name + "-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** Questions that wait are not asked, and those under way are interrupted. */
    @Override
    public synchronized void close() {
        closed = true;
        askers.values().forEach(ThreadPoolExecutor::shutdownNow);
    }
}
