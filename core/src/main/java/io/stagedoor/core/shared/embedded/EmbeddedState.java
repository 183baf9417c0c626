package io.stagedoor.core.shared.embedded;

import io.stagedoor.core.shared.Bounds;
import io.stagedoor.core.shared.Listeners;
import io.stagedoor.core.shared.SharedState;
import io.stagedoor.core.shared.SharedStateException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.h2.mvstore.SingleFileStore;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.propertytypes.ServiceRanking;

/**
 * What a server on its own knows: claims and values in a file of {@code stagedoor/data}, places, counts and listeners in memory. The lowest ranking: any
 * other store is used instead.
 */
@Component(service = SharedState.class, immediate = true, property = EmbeddedState.STORE)
@ServiceRanking(Integer.MIN_VALUE)
public final class EmbeddedState implements SharedState {

    /** The service property by which other stores find this one. */
    static final String STORE = "stagedoor.store=embedded";

    /** Framework property: {@code true} where configuration is checked, and there is no server. */
    private static final String CHECK = "stagedoor.check";

    private static final long LOOK_MILLIS = 50;
    private static final long SWEEP_SECONDS = 1;
    private static final int MOST_READERS_WAITING = 100;
    private static final long STOP_SECONDS = 2;
    private static final String NOT_OPEN = "the store is not open";

    private final LongSupplier nanoTime;
    private final Places places;
    private final Counts counts;
    private final Listeners listeners = new Listeners();
    /** Of all that is asked, in this order, until it is answered. */
    private final Queue<Request<?>> asked = new ConcurrentLinkedQueue<>();

    private final AtomicInteger open = new AtomicInteger();
    private final ScheduledThreadPoolExecutor answers =
            new ScheduledThreadPoolExecutor(1, task -> daemon(task, "stagedoor-shared-answers"));
    private final ThreadPoolExecutor readers = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_READERS_WAITING),
            task -> daemon(task, "stagedoor-shared-reader"));
    /** Null where configuration is checked. */
    private final @Nullable Writer writer;

    /** Opens the file in the folder {@code data} below the one that the framework property {@code stagedoor.home} names. */
    @Activate
    public EmbeddedState(BundleContext context) {
        this(
                Path.of(context.getProperty("stagedoor.home"), "data"),
                "true".equals(context.getProperty(CHECK)),
                Clock.systemUTC(),
                System::nanoTime,
                () -> new SingleFileStore(new HashMap<>()),
                Entries.MOST_ENTRIES);
    }

    /** @param most how many entries there may be in the file */
    EmbeddedState(Path folder, boolean check, Clock wall, LongSupplier nanoTime, Entries.Disk disk, long most) {
        this.nanoTime = nanoTime;
        this.places = new Places(nanoTime, Places.MOST);
        this.counts = new Counts(nanoTime, Counts.MOST);
        this.writer = check ? null : new Writer(folder, new Ages(wall, nanoTime), disk, most, nanoTime, this::answer);
        answers.scheduleWithFixedDelay(this::expire, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        answers.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public CompletionStage<Boolean> claim(String kind, String key, Duration ttl) {
        byte[] whole = Entry.claimKey(Bounds.name(kind), Bounds.key(key));
        Duration time = Bounds.time(ttl);
        return ask(true, entries -> entries.claim(whole, time));
    }

    @Override
    public CompletionStage<Optional<byte[]>> claim(
            String kind, String key, Optional<byte[]> expected, byte[] note, Duration ttl) {
        byte[] whole = Entry.claimKey(Bounds.name(kind), Bounds.key(key));
        Optional<byte[]> before = expected.map(Bounds::value);
        byte[] after = Bounds.value(note);
        Duration time = Bounds.time(ttl);
        return ask(true, entries -> entries.claim(whole, before, after, time));
    }

    @Override
    public CompletionStage<Optional<byte[]>> claimed(String kind, String key) {
        byte[] whole = Entry.claimKey(Bounds.name(kind), Bounds.key(key));
        // Where configuration is checked, nobody has anything.
        return writer == null
                ? CompletableFuture.completedFuture(Optional.empty())
                : ask(false, entries -> entries.claimed(whole));
    }

    @Override
    public CompletionStage<Boolean> lease(String kind, String key, String member, Duration ttl, int most) {
        Places.Group group = new Places.Group(Bounds.name(kind), Bounds.text(key));
        Bounds.text(member);
        Bounds.time(ttl);
        Bounds.places(most);
        return known(() -> places.take(group, member, ttl, most));
    }

    @Override
    public CompletionStage<Void> release(String kind, String key, String member) {
        Places.Group group = new Places.Group(Bounds.name(kind), Bounds.text(key));
        Bounds.text(member);
        return nothing(known(() -> {
            places.release(group, member);
            return true;
        }));
    }

    @Override
    public CompletionStage<Long> count(String key, Duration window) {
        Bounds.key(key);
        Bounds.time(window);
        return known(() -> counts.one(key, window));
    }

    @Override
    public CompletionStage<Void> put(String kind, String key, byte[] value, Duration ttl) {
        byte[] whole = Entry.valueKey(Bounds.name(kind), Bounds.key(key));
        byte[] copy = Bounds.value(value);
        Duration time = Bounds.time(ttl);
        return nothing(ask(true, entries -> {
            entries.put(whole, time, copy);
            return true;
        }));
    }

    @Override
    public CompletionStage<Boolean> remove(String kind, String key) {
        byte[] whole = Entry.valueKey(Bounds.name(kind), Bounds.key(key));
        return ask(true, entries -> entries.remove(whole));
    }

    @Override
    public CompletionStage<Void> all(String kind, BiConsumer<String, byte[]> visitor) {
        Bounds.name(kind);
        Objects.requireNonNull(visitor);
        CompletableFuture<Void> answer = new CompletableFuture<>();
        // Through the writer, so that what was asked for before is seen, and so that a file that is being opened is
        // waited for.
        ask(false, entries -> true).whenComplete((done, refusal) -> {
            if (refusal != null) {
                answer.completeExceptionally(refusal);
                return;
            }
            try {
                readers.execute(() -> read(kind, visitor, answer));
            } catch (RejectedExecutionException e) {
                answer.completeExceptionally(new SharedStateException("the store is busy: too many read it at once"));
            }
        });
        return answer;
    }

    private void read(String kind, BiConsumer<String, byte[]> visitor, CompletableFuture<Void> answer) {
        Writer writing = writer;
        Entries entries = writing == null ? null : writing.reading();
        if (writing == null || entries == null) {
            answer.completeExceptionally(new SharedStateException(problem().orElse(NOT_OPEN)));
            return;
        }
        try {
            entries.each(kind, (key, value) -> show(visitor, key, value));
            answer.complete(null);
        } catch (VisitorFailed e) {
            answer.completeExceptionally(e.getCause());
        } catch (RuntimeException | Error e) {
            if (writing.reading() == entries) {
                writing.doubt();
            }
            answer.completeExceptionally(new SharedStateException("the store could not be read: " + Trouble.of(e), e));
        }
    }

    private static void show(BiConsumer<String, byte[]> visitor, String key, byte[] value) {
        try {
            visitor.accept(key, value);
        } catch (RuntimeException e) {
            throw new VisitorFailed(e);
        } finally {
            // To read on an interrupted thread would close the file.
            Thread.interrupted();
        }
    }

    /** It was the visitor, not the file. */
    private static final class VisitorFailed extends RuntimeException {

        private static final long serialVersionUID = 1;

        VisitorFailed(RuntimeException cause) {
            super(cause);
        }
    }

    @Override
    public CompletionStage<Void> announce(String topic, byte[] message) {
        Bounds.name(topic);
        byte[] copy = Bounds.value(message);
        CompletableFuture<Void> answer = new CompletableFuture<>();
        if (!isTaken(answer)) {
            return answer;
        }
        answer(() -> {
            listeners.tell(topic, copy);
            answer.complete(null);
        });
        return answer;
    }

    @Override
    public Registration listen(String topic, Consumer<byte[]> listener) {
        return listeners.add(Bounds.name(topic), Objects.requireNonNull(listener));
    }

    @Override
    public Optional<String> problem() {
        return writer == null ? Optional.empty() : writer.problem();
    }

    private interface Known<T> {
        T get() throws SharedStateException;
    }

    private static <T> CompletionStage<T> known(Known<T> answer) {
        try {
            return CompletableFuture.completedFuture(answer.get());
        } catch (SharedStateException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private <T> CompletionStage<T> ask(boolean writes, Request.Step<T> step) {
        if (writer == null) {
            return CompletableFuture.failedFuture(new SharedStateException("the configuration is being checked"));
        }
        Request<T> request = new Request<>(step, writes, nanoTime.getAsLong());
        if (!isTaken(request.answer())) {
            return request.answer();
        }
        asked.add(request);
        if (!writer.take(request)) {
            request.fail(new SharedStateException(problem().orElse("the store is busy: too many wait for it")));
        }
        return request.answer();
    }

    /** Not {@code thenAccept}: whoever waits is to meet the exception itself. */
    private static CompletionStage<Void> nothing(CompletionStage<Boolean> done) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        done.whenComplete((value, refusal) -> {
            if (refusal == null) {
                answer.complete(null);
            } else {
                answer.completeExceptionally(refusal);
            }
        });
        return answer;
    }

    /** Bounds what waits, and what is answered but was not yet heard of. */
    private boolean isTaken(CompletableFuture<?> answer) {
        if (open.incrementAndGet() > 2 * Writer.MOST_WAITING) {
            open.decrementAndGet();
            answer.completeExceptionally(
                    new SharedStateException(problem().orElse("the store is busy: too many wait for it")));
            return false;
        }
        answer.whenComplete((done, refusal) -> open.decrementAndGet());
        return true;
    }

    private void answer(Runnable told) {
        try {
            answers.execute(told);
        } catch (RejectedExecutionException e) { // it is closed: whoever waits is told here
            told.run();
        }
    }

    private void expire() {
        long now = nanoTime.getAsLong();
        for (Request<?> first = asked.peek(); first != null; first = asked.peek()) {
            if (!first.isAnswered()) {
                if (now - first.asked() < Writer.DEADLINE.toNanos()) {
                    return;
                }
                first.fail(new SharedStateException(
                        problem().orElse("the store has not answered for " + Writer.DEADLINE.toSeconds() + " s")));
            }
            asked.poll();
        }
    }

    private void sweep() {
        places.sweep();
        counts.sweep();
    }

    /** Does what waits, and lets go of the file. */
    @Deactivate
    void close() throws InterruptedException {
        if (writer != null) {
            writer.close();
        }
        readers.shutdown();
        answers.shutdown();
        answers.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        for (Request<?> left = asked.poll(); left != null; left = asked.poll()) {
            left.fail(new SharedStateException("the store is stopping"));
        }
    }
}
