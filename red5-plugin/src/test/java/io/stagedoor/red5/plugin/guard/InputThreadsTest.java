package io.stagedoor.red5.plugin.guard;

import static io.stagedoor.red5.plugin.guard.Fixtures.fake;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.host.Outage;
import io.stagedoor.red5.plugin.guard.Fixtures.Client;
import io.stagedoor.red5.plugin.guard.Fixtures.NotingGate;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
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
import org.red5.server.net.rtmp.event.SetBuffer;
import org.red5.server.net.rtmp.message.Header;
import org.red5.server.net.rtmp.message.Packet;

class InputThreadsTest {

    private static final long NOW = 1_800_000_000_000L;
    private static final long LONG_AGO = NOW - InputThreads.STRANGER_TIME.toMillis() - 1;
    private static final long MUCH = InputThreads.STRANGER_BYTES + 1L;

    private final IScope live = Fixtures.scope(ScopeType.APPLICATION, "live", null, null, null);
    private final Client client = new Client(live);
    private final Sessions sessions = Fixtures.sessions(gates());
    private final InputThreads.First first =
            new InputThreads.First(sessions, Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));
    private final List<Object> decoded = new ArrayList<>();
    private final Map<Object, Object> attributes = new HashMap<>(Map.of(
            RTMPConnection.RTMP_SESSION_ID,
            "C1",
            RTMPConnection.RTMP_CONN_MANAGER,
            new WeakReference<>(
                    fake(IConnectionManager.class, Map.of("getConnectionBySessionId", one -> client.connection)))));
    private long read;
    private long created = NOW;
    private int closed;
    private final IoSession transport = fake(
            IoSession.class,
            Map.of(
                    "getReadBytes", none -> read,
                    "getCreationTime", none -> created,
                    "getAttribute", one -> attributes.get(one[0]),
                    "containsAttribute", one -> attributes.containsKey(one[0]),
                    "setAttribute", one -> attributes.put(one[0], true),
                    "closeNow", none -> ++closed == 0 ? closed : null));

    private static GateHolder gates() {
        GateHolder holder = new GateHolder(Outage.atStart());
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
    void a_stranger_is_cut_off_who_sends_for_long() {
        created = LONG_AGO + 1;
        receives("handshake");
        assertThat(decoded).containsExactly("handshake");
        created = LONG_AGO;
        receives("more");
        assertThat(decoded).containsExactly("handshake");
        assertThat(closed).isOne();
    }

    @Test
    void an_admitted_client_sends_what_it_likes() {
        sessions.admit(client.connection, new Session(Fixtures.STATE, live));
        read = MUCH;
        created = LONG_AGO;
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
    void what_a_client_sent_whose_connection_is_gone_ends_its_transport() {
        receives(new ConnectionLookup.Gone());
        assertThat(closed).isOne();
    }

    @Test
    void an_error_of_the_decoder_ends_the_connection_and_not_the_thread() {
        receives(new StackOverflowError());
        assertThat(closed).isOne();
    }

    /** Red5 keeps a length for each id that it is told of. */
    @Test
    void lengths_of_buffers_are_for_streams_that_red5_can_have() {
        List<Integer> passed = new ArrayList<>();
        NextFilter next = fake(
                NextFilter.class,
                Map.of(
                        "messageReceived",
                        two -> passed.add(((SetBuffer) ((Packet) two[1]).getMessage()).getStreamId())));
        InputThreads.Last last = new InputThreads.Last(first);
        for (int id : List.of(Integer.MIN_VALUE, -1, 0, 1, 320, 321, 65_536, Integer.MAX_VALUE)) {
            last.messageReceived(next, transport, new Packet(new Header(), new SetBuffer(id, 100)));
        }
        assertThat(passed).containsExactly(0, 1, 320);
    }
}
