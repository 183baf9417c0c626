package io.stagedoor.auth.roundtrip.internal.backend;

import io.stagedoor.auth.roundtrip.internal.message.Question;
import io.stagedoor.auth.roundtrip.internal.settings.Settings;
import io.stagedoor.auth.support.Occasionally;
import io.stagedoor.auth.support.http.NoAnswer;
import io.stagedoor.auth.support.http.Workers;
import io.stagedoor.auth.support.turn.Places;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the backend which streams have ended: in the background, in order for each connection, again when it fails, and never
 * for longer than it is worth.
 */
public final class Invalidations {

    static final int CAPACITY = 10_000;
    static final int ATTEMPTS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Invalidations.class);
    private static final int THREADS = 4;

    private final Sender sender;
    private final Duration firstPause;
    private final Occasionally lost;
    private final ScheduledThreadPoolExecutor threads = Workers.scheduler(Settings.THREADS + "-invalidate", THREADS);
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
    private final Places places = Places.empty();
    private final CountDownLatch empty = new CountDownLatch(1);
    private volatile boolean closing;

    /** Sends one, blocking. */
    @FunctionalInterface
    public interface Sender {
        void send(Question ended) throws NoAnswer;
    }

    /** The ended streams of one connection that are not reported yet; read and changed only while its entry in the map is computed. */
    private static final class Lane {
        private final ByteBuffer network;
        private final Deque<Question> waiting = new ArrayDeque<>();
        private int failures;
        private @Nullable Future<?> pause;

        private Lane(ByteBuffer network) {
            this.network = network;
        }
    }

    /** @param firstPause how long to wait after the first failure; each further pause is twice as long */
    public Invalidations(Sender sender, Duration firstPause, Clock clock) {
        this.sender = sender;
        this.firstPause = firstPause;
        this.lost = new Occasionally(
                clock,
                count -> LOG.warn(
                        "Could not report the end of a stream to the backend: it did not answer, or too many reports"
                                + " were waiting ({} so far). Check invalidateUrl",
                        count));
    }

    /**
     * Never blocks, whatever the backend does. Half of what can wait is for connections of one network at most.
     *
     * @param network where the connection comes from, always the same
     */
    public void offer(String connection, ByteBuffer network, Question ended) {
        if (closing || !places.enter(network, CAPACITY)) {
            lost.happened();
            return;
        }
        boolean[] first = new boolean[1];
        lanes.compute(connection, (key, there) -> {
            Lane lane = there == null ? new Lane(network) : there;
            first[0] = there == null;
            lane.waiting.add(ended);
            return lane;
        });
        if (first[0]) {
            run(connection);
        }
    }

    /** How many could not be reported. */
    public long lost() {
        return lost.count();
    }

    int waiting() {
        return places.size();
    }

    private void run(String connection) {
        try {
            threads.execute(() -> next(connection));
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopped before reporting the end of a stream to the backend");
        }
    }

    private void next(String connection) {
        try {
            sender.send(first(connection));
            done(connection);
        } catch (NoAnswer e) {
            LOG.debug("Could not report the end of a stream to the backend: {}", e.getMessage());
            failed(connection);
        } catch (RuntimeException | Error e) {
            // A bug, or a bundle that is just going: one stream's end is lost, its connection's others are not.
            LOG.debug(
                    "Could not report the end of a stream to the backend: {}",
                    e.getClass().getName());
            lost.happened();
            done(connection);
        }
    }

    /** Nobody but this task takes it away. */
    private Question first(String connection) {
        Question[] first = new Question[1];
        lanes.computeIfPresent(connection, (key, lane) -> {
            first[0] = lane.waiting.element();
            return lane;
        });
        return first[0];
    }

    private void failed(String connection) {
        boolean[] givenUp = new boolean[1];
        lanes.computeIfPresent(connection, (key, lane) -> {
            lane.failures++;
            givenUp[0] = lane.failures == ATTEMPTS;
            if (!givenUp[0]) {
                pause(connection, lane);
            }
            return lane;
        });
        if (givenUp[0]) {
            lost.happened();
            done(connection);
        }
    }

    private void pause(String connection, Lane lane) {
        // No long pauses when there is not much time left.
        long millis = closing ? 100 : firstPause.toMillis() << (lane.failures - 1);
        try {
            lane.pause = threads.schedule(() -> resume(connection), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopped before reporting the end of a stream to the backend");
        }
    }

    private void done(String connection) {
        ByteBuffer[] network = new ByteBuffer[1];
        Lane more = lanes.computeIfPresent(connection, (key, lane) -> {
            network[0] = lane.network;
            lane.waiting.poll();
            lane.failures = 0;
            lane.pause = null;
            return lane.waiting.isEmpty() ? null : lane;
        });
        places.leave(network[0]);
        if (places.size() == 0 && closing) {
            empty.countDown();
        }
        if (more != null) {
            run(connection);
        }
    }

    /** Takes no more, and waits at most this long until the rest is reported. */
    public void close(Duration bound) {
        closing = true;
        lanes.keySet().forEach(this::hurry);
        try {
            if (places.size() > 0 && !empty.await(bound.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Stopped before reporting the end of {} streams to the backend", places.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
    }

    private void hurry(String connection) {
        if (endPause(connection)) {
            run(connection);
        }
    }

    private void resume(String connection) {
        if (endPause(connection)) {
            next(connection);
        }
    }

    /** The caller that ends a pause continues: cancelling a task that already runs would do nothing, and the backend would get the report twice. */
    private boolean endPause(String connection) {
        boolean[] ended = new boolean[1];
        lanes.computeIfPresent(connection, (key, lane) -> {
            if (lane.pause != null) {
                lane.pause.cancel(false);
                lane.pause = null;
                ended[0] = true;
            }
            return lane;
        });
        return ended[0];
    }
}
