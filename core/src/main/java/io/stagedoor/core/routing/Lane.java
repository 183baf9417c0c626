package io.stagedoor.core.routing;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.support.turn.Networks;
import io.stagedoor.auth.support.turn.Turns;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads on which one authenticator is asked, a bounded number: one that hangs keeps no caller past the deadline, and clients of one
 * network do not keep the others from being asked about.
 */
final class Lane {

    private static final long KEEP_SECONDS = 10;
    /** After so long a caller looks whether the lane is still open. */
    private static final long HAND_OVER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int MAX_WAITING = 4096;

    private final int most;
    private final Turns permits;
    private final ThreadPoolExecutor threads;

    /**
     * What is to run on a thread.
     *
     * @param until when its caller stops waiting for one, by {@link System#nanoTime}
     */
    private record Turn(Runnable task, long until) implements Runnable {

        @Override
        public void run() {
            task.run();
        }
    }

    /** No thread was free before the caller's deadline. */
    private static final class NoThreadInTime extends RejectedExecutionException {}

    /** @param name what its threads are called by */
    Lane(String name, int most) {
        this(name, most, most);
    }

    /** @param some how many threads there are: as many as questions, but for tests */
    Lane(String name, int most, int some) {
        this.most = most;
        this.permits = new Turns(most, MAX_WAITING);
        AtomicInteger count = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                0,
                some,
                KEEP_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> {
                    Thread thread = new Thread(task, "stagedoor-" + name + "-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                },
                Lane::handOver);
    }

    /**
     * A thread gives its permit back a moment before it takes the next task: there is one soon, unless all are to end. On a busy
     * machine that moment can be long; the caller waits until its own deadline and no longer.
     */
    private static void handOver(Runnable task, ThreadPoolExecutor threads) {
        long until = ((Turn) task).until();
        try {
            while (!threads.isShutdown()) {
                long left = until - System.nanoTime();
                if (threads.getQueue().offer(task, Math.min(left, HAND_OVER_NANOS), TimeUnit.NANOSECONDS)) {
                    return;
                }
                if (left <= 0) {
                    throw new NoThreadInTime();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new RejectedExecutionException("the service is stopping");
    }

    /**
     * Asks on one of the threads.
     *
     * @param address the client's, in text form
     * @param time how long the caller waits: for a thread, and for the answer
     * @return the answer; {@link Decision.Unavailable} when the time is up
     * @throws ExecutionException with what the question threw as its cause
     */
    Decision ask(Callable<Decision> question, String address, Duration time)
            throws ExecutionException, InterruptedException {
        long left = time.toNanos();
        long until = System.nanoTime() + left;
        ByteBuffer network = Networks.key(address);
        if (!permits.take(network, Duration.ofNanos(Math.max(0, left)))) {
            return new Decision.Unavailable(
                    most + " clients already wait for this authenticator, and none got an answer in time");
        }
        FutureTask<Decision> answer = new FutureTask<>(question);
        try {
            start(answer, network, until);
            return answer.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (NoThreadInTime e) {
            return new Decision.Unavailable("no thread was free in time to ask it");
        } catch (TimeoutException e) {
            answer.cancel(true);
            return new Decision.Unavailable("did not answer in time");
        }
    }

    /** Gives the permit back when the thread is free again, also if nobody waited for the answer so long. */
    private void start(Runnable answer, ByteBuffer network, long until) {
        Runnable task = () -> {
            try {
                answer.run();
            } finally {
                permits.give(network);
            }
        };
        try {
            threads.execute(new Turn(task, until));
        } catch (RejectedExecutionException e) {
            permits.give(network);
            throw e;
        }
    }

    /** Questions under way are answered, further ones are not asked. */
    void close() {
        threads.shutdown();
    }
}
