package io.stagedoor.red5.plugin.guard;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.red5.server.api.IConnection;
import org.red5.server.net.rtmp.RTMPMinaConnection;

/** Closes the connections of refused clients after they had time to read the reason, because a refused publisher would keep sending. */
final class Closer implements AutoCloseable {

    private static final long DELAY_MILLIS = 500;

    private final ScheduledThreadPoolExecutor later = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "stagedoor-closer");
        thread.setDaemon(true);
        return thread;
    });

    Closer() {
        later.setRemoveOnCancelPolicy(true);
    }

    /**
     * Does something later, on a thread of its own that must not be kept.
     *
     * @return for taking it back; {@code null} if the server stops, and it is not done
     */
    Future<?> later(Duration delay, Runnable task) {
        try {
            return later.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return null;
        }
    }

    /** Closes a connection when what was written to it has been sent. */
    void closeWhenFlushed(IConnection connection) {
        if (connection instanceof RTMPMinaConnection mina && mina.getIoSession() != null) {
            mina.getIoSession().closeOnFlush();
        } else {
            closeLater(connection);
        }
    }

    /** Red5 closes an RTMP socket itself once the refusal is sent; other kinds it leaves open. */
    void closeAfterRefusedConnect(IConnection connection) {
        if (connection.getClass() != RTMPMinaConnection.class) { // other protocols extend it
            closeLater(connection);
        }
    }

    /** Closes a connection as if its client had dropped it: on the server's own threads, sent or not. */
    void closeNow(IConnection connection) {
        if (connection instanceof RTMPMinaConnection mina && mina.getIoSession() != null) {
            mina.getIoSession().closeNow();
        } else {
            closeLater(connection);
        }
    }

    /** Closes a connection when Red5 has had time to tell the client why. */
    void closeLater(IConnection connection) {
        try {
            later.schedule(connection::close, DELAY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) { // stopping
            connection.close();
        }
    }

    int pending() {
        return later.getQueue().size();
    }

    @Override
    public void close() {
        later.shutdown();
    }
}
