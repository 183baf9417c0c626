package io.stagedoor.cli.server;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs what lasts until somebody ends it. A signal to end is a good end: it stops and tidies, and the exit code is 0, as for a
 * command that did what it was asked to.
 */
public final class Foreground {

    private final AtomicBoolean over = new AtomicBoolean();
    private final Runnable end;

    private Foreground(Runnable end) {
        this.end = end;
    }

    /**
     * Does some work, and stops and tidies when it is over or a signal comes.
     *
     * @param end stops and tidies, once; returns within 10 s
     * @param work gives the exit code
     */
    public static int run(Runnable end, Callable<Integer> work) throws Exception {
        Foreground foreground = new Foreground(end);
        Runtime.getRuntime().addShutdownHook(new Thread(foreground::signalled, "stagedoor-signal"));
        try {
            return work.call();
        } finally {
            if (foreground.over.compareAndSet(false, true)) {
                end.run();
            }
        }
    }

    private void signalled() {
        if (over.compareAndSet(false, true)) {
            end.run();
            System.out.flush();
            Runtime.getRuntime().halt(0);
        }
    }
}
