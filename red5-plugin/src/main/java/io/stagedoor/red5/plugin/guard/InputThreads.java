package io.stagedoor.red5.plugin.guard;

import io.stagedoor.host.log.StagedoorLog;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.service.IoAcceptor;
import org.apache.mina.core.session.IoSession;
import org.jspecify.annotations.Nullable;
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
 * client that sends much, or for long, and is not admitted, and the decoding of what a client sent that is disconnected meanwhile
 * ({@link DecodeState}, {@link ConnectionLookup}).
 */
final class InputThreads {

    private static final Logger LOG = StagedoorLog.logger(InputThreads.class);

    private static final String NAME = "stagedoorInput";

    /**
     * How many bytes a client may send before it is admitted: enough for a handshake, and for a connect that carries the longest
     * AMF 0 string three times. Red5 would take messages of 3 MiB, and decodes them on a thread that others need.
     */
    static final int STRANGER_BYTES = 256 * 1024;

    /**
     * How long a client may keep its connection with what it sends before it is admitted. One that sends nothing is Red5's to
     * disconnect. Longer than a client is held while it waits for a decision.
     */
    static final Duration STRANGER_TIME = Duration.ofMinutes(2);

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
                ((IoAcceptor) acceptor.get(transport))
                        .getFilterChain()
                        .addLast(NAME, new Last(new First(admitted, Clock.systemUTC())));
            }
            DecodeState.give(context); // last: without it, the filters protect from the rest
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.warn(
                    "Stagedoor cannot protect the input threads of this version of Red5: a client can end or occupy them with what it sends. Please report it with Red5's version.",
                    e);
        }
    }

    /** Red5 puts its own filters in front of those that are there already: this one puts another in front of them. */
    static final class Last extends IoFilterAdapter {

        private final First first;
        private final AtomicReference<ConnectionLookup> lookup = new AtomicReference<>();

        Last(First first) {
            this.first = first;
        }

        @Override
        public void sessionCreated(NextFilter next, IoSession session) {
            next.sessionCreated(session);
            session.getFilterChain().addFirst(NAME + "First", first);
        }

        /** Red5 has told the session where its connection is found; nothing has been read. */
        @Override
        public void sessionOpened(NextFilter next, IoSession session) {
            next.sessionOpened(session);
            if (session.getAttribute(RTMPConnection.RTMP_CONN_MANAGER) instanceof Reference<?> reference
                    && reference.get() instanceof IConnectionManager<?> manager) {
                lookup.updateAndGet(is -> is == null ? ConnectionLookup.in(manager) : is) // Red5 has one manager
                        .serve(session);
            }
        }

        /** Behind Red5's decoder. Red5 remembers a buffer's length for every id that it is told of, also if there is no stream. */
        @Override
        public void messageReceived(NextFilter next, IoSession session, Object message) {
            ConnectionLookup connections = lookup.get();
            if (connections != null) {
                connections.expect(session);
            }
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
        private final Clock clock;
        private final AtomicReference<Class<?>> logged = new AtomicReference<>();
        private final AtomicBoolean tooMuchLogged = new AtomicBoolean();

        /** @param clock that MINA, too, takes the time of a connection from */
        First(Sessions admitted, Clock clock) {
            this.admitted = admitted;
            this.clock = clock;
        }

        @Override
        public void messageReceived(NextFilter next, IoSession session, Object message) {
            if (isBeyondLimits(session) && !isAdmitted(session)) {
                cutOff(session);
                return;
            }
            try {
                ConnectionLookup.reading(session, () -> next.messageReceived(session, message));
            } catch (ConnectionLookup.Gone e) {
                session.closeNow();
            } catch (Error e) { // the thread must live on, whatever a client makes Red5 stumble over
                session.closeNow();
                if (logged.getAndSet(e.getClass()) != e.getClass()) {
                    LOG.warn(
                            "A client was disconnected: its data made Red5 fail with {}. Further failures of this kind are not logged.",
                            e.getClass().getName());
                }
            }
        }

        private boolean isBeyondLimits(IoSession session) {
            return session.getReadBytes() > STRANGER_BYTES
                    || clock.millis() - session.getCreationTime() > STRANGER_TIME.toMillis();
        }

        /** Asked of a client until it is admitted; then the session of its transport knows. */
        private boolean isAdmitted(IoSession session) {
            if (session.containsAttribute(ADMITTED)) {
                return true;
            }
            IConnection connection = connection(session);
            boolean is = connection != null && admitted.of(connection) != null;
            if (is) {
                session.setAttribute(ADMITTED);
            }
            return is;
        }

        private void cutOff(IoSession session) {
            session.closeNow();
            if (!tooMuchLogged.getAndSet(true)) {
                LOG.warn(
                        "A client was disconnected: it was not admitted, and sent more than {} bytes or for more than {} s. Further ones of this kind are not logged.",
                        STRANGER_BYTES,
                        STRANGER_TIME.toSeconds());
            }
        }

        private static @Nullable IConnection connection(IoSession session) {
            return session.getAttribute(RTMPConnection.RTMP_CONN_MANAGER) instanceof Reference<?> reference
                            && reference.get() instanceof IConnectionManager<?> manager
                            && session.getAttribute(RTMPConnection.RTMP_SESSION_ID) instanceof String id
                            && manager.getConnectionBySessionId(id) instanceof IConnection connection
                    ? connection
                    : null;
        }
    }
}
