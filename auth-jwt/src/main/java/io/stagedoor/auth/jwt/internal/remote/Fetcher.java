package io.stagedoor.auth.jwt.internal.remote;

import io.stagedoor.auth.support.http.Workers;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that fetches the keys of all issuers. It exists as long as there is something to fetch. Of several fetches that are due, those
 * of providers that answered the last time come first: one that hangs delays others by one fetch only. Thread-safe.
 */
@Component(service = Fetcher.class)
public final class Fetcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Fetcher.class);
    private static final String THREADS = "stagedoor-jwt-keys";
    /** Nothing tells of a clock that was set, or a machine that woke. */
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(30);

    private static final long PATIENCE_MILLIS = 2000;

    /** Framework property: {@code true} while {@code stagedoor check} runs this bundle (docs/adr/0061). */
    private static final String CHECK = "stagedoor.check";

    private final Path folder;
    private final boolean rests;
    private final Times times;
    private final Workers workers = new Workers(THREADS);
    private final List<Task> tasks = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Thread thread;
    private boolean closed;

    /** Called by Declarative Services. In a check it fetches nothing, and neither reads nor writes what a server keeps. */
    @Activate
    public Fetcher(BundleContext context) {
        this(dataFolder(context), Times.SYSTEM, isCheck(context));
    }

    /** @param folder where the last good sets of keys are kept; may not exist yet */
    public Fetcher(Path folder) {
        this(folder, Times.SYSTEM);
    }

    Fetcher(Path folder, Times times) {
        this(folder, times, false);
    }

    private Fetcher(Path folder, Times times, boolean rests) {
        this.folder = folder;
        this.times = times;
        this.rests = rests;
    }

    private static boolean isCheck(BundleContext context) {
        return "true".equals(context.getProperty(CHECK));
    }

    /** Never below {@code state}: Config Admin takes every file there for a configuration. */
    private static Path dataFolder(BundleContext context) {
        if (isCheck(context)) {
            return context.getDataFile("keys").toPath();
        }
        String stagedoor = context.getProperty("stagedoor.home");
        return Path.of(stagedoor == null ? "stagedoor" : stagedoor)
                .resolve("data")
                .resolve("keys");
    }

    /**
     * Keys of one place, which are fetched from {@link #begin} on.
     *
     * @param check throws {@link IllegalArgumentException}, saying of a document what is wrong with it, if no key in it can be used
     */
    public RemoteKeys keys(KeyPlace place, Access access, Consumer<String> check) {
        Retrieval retrieval = Retrieval.of(place, access, workers, times);
        return new RemoteKeys(place, access.pace(), retrieval, folder, check, times);
    }

    /**
     * Fetches these keys from now on.
     *
     * @param told told on the fetching thread after each fetch, and when the keys have become too old
     */
    public void begin(RemoteKeys keys, Runnable told) {
        if (rests) {
            keys.rest();
            return;
        }
        keys.follow(this::wake, told);
        add(keys);
    }

    /** Fetches these keys no more. A fetch that is under way ends by itself, and nobody is told. */
    public void end(RemoteKeys keys) {
        keys.follow(() -> {}, () -> {});
        tasks.remove(keys);
        wake();
    }

    void add(Task task) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            tasks.add(task);
            if (thread == null) {
                thread = new Thread(null, this::fetch, THREADS, 0, false);
                thread.setDaemon(true);
                thread.setContextClassLoader(null);
                thread.start();
            }
        } finally {
            lock.unlock();
        }
        wake();
    }

    private void wake() {
        LockSupport.unpark(thread);
    }

    private void fetch() {
        while (!isOver()) {
            try {
                tasks.forEach(Task::look);
                Optional<Task> next = next();
                if (next.isPresent()) {
                    next.get().run();
                } else {
                    LockSupport.parkNanos(this, pause());
                }
            } catch (RuntimeException | Error e) {
                // Nobody else would fetch.
                LOG.error("Keys of issuers could not be fetched. Stagedoor tries again", e);
                LockSupport.parkNanos(this, LONGEST_PAUSE);
            }
        }
    }

    /** The most urgent one of those that are due. */
    private Optional<Task> next() {
        long now = times.now();
        return tasks.stream()
                .filter(task -> now - task.due() >= 0)
                .min(Comparator.comparing(Task::isWell, Comparator.reverseOrder())
                        .thenComparing(task -> task.due() - now));
    }

    private long pause() {
        long now = times.now();
        return tasks.stream().mapToLong(task -> task.due() - now).map(left -> Math.max(0, left)).min().stream()
                .map(left -> Math.min(left, LONGEST_PAUSE))
                .findFirst()
                .orElse(LONGEST_PAUSE);
    }

    private boolean isOver() {
        lock.lock();
        try {
            if (!closed && !tasks.isEmpty()) {
                return false;
            }
            if (Thread.currentThread() == thread) {
                thread = null;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Fetches nothing any more. When this returns, the thread has ended, unless a fetch cannot be broken off. */
    @Deactivate
    @Override
    public void close() {
        Thread last;
        lock.lock();
        try {
            closed = true;
            tasks.clear();
            last = thread;
        } finally {
            lock.unlock();
        }
        if (last == null) {
            return;
        }
        last.interrupt();
        try {
            last.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
