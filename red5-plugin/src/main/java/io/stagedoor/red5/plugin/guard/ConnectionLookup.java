package io.stagedoor.red5.plugin.guard;

import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.apache.mina.core.session.IoSession;
import org.red5.server.net.IConnectionManager;
import org.red5.server.net.rtmp.RTMPConnection;

/**
 * Ends the decoding of a client whose connection Red5 has forgotten. Red5's decoder (1.3, and 2.0 up to 2.0.40 at least) asks its
 * connection manager for the connection. Where there is none, it closes the transport and reads nothing; MINA calls it again as long
 * as it has not read everything, without an end. Here such a lookup ends with an {@link Error}, which leaves MINA's loop.
 */
final class ConnectionLookup {

    private static final String LOOKUP = "getConnectionBySessionId";

    /** The id of the session that a thread decodes for. */
    private static final ThreadLocal<String> READING = new ThreadLocal<>();

    /** The connection of a client that sends is gone. */
    static final class Gone extends Error {

        private static final long serialVersionUID = 1L;

        Gone() {
            super("the connection has been closed", null, false, false);
        }
    }

    private final IConnectionManager<?> manager;
    private final IConnectionManager<?> lookup;
    private final WeakReference<IConnectionManager<?>> reference;

    private ConnectionLookup(IConnectionManager<?> manager) {
        this.manager = manager;
        // Not a class of ours: the versions of Red5 differ in this interface.
        this.lookup = (IConnectionManager<?>) Proxy.newProxyInstance(
                IConnectionManager.class.getClassLoader(),
                new Class<?>[] {IConnectionManager.class},
                (self, method, arguments) -> found(method, arguments, call(manager, method, arguments)));
        this.reference = new WeakReference<>(lookup);
    }

    /** @param manager Red5's own, in whose place it is used */
    static ConnectionLookup in(IConnectionManager<?> manager) {
        return new ConnectionLookup(manager);
    }

    private static Object call(IConnectionManager<?> manager, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(manager, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Object found(Method method, Object[] arguments, Object found) {
        if (found == null && method.getName().equals(LOOKUP) && arguments[0].equals(READING.get())) {
            throw new Gone();
        }
        return found;
    }

    /** Lets Red5's filters look for the connection of a transport here. */
    void serve(IoSession session) {
        session.setAttribute(RTMPConnection.RTMP_CONN_MANAGER, reference);
    }

    /**
     * To be asked before Red5 handles what it has decoded. Of what comes behind the end of a connection, it logs a line each.
     *
     * @throws Gone if the client's connection is gone
     */
    void expect(IoSession session) {
        if (session.getAttribute(RTMPConnection.RTMP_SESSION_ID) instanceof String id
                && manager.getConnectionBySessionId(id) == null) {
            throw new Gone();
        }
    }

    /**
     * Runs what reads for a client. Lookups of its connection by other threads, or for other clients, end as Red5 expects.
     *
     * @throws Gone if the client's connection is gone
     */
    static void reading(IoSession session, Runnable reader) {
        if (session.getAttribute(RTMPConnection.RTMP_SESSION_ID) instanceof String id) {
            READING.set(id);
        }
        try {
            reader.run();
        } finally {
            READING.remove();
        }
    }
}
