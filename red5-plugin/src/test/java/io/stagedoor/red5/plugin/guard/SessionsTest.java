package io.stagedoor.red5.plugin.guard;

import static io.stagedoor.red5.plugin.guard.Fixtures.STATE;
import static io.stagedoor.red5.plugin.guard.Fixtures.fake;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.red5.plugin.guard.Fixtures.Client;
import io.stagedoor.red5.plugin.guard.Fixtures.NotingGate;
import io.stagedoor.red5.plugin.guard.Session.Stream;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IBasicScope;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.ScopeType;
import org.red5.server.net.rtmp.RTMPMinaConnection;

class SessionsTest {

    private final NotingGate gate = new NotingGate();
    private final Sessions sessions = new Sessions(holding(gate));
    private final IScope live = Fixtures.scope(ScopeType.APPLICATION, "live", null, null, null);

    private static GateHolder holding(NotingGate gate) {
        GateHolder holder = new GateHolder(new Outage());
        holder.set(gate);
        return holder;
    }

    private Session admitted(Client client) {
        assertThat(sessions.admit(client.connection, new Session(STATE))).isTrue();
        return sessions.of(client.connection);
    }

    @Test
    void nothing_is_left_of_ten_thousand_connections() {
        for (int i = 0; i < 10_000; i++) {
            Client client = new Client(live);
            client.connected = i % 2 == 0;
            assertThat(sessions.admit(client.connection, new Session(STATE))).isEqualTo(i % 2 == 0);
            client.end();
        }
        assertThat(sessions.size()).isZero();
    }

    @Test
    void the_streams_of_a_connection_end_with_it_and_once() {
        Client client = new Client(live);
        Session session = admitted(client);
        session.begin(1, Stream.publish("a"));
        session.begin(2, Stream.play("b"));
        client.end();
        client.end();
        sessions.end(client.connection);
        assertThat(gate.asked).containsExactlyInAnyOrder("ended publish a", "ended play b");
        assertThat(session.begin(3, Stream.play("c"))).containsExactly(Stream.play("c"));
    }

    @Test
    void all_streams_end_when_the_server_stops_and_once() {
        GateHolder holder = holding(gate);
        Sessions stopping = new Sessions(holder);
        Client one = new Client(live);
        Client two = new Client(live);
        stopping.admit(one.connection, new Session(STATE));
        stopping.admit(two.connection, new Session(STATE));
        stopping.of(one.connection).begin(1, Stream.publish("a"));
        stopping.of(two.connection).begin(1, Stream.publish("b"));
        holder.close();
        stopping.close();
        one.end();
        assertThat(gate.asked).containsExactlyInAnyOrder("ended publish a", "ended publish b");
        assertThat(stopping.size()).isZero();
    }

    /** Closed before its scope was set, as when a client hangs up behind its connect: nobody will tell of its end any more. */
    private static final class Closed extends RTMPMinaConnection {
        @Override
        public boolean isClosed() {
            return true;
        }

        @Override
        public boolean isConnected() {
            return true;
        }
    }

    @Test
    void a_connection_that_has_told_of_its_end_already_is_not_let_in() {
        assertThat(sessions.admit(new Closed(), new Session(STATE))).isFalse();
        assertThat(sessions.size()).isZero();
    }

    @Test
    void a_connection_that_takes_no_listener_any_more_is_not_let_in() {
        IConnection closing = fake(IConnection.class, Map.of("isConnected", none -> true, "addListener", one -> {
            throw new NullPointerException("connectionListeners");
        }));
        assertThat(sessions.admit(closing, new Session(STATE))).isFalse();
        assertThat(sessions.size()).isZero();
    }

    @Test
    void the_streams_of_a_connection_that_is_let_in_anew_end() {
        Client client = new Client(live);
        admitted(client).begin(1, Stream.publish("a"));
        admitted(client);
        assertThat(gate.asked).containsExactly("ended publish a");
    }

    @Test
    void the_end_of_a_connection_is_told_once_and_after_that_of_its_streams() {
        Client client = new Client(live);
        admitted(client).begin(1, Stream.publish("a"));
        sessions.end(client.connection);
        sessions.end(client.connection);
        assertThat(gate.asked).containsExactly("ended publish a");
        assertThat(gate.gone).containsExactly("ended connect ");
    }

    @Test
    void a_second_publish_on_a_stream_id_ends_the_first() {
        Session session = admitted(new Client(live));
        assertThat(session.begin(1, Stream.publish("a"))).isEmpty();
        assertThat(session.begin(1, Stream.publish("b"))).containsExactly(Stream.publish("a"));
        assertThat(session.holds(1, Stream.publish("b"))).isTrue();
        assertThat(session.holds(1, Stream.publish("a"))).isFalse();
        assertThat(session.holds(2, Stream.publish("b"))).isFalse();
    }

    @Test
    void a_playlist_is_bounded() {
        Session session = admitted(new Client(live));
        for (int i = 0; i < 1024; i++) {
            assertThat(session.begin(1, Stream.play("s" + i))).isEmpty();
        }
        assertThat(session.begin(1, Stream.play("one more"))).containsExactly(Stream.play("s0"));
    }

    @Test
    void a_published_stream_is_known_by_the_name_that_red5_makes_of_it() {
        assertThat(Stream.publish("mp4:a")).isEqualTo(Stream.publish("a"));
        assertThat(Stream.play("mp4:a")).isNotEqualTo(Stream.play("a"));
    }

    private IBasicScope broadcast(IScope parent, String name) {
        Map<String, Fixtures.Answer> answers = new HashMap<>();
        answers.put("getType", none -> ScopeType.BROADCAST);
        answers.put("getName", none -> name);
        answers.put("getParent", none -> parent);
        return fake(IBasicScope.class, answers);
    }

    @Test
    void a_stream_that_the_server_took_away_ends_where_it_was() {
        Client here = new Client(live);
        Client elsewhere = new Client(Fixtures.scope(ScopeType.APPLICATION, "other", null, null, null));
        admitted(here).begin(1, Stream.publish("a"));
        admitted(elsewhere).begin(1, Stream.publish("a"));
        new BroadcastEnd(sessions::endPublished).notifyBasicScopeRemoved(broadcast(live, "a"));
        new BroadcastEnd(sessions::endPublished).notifyBasicScopeRemoved(broadcast(live, "a"));
        assertThat(gate.asked).containsExactly("ended publish a");
    }

    @Test
    void a_stream_that_is_there_again_has_not_ended() {
        IScope busy = fake(IScope.class, Map.of("hasChildScope", two -> true));
        Client client = new Client(busy);
        admitted(client).begin(1, Stream.publish("a"));
        sessions.endPublished(broadcast(busy, "a"));
        assertThat(gate.asked).isEmpty();
    }

    @Test
    void equal_connections_are_told_apart() {
        Client one = new Client(live);
        Client other = new Client(live);
        admitted(one);
        assertThat(sessions.of(other.connection)).isNull();
        assertThat(sessions.of(null)).isNull();
    }
}
