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
    private static final long HAND_OVER_SECONDS = 1;
    private static final int HAND_OVERS = 10;
    private static final int MAX_WAITING = 4096;

    private final int most;
    private final Turns permits;
    private final ThreadPoolExecutor threads;

    /** @param name what its threads are called by */
    Lane(String name, int most) {
        this.most = most;
        this.permits = new Turns(most, MAX_WAITING);
        AtomicInteger count = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                0,
                most,
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
     * machine that moment can be long.
     */
    static void handOver(Runnable task, ThreadPoolExecutor threads) {
        try {
            for (int i = 0; i < HAND_OVERS && !threads.isShutdown(); i++) {
                if (threads.getQueue().offer(task, HAND_OVER_SECONDS, TimeUnit.SECONDS)) {
                    return;
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
            return new Decision.Unavailable(most + " decisions are in flight, and none ended in time");
        }
        FutureTask<Decision> answer = new FutureTask<>(question);
        start(answer, network);
        try {
            return answer.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            return new Decision.Unavailable("did not answer in time");
        }
    }

    /** Gives the permit back when the thread is free again, also if nobody waited for the answer so long. */
    private void start(Runnable answer, ByteBuffer network) {
        try {
            threads.execute(() -> {
                try {
                    answer.run();
                } finally {
                    permits.give(network);
                }
            });
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
