package io.stagedoor.cli.server;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Has a server stopped when this process is told to end, and makes that end a good one: exit code 0, as for a command that did
 * what it was asked to.
 */
public final class Foreground implements AutoCloseable {

    private final AtomicBoolean over = new AtomicBoolean();
    private final Runnable end;

    private Foreground(Runnable end) {
        this.end = end;
    }

    /**
     * From now on a signal to end runs this.
     *
     * @param end stops and tidies; returns within 10 s
     */
    public static Foreground of(Runnable end) {
        Foreground foreground = new Foreground(end);
        Runtime.getRuntime().addShutdownHook(new Thread(foreground::signalled, "stagedoor-signal"));
        return foreground;
    }

    private void signalled() {
        if (over.compareAndSet(false, true)) {
            end.run();
            System.out.flush();
            Runtime.getRuntime().halt(0);
        }
    }

    /** The command ends by itself: stops and tidies, and leaves the exit code alone. */
    @Override
    public void close() {
        if (over.compareAndSet(false, true)) {
            end.run();
        }
    }
}
