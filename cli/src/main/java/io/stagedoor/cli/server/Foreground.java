package io.stagedoor.cli.server;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs what lasts until somebody stops it. A signal interrupts the thread that does the work, at whatever point it is; that thread
 * tidies as it would at any other end. Then the command says {@code stopped}, and its exit code is 0, as for a command that did what it
 * was asked to.
 */
public final class Foreground {

    private static final long TIDY_SECONDS = 15;
    private static final long INTERRUPT_MILLIS = 200;

    private final CountDownLatch tidy = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);
    private final Thread worker;
    private final PrintWriter out;
    private volatile boolean stopping;

    /** What is done in the foreground. */
    public interface Work {

        /**
         * Gives the exit code; leaves nothing behind when it is interrupted, at any point and more than once, within 15 s.
         *
         * @param foreground says whether a signal has come
         */
        int in(Foreground foreground) throws Exception;
    }

    private Foreground(Thread worker, PrintWriter out) {
        this.worker = worker;
        this.out = out;
    }

    /**
     * Does some work, and lets a signal stop it.
     *
     * @param out told {@code stopped} after a signal
     */
    public static int run(PrintWriter out, Work work) throws Exception {
        Foreground foreground = new Foreground(Thread.currentThread(), out);
        Thread hook = new Thread(foreground::stop, "stagedoor-signal");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException stopped) {
            return 0;
        }
        try {
            return work.in(foreground);
        } finally {
            foreground.end(hook);
        }
    }

    /** Whether a signal has come: whatever goes wrong from then on is no failure. */
    public boolean isStopping() {
        return stopping;
    }

    /** After a signal nothing is said any more of how the work ended: it was told to. */
    private void end(Thread hook) {
        tidy.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException stopping) {
            awaitExit();
        }
    }

    private void awaitExit() {
        while (true) {
            try {
                never.await();
            } catch (InterruptedException e) {
                continue; // the signal, that came while the work was ending
            }
        }
    }

    private void stop() {
        stopping = true;
        boolean inTime = false;
        try {
            inTime = interruptUntilTidy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        out.println(inTime ? "stopped" : "stopped; the server did not end within " + TIDY_SECONDS + " s");
        out.flush();
        Runtime.getRuntime().halt(inTime ? 0 : 1);
    }

    /** Again and again: not every library that the work is in leaves an interrupt to its caller. */
    private boolean interruptUntilTidy() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIDY_SECONDS);
        boolean done = false;
        while (!done && System.nanoTime() < deadline) {
            worker.interrupt();
            done = tidy.await(INTERRUPT_MILLIS, TimeUnit.MILLISECONDS);
        }
        return done;
    }
}
