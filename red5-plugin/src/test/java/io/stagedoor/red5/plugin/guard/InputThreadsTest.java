package io.stagedoor.red5.plugin.guard;

import static io.stagedoor.red5.plugin.guard.Fixtures.fake;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.red5.plugin.guard.Fixtures.Client;
import io.stagedoor.red5.plugin.guard.Fixtures.NotingGate;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.mina.core.filterchain.IoFilter.NextFilter;
import org.apache.mina.core.session.IoSession;
import org.junit.jupiter.api.Test;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.ScopeType;
import org.red5.server.net.IConnectionManager;
import org.red5.server.net.rtmp.RTMPConnection;

class InputThreadsTest {

    private static final long MUCH = InputThreads.STRANGER_BYTES + 1L;

    private final IScope live = Fixtures.scope(ScopeType.APPLICATION, "live", null, null, null);
    private final Client client = new Client(live);
    private final Sessions sessions = new Sessions(gates());
    private final InputThreads.First first = new InputThreads.First(sessions);
    private final List<Object> decoded = new ArrayList<>();
    private final Map<Object, Object> attributes = new HashMap<>(Map.of(
            RTMPConnection.RTMP_SESSION_ID,
            "C1",
            RTMPConnection.RTMP_CONN_MANAGER,
            new WeakReference<>(
                    fake(IConnectionManager.class, Map.of("getConnectionBySessionId", one -> client.connection)))));
    private long read;
    private int closed;
    private final IoSession transport = fake(
            IoSession.class,
            Map.of(
                    "getReadBytes", none -> read,
                    "getAttribute", one -> attributes.get(one[0]),
                    "containsAttribute", one -> attributes.containsKey(one[0]),
                    "setAttribute", one -> attributes.put(one[0], true),
                    "closeNow", none -> ++closed == 0 ? closed : null));

    private static GateHolder gates() {
        GateHolder holder = new GateHolder(new Outage());
        holder.set(new NotingGate());
        return holder;
    }

    private void receives(Object message) {
        first.messageReceived(
                fake(NextFilter.class, Map.of("messageReceived", two -> {
                    if (two[1] instanceof Error error) {
                        throw error;
                    }
                    return decoded.add(two[1]);
                })),
                transport,
                message);
    }

    @Test
    void a_stranger_is_cut_off_who_sends_much() {
        read = InputThreads.STRANGER_BYTES;
        receives("handshake");
        assertThat(decoded).containsExactly("handshake");
        read = MUCH;
        receives("more");
        assertThat(decoded).containsExactly("handshake");
        assertThat(closed).isOne();
    }

    @Test
    void an_admitted_client_sends_what_it_likes() {
        sessions.admit(client.connection, new Session(Fixtures.STATE, live));
        read = MUCH;
        receives("media");
        receives("media");
        assertThat(decoded).containsExactly("media", "media");
        assertThat(closed).isZero();
    }

    @Test
    void a_transport_without_a_connection_is_a_stranger_s() {
        attributes.clear();
        read = MUCH;
        receives("more");
        assertThat(decoded).isEmpty();
        assertThat(closed).isOne();
    }

    @Test
    void an_error_of_the_decoder_ends_the_connection_and_not_the_thread() {
        receives(new StackOverflowError());
        assertThat(closed).isOne();
    }
}
