package io.stagedoor.red5.plugin.guard;

import io.stagedoor.host.log.StagedoorLog;
import io.stagedoor.red5.plugin.ending.Workers;
import java.beans.PropertyChangeEvent;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedTransferQueue;
import org.red5.server.api.IConnection;
import org.red5.server.api.listeners.IConnectionListener;
import org.red5.server.net.rtmp.RTMPConnection;
import org.red5.server.net.rtmp.event.BytesRead;
import org.red5.server.net.rtmp.message.Header;
import org.red5.server.net.rtmp.message.Packet;
import org.slf4j.Logger;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.ApplicationContext;

/**
 * Ends the thread that receives for an RTMP connection when the connection has ended. Up to Red5 1.3.27 that thread waits for the
 * next message without a limit and looks at the connection only then. Nobody sends one to a connection that has ended: the
 * thread, the connection, and the token that it connected with would stay for ever. Here the thread gets one more message, which
 * means nothing. It wakes up, sees the end, and ends.
 *
 * <p>It hears of connections from Spring, which makes each of them for Red5: those of RTMP, RTMPS and RTMPT, however far they get.
 */
final class EndedConnections implements BeanPostProcessor {

    private static final Logger LOG = StagedoorLog.logger(EndedConnections.class);

    /** Where the thread takes its messages from, and who runs it: one thread for each connection. */
    private static final String QUEUE = "receivedPacketQueue";

    private static final String EXECUTOR = "receivedPacketExecutor";

    /** How long the thread waits for a message. A Red5 that has this looks after its threads itself. */
    private static final String LIMIT = "maxPollTimeout";

    private static final int CONTROL_CHANNEL = 2;

    /** Red5 tells of the end while it closes the connection; by then it has done all of it. */
    private static final Duration CLOSED = Duration.ofSeconds(1);

    private final IConnectionListener end;

    private EndedConnections(End end) {
        this.end = end;
    }

    /**
     * Ends the threads of all connections that are made from now on. Does nothing for a Red5 that does it itself. Where it is not
     * possible, says so, and leaves Red5 as it was.
     *
     * @param context the one that Red5 gives its plugins
     */
    static void release(ApplicationContext context, Sessions sessions, Workers workers) {
        if (waitsWithLimit()) {
            return;
        }
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(RTMPConnection.class, MethodHandles.lookup());
            End end = new End(
                    lookup.findVarHandle(RTMPConnection.class, QUEUE, LinkedTransferQueue.class),
                    lookup.findVarHandle(RTMPConnection.class, EXECUTOR, ExecutorService.class),
                    Leftovers.find(),
                    sessions,
                    workers);
            ((ConfigurableBeanFactory) Red5Core.of(context).getAutowireCapableBeanFactory())
                    .addBeanPostProcessor(new EndedConnections(end));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.warn(
                    "This Red5 keeps a thread and the token of each RTMP client that has disconnected, and the plugin cannot end them. Restart it before it runs out of threads, or use Red5 1.3.28 or later.",
                    e);
        }
    }

    private static boolean waitsWithLimit() {
        return Arrays.stream(RTMPConnection.class.getDeclaredFields())
                .anyMatch(field -> field.getName().equals(LIMIT));
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof RTMPConnection connection) {
            connection.addListener(end);
        }
        return bean;
    }

    /** Is told when the connection says of itself that it is closed. */
    private record End(VarHandle queue, VarHandle executor, Leftovers leftovers, Sessions sessions, Workers workers)
            implements IConnectionListener {

        @Override
        public void notifyConnected(IConnection connection) {}

        @Override
        @SuppressWarnings("unchecked")
        public void notifyDisconnected(IConnection ended) {
            RTMPConnection connection = (RTMPConnection) ended;
            ((LinkedTransferQueue<Packet>) queue.get(connection)).offer(nothing());
            ExecutorService receiver = (ExecutorService) executor.get(connection);
            Session session = sessions.of(connection);
            // What it is at, which may be the connect, comes to its end before this.
            receiver.execute(() ->
                    workers.later(CLOSED, () -> workers.handOver(() -> leftovers.takeBack(connection, session))));
            receiver.shutdown();
        }

        @Override
        public void propertyChange(PropertyChangeEvent event) {}

        /** That the client has received no byte. Of its own for each connection, which the message is made to remember. */
        private static Packet nothing() {
            BytesRead none = new BytesRead(0);
            Header header = new Header();
            header.setChannelId(CONTROL_CHANNEL);
            header.setDataType(none.getDataType());
            header.setStreamId(0);
            none.setHeader(header);
            return new Packet(header, none);
        }
    }
}
