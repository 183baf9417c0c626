package io.stagedoor.red5.plugin.guard;

import io.stagedoor.red5.plugin.ending.Workers;
import java.time.Duration;
import org.apache.mina.core.session.IoSession;
import org.jspecify.annotations.Nullable;
import org.red5.server.api.IConnection;
import org.red5.server.net.rtmp.RTMPMinaConnection;

/** Closes connections. A client that ought to know why has time to read it, but none for ever: it might keep sending, and read nothing. */
final class Closer {

    /** How long a connection stays whose client does not read. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Other kinds do not say when something has been sent. */
    private static final Duration DELAY = Duration.ofMillis(500);

    private static final String CLOSING = Closer.class.getName();

    private final Workers workers;

    Closer(Workers workers) {
        this.workers = workers;
    }

    /**
     * Tells a client something, and closes its connection.
     *
     * @param words may wait for the client
     */
    void closeAfter(IConnection connection, Runnable words) {
        IoSession session = session(connection);
        if (session == null) {
            workers.say(words);
            closeLater(connection);
            return;
        }
        workers.later(PATIENCE, () -> workers.cut(session::closeNow));
        workers.say(() -> {
            try {
                words.run();
            } finally {
                session.closeOnFlush();
            }
        });
    }

    /** Closes a connection when what was written to it has been sent. */
    void closeWhenFlushed(IConnection connection) {
        IoSession session = session(connection);
        if (session == null) {
            closeLater(connection);
            return;
        }
        session.closeOnFlush();
        if (session.setAttributeIfAbsent(CLOSING) == null) {
            workers.later(PATIENCE, () -> workers.cut(session::closeNow));
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
        IoSession session = session(connection);
        if (session == null) {
            closeLater(connection);
        } else {
            workers.cut(session::closeNow);
        }
    }

    private static @Nullable IoSession session(IConnection connection) {
        return connection instanceof RTMPMinaConnection mina ? mina.getIoSession() : null;
    }

    /** Closes a connection when Red5 has had time to tell the client why. */
    void closeLater(IConnection connection) {
        if (workers.later(DELAY, () -> workers.handOver(connection::close)) == null) { // stopping
            connection.close();
        }
    }
}
