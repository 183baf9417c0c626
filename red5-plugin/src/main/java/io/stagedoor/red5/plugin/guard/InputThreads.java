package io.stagedoor.red5.plugin.guard;

import io.stagedoor.red5.plugin.log.StagedoorLog;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.service.IoAcceptor;
import org.apache.mina.core.session.IoSession;
import org.red5.server.api.IConnection;
import org.red5.server.net.IConnectionManager;
import org.red5.server.net.rtmp.RTMPConnection;
import org.red5.server.net.rtmp.RTMPMinaTransport;
import org.red5.server.net.rtmp.event.SetBuffer;
import org.red5.server.net.rtmp.message.Packet;
import org.slf4j.Logger;
import org.springframework.context.ApplicationContext;

/**
 * Keeps the few threads alive that read for all clients. While it decodes, before anyone is asked who the client is, Red5 creates
 * what the client names: a class that cannot be linked, or objects nested deep enough, end in an {@link Error}, which ends the
 * thread, and with it every connection that it reads for, now and later. Here the connection ends instead. So does that of a
 * client that sends much and is not admitted.
 */
final class InputThreads {

    private static final Logger LOG = StagedoorLog.logger(InputThreads.class);

    private static final String NAME = "stagedoorInput";

    /**
     * How many bytes a client may send before it is admitted: enough for a handshake, and for a connect that carries the longest
     * AMF 0 string three times. Red5 would take messages of 3 MiB, and decodes them on a thread that others need.
     */
    static final int STRANGER_BYTES = 256 * 1024;

    private static final String ADMITTED = InputThreads.class.getName() + ".admitted";

    private InputThreads() {}

    /**
     * Protects the threads of every RTMP transport. Where that is not possible, says so, and leaves Red5 as it was.
     *
     * @param context the one that Red5 gives its plugins
     * @param admitted who has been let in
     */
    static void protect(ApplicationContext context, Sessions admitted) {
        try {
            Field acceptor = RTMPMinaTransport.class.getDeclaredField("acceptor");
            acceptor.setAccessible(true);
            for (RTMPMinaTransport transport :
                    Red5Core.of(context).getBeansOfType(RTMPMinaTransport.class).values()) {
                ((IoAcceptor) acceptor.get(transport)).getFilterChain().addLast(NAME, new Last(new First(admitted)));
            }
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.warn(
                    "Stagedoor cannot protect the input threads of this version of Red5: a client can end them with data that Red5 cannot decode. Please report it with Red5's version.",
                    e);
        }
    }

    /** Red5 puts its own filters in front of those that are there already: this one puts another in front of them. */
    private static final class Last extends IoFilterAdapter {

        private final First first;

        Last(First first) {
            this.first = first;
        }

        @Override
        public void sessionCreated(NextFilter next, IoSession session) {
            next.sessionCreated(session);
            session.getFilterChain().addFirst(NAME + "First", first);
        }

        /** Behind Red5's decoder. Red5 remembers a buffer's length for every id that it is told of, also if there is no stream. */
        @Override
        public void messageReceived(NextFilter next, IoSession session, Object message) {
            if (message instanceof Packet packet
                    && packet.getMessage() instanceof SetBuffer buffer
                    && (buffer.getStreamId() < 0 || buffer.getStreamId() > RTMPConnection.MAX_RESERVED_STREAMS)) {
                return;
            }
            next.messageReceived(session, message);
        }
    }

    /** In front of Red5's decoder. */
    static final class First extends IoFilterAdapter {

        private final Sessions admitted;
        private final AtomicReference<Class<?>> logged = new AtomicReference<>();
        private final AtomicBoolean tooMuchLogged = new AtomicBoolean();

        First(Sessions admitted) {
            this.admitted = admitted;
        }

        @Override
        public void messageReceived(NextFilter next, IoSession session, Object message) {
            if (session.getReadBytes() > STRANGER_BYTES && !isAdmitted(session)) {
                cutOff(session);
                return;
            }
            try {
                next.messageReceived(session, message);
            } catch (Error e) { // the thread must live on, whatever a client makes Red5 stumble over
                session.closeNow();
                if (logged.getAndSet(e.getClass()) != e.getClass()) {
                    LOG.warn(
                            "A client was disconnected: its data made Red5 fail with {}. Further failures of this kind are not logged.",
                            e.getClass().getName());
                }
            }
        }

        /** Asked of a client until it is admitted; then the session of its transport knows. */
        private boolean isAdmitted(IoSession session) {
            if (session.containsAttribute(ADMITTED)) {
                return true;
            }
            boolean is = admitted.of(connection(session)) != null;
            if (is) {
                session.setAttribute(ADMITTED);
            }
            return is;
        }

        private void cutOff(IoSession session) {
            session.closeNow();
            if (!tooMuchLogged.getAndSet(true)) {
                LOG.warn(
                        "A client was cut off: it sent more than {} bytes before it was admitted. Further ones of this kind are not logged.",
                        STRANGER_BYTES);
            }
        }

        private static IConnection connection(IoSession session) {
            return session.getAttribute(RTMPConnection.RTMP_CONN_MANAGER) instanceof Reference<?> reference
                            && reference.get() instanceof IConnectionManager<?> manager
                            && session.getAttribute(RTMPConnection.RTMP_SESSION_ID) instanceof String id
                            && manager.getConnectionBySessionId(id) instanceof IConnection connection
                    ? connection
                    : null;
        }
    }
}
