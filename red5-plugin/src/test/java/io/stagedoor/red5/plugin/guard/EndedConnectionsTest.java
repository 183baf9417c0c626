package io.stagedoor.red5.plugin.guard;

import static io.stagedoor.auth.support.Eventually.eventually;
import static io.stagedoor.red5.plugin.guard.Fixtures.fake;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.host.Outage;
import io.stagedoor.red5.plugin.ending.Workers;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.red5.server.net.rtmp.IRTMPHandler;
import org.red5.server.net.rtmp.RTMPMinaConnection;
import org.red5.server.net.rtmp.event.BytesRead;
import org.red5.server.net.rtmp.message.Header;
import org.red5.server.net.rtmp.message.Packet;
import org.springframework.context.support.GenericApplicationContext;

/** Red5's own connections, of the version that this is compiled against: its threads wait without a limit. */
class EndedConnectionsTest {

    /** Lets a test look at what runs its messages. */
    static final class Connection extends RTMPMinaConnection {
        ExecutorService receiver() {
            return receivedPacketExecutor;
        }
    }

    private final GateHolder gates = new GateHolder(Outage.atStart());
    private final Workers workers = Workers.ready();
    private final GenericApplicationContext context = new GenericApplicationContext();
    private final AtomicInteger handled = new AtomicInteger();

    EndedConnectionsTest() {
        context.registerBean(Connection.class, definition -> definition.setScope("prototype"));
        context.refresh();
        EndedConnections.release(context, Fixtures.sessions(gates), workers);
    }

    @AfterEach
    void stop() {
        workers.close();
        context.close();
    }

    private Connection connection(Fixtures.Answer received) {
        Connection connection = context.getBean(Connection.class);
        connection.setHandler(fake(IRTMPHandler.class, Map.of("messageReceived", received)));
        return connection;
    }

    private static Packet message() {
        Header header = new Header();
        header.setDataType((byte) 3);
        header.setStreamId(0);
        return new Packet(header, new BytesRead(1));
    }

    @Test
    void the_thread_of_a_connection_that_has_ended_ends() {
        Connection connection = connection(two -> handled.incrementAndGet());
        connection.handleMessageReceived(message());
        eventually(() -> handled.get() == 1);
        assertThat(connection.receiver().isTerminated()).isFalse();
        connection.close();
        eventually(() -> connection.receiver().isTerminated());
    }

    @Test
    void one_that_said_nothing_leaves_nothing_either() {
        Connection connection = connection(two -> null);
        connection.close();
        eventually(() -> connection.receiver().isTerminated());
    }

    @Test
    void what_it_is_at_comes_to_its_end_first() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Connection connection = connection(two -> {
            begun.countDown();
            done.await();
            return null;
        });
        connection.handleMessageReceived(message());
        begun.await();
        connection.close();
        assertThat(connection.receiver().isTerminated()).isFalse();
        done.countDown();
        eventually(() -> connection.receiver().isTerminated());
    }

    @Test
    void one_that_its_own_thread_closes_ends() {
        Connection connection = connection(two -> {
            ((Connection) two[0]).close();
            return null;
        });
        connection.handleMessageReceived(message());
        eventually(() -> connection.receiver().isTerminated());
    }

    @Test
    void a_context_that_gives_no_factory_changes_nothing() {
        EndedConnections.release(fake(org.springframework.context.ApplicationContext.class, Map.of()), null, workers);
    }
}
