package io.stagedoor.red5.plugin.guard;

import static io.stagedoor.red5.plugin.guard.Fixtures.STATE;
import static io.stagedoor.red5.plugin.guard.Fixtures.fake;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.host.Outage;
import io.stagedoor.red5.plugin.guard.AllowedStreams.State;
import io.stagedoor.red5.plugin.guard.AllowedStreams.Stream;
import io.stagedoor.red5.plugin.guard.Fixtures.Client;
import io.stagedoor.red5.plugin.guard.Fixtures.NotingGate;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.red5.server.api.IConnection;
import org.red5.server.api.Red5;
import org.red5.server.api.scope.IBasicScope;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.ScopeType;
import org.red5.server.net.rtmp.RTMPMinaConnection;
import org.red5.server.service.Call;
import org.red5.server.stream.StreamService;

class SessionsTest {

    private final NotingGate gate = new NotingGate();
    private final Sessions sessions = Fixtures.sessions(holding(gate));
    private final IScope live = Fixtures.scope(ScopeType.APPLICATION, "live", null, null, null);

    private static GateHolder holding(NotingGate gate) {
        GateHolder holder = new GateHolder(Outage.atStart());
        holder.set(gate);
        return holder;
    }

    private Session admitted(Client client) {
        assertThat(sessions.admit(client.connection, new Session(STATE, client.scope)))
                .isTrue();
        return sessions.of(client.connection);
    }

    @Test
    void nothing_is_left_of_ten_thousand_connections() {
        for (int i = 0; i < 10_000; i++) {
            Client client = new Client(live);
            client.connected = i % 2 == 0;
            assertThat(sessions.admit(client.connection, new Session(STATE, live)))
                    .isEqualTo(i % 2 == 0);
            client.end();
        }
        assertThat(sessions.size()).isZero();
    }

    @Test
    void the_streams_of_a_connection_end_with_it_and_once() {
        Client client = new Client(live);
        Session session = admitted(client);
        session.allow(1, Stream.publish("a"), State.BEGUN);
        session.allow(2, Stream.play("b"), State.BEGUN);
        client.end();
        client.end();
        sessions.end(client.connection);
        assertThat(gate.asked).containsExactlyInAnyOrder("ended publish a", "ended play b");
        assertThat(session.allow(3, Stream.play("c"), State.CALLED).unsure()).containsExactly(Stream.play("c"));
    }

    @Test
    void all_streams_end_when_the_server_stops_and_once() {
        GateHolder holder = holding(gate);
        Sessions stopping = Fixtures.sessions(holder);
        Client one = new Client(live);
        Client two = new Client(live);
        stopping.admit(one.connection, new Session(STATE, live));
        stopping.admit(two.connection, new Session(STATE, live));
        stopping.of(one.connection).allow(1, Stream.publish("a"), State.BEGUN);
        stopping.of(two.connection).allow(1, Stream.publish("b"), State.BEGUN);
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
        assertThat(sessions.admit(new Closed(), new Session(STATE, live))).isFalse();
        assertThat(sessions.size()).isZero();
    }

    @Test
    void a_connection_that_takes_no_listener_any_more_is_not_let_in() {
        IConnection closing = fake(IConnection.class, Map.of("isConnected", none -> true, "addListener", one -> {
            throw new NullPointerException("connectionListeners");
        }));
        assertThat(sessions.admit(closing, new Session(STATE, live))).isFalse();
        assertThat(sessions.size()).isZero();
    }

    @Test
    void the_streams_of_a_connection_that_is_let_in_anew_end() {
        Client client = new Client(live);
        admitted(client).allow(1, Stream.play("a"), State.BEGUN);
        admitted(client);
        assertThat(gate.asked).containsExactly("ended play a");
    }

    /** Red5 would go on with its stream. */
    @Test
    void a_connection_that_publishes_is_not_let_in_anew() {
        Client client = new Client(live);
        Session session = admitted(client);
        session.allow(1, Stream.publish("a"), State.BEGUN);
        assertThat(sessions.admit(client.connection, new Session(STATE, live))).isFalse();
        assertThat(sessions.of(client.connection)).isSameAs(session);
        assertThat(gate.asked).isEmpty();
        client.end();
        assertThat(gate.asked).containsExactly("ended publish a");
    }

    @Test
    void the_end_of_a_connection_is_told_once_and_after_that_of_its_streams() {
        Client client = new Client(live);
        admitted(client).allow(1, Stream.publish("a"), State.BEGUN);
        sessions.end(client.connection);
        sessions.end(client.connection);
        assertThat(gate.asked).containsExactly("ended publish a");
        assertThat(gate.gone).containsExactly("ended connect ");
    }

    @Test
    void a_second_publish_of_a_client_of_which_red5_says_nothing_ends_the_first() {
        Session session = admitted(new Client(live));
        assertThat(session.allow(1, Stream.publish("a"), State.ASKED).unsure()).isEmpty();
        assertThat(session.allow(1, Stream.publish("b"), State.ASKED).unsure()).containsExactly(Stream.publish("a"));
        assertThat(session.holds(1, Stream.publish("b"))).isTrue();
        assertThat(session.holds(1, Stream.publish("a"))).isFalse();
        assertThat(session.holds(2, Stream.publish("b"))).isFalse();
    }

    @Test
    void a_playlist_is_bounded() {
        Session session = admitted(new Client(live));
        for (int i = 0; i < 1024; i++) {
            assertThat(session.allow(1, Stream.play("s" + i), State.BEGUN).ended())
                    .isEmpty();
        }
        assertThat(session.allow(1, Stream.play("one more"), State.BEGUN).ended())
                .containsExactly(Stream.play("s0"));
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
        admitted(here).allow(1, Stream.publish("a"), State.BEGUN);
        admitted(elsewhere).allow(1, Stream.publish("a"), State.BEGUN);
        new BroadcastEnd(sessions::endPublished).notifyBasicScopeRemoved(broadcast(live, "a"));
        new BroadcastEnd(sessions::endPublished).notifyBasicScopeRemoved(broadcast(live, "a"));
        assertThat(gate.asked).containsExactly("ended publish a");
    }

    @Test
    void a_stream_that_is_there_again_has_not_ended() {
        IScope busy = fake(IScope.class, Map.of("hasChildScope", two -> true));
        Client client = new Client(busy);
        admitted(client).allow(1, Stream.publish("a"), State.BEGUN);
        sessions.endPublished(broadcast(busy, "a"));
        assertThat(gate.asked).isEmpty();
    }

    /** Red5 tells of it when somebody else, allowed to take the name over, has just asked for it. */
    @Test
    void the_end_of_a_stream_is_not_that_of_one_that_is_about_to_begin() {
        Client next = new Client(live);
        admitted(next).allow(1, Stream.publish("a"), State.CALLED);
        sessions.endPublished(broadcast(live, "a"));
        assertThat(gate.asked).isEmpty();
        assertThat(sessions.of(next.connection).holds(1, Stream.publish("a"))).isTrue();
    }

    /** As of a client that comes by another protocol: nobody says whether Red5 took its publish. */
    @Test
    void one_that_goes_ends_nothing_while_another_publishes_under_the_name() {
        StreamingRed5 red5 = new StreamingRed5();
        IScope busy = fake(IScope.class, Map.of("getBroadcastScope", one -> red5.scopeOf(one[0])));
        Client first = new Client(busy, red5);
        Red5.setConnectionLocal(first.connection);
        try {
            red5.invoke(new Call(null, "publish", new Object[] {"a", "live"}), new StreamService());
        } finally {
            Red5.setConnectionLocal(null);
        }
        Client second = new Client(busy, red5);
        admitted(first).allow(1, Stream.publish("a"), State.ASKED);
        admitted(second).allow(1, Stream.publish("a"), State.ASKED);
        second.end();
        assertThat(gate.asked).containsExactly("not begun publish a");
        first.end();
        assertThat(gate.asked).containsExactly("not begun publish a", "ended publish a");
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
