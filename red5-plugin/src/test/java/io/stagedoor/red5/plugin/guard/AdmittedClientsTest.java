package io.stagedoor.red5.plugin.guard;

import static io.stagedoor.red5.plugin.guard.Fixtures.STATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.stagedoor.red5.hook.Clients;
import io.stagedoor.red5.plugin.guard.Fixtures.Client;
import java.util.HashMap;
import java.util.Map;
import org.apache.mina.core.session.DummySession;
import org.apache.mina.core.session.IoSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.ScopeType;
import org.red5.server.net.rtmp.RTMPMinaConnection;

class AdmittedClientsTest {

    private static final Map<String, Object> OTHER = Map.of("format", 1, "room", "r");

    private final Sessions sessions = new Sessions(new GateHolder(new Outage()));
    private final Closer closer = new Closer();
    private final Clients clients = new AdmittedClients(sessions, closer);
    private final IScope live = Fixtures.scope(ScopeType.APPLICATION, "live", null, null, null);

    @AfterEach
    void close() {
        closer.close();
    }

    private Client admitted() {
        Client client = new Client(live);
        assertThat(sessions.admit(client.connection, new Session(STATE, live))).isTrue();
        return client;
    }

    private Map<IConnection, Map<String, Object>> visited() {
        Map<IConnection, Map<String, Object>> seen = new HashMap<>();
        clients.forEach(seen::put);
        return seen;
    }

    @Test
    void visits_those_that_are_let_in_and_still_there() {
        Client here = admitted();
        Client gone = admitted();
        gone.end();
        assertThat(visited()).containsOnlyKeys(here.connection).containsValue(STATE);
    }

    @Test
    void a_client_has_its_new_session_from_then_on_and_keeps_its_streams() {
        Client client = admitted();
        Session session = sessions.of(client.connection);
        session.allow(1, AllowedStreams.Stream.publish("s"), AllowedStreams.State.BEGUN);
        assertThat(clients.replace(client.connection, visited().get(client.connection), OTHER))
                .isTrue();
        assertThat(session.state()).isEqualTo(OTHER);
        assertThat(session.holds(1, AllowedStreams.Stream.publish("s"))).isTrue();
    }

    @Test
    void a_session_that_was_replaced_meanwhile_is_not_replaced_by_an_older_thought() {
        Client client = admitted();
        Map<String, Object> before = visited().get(client.connection);
        assertThat(clients.replace(client.connection, before, OTHER)).isTrue();
        assertThat(clients.replace(client.connection, before, Map.of("format", 2)))
                .isFalse();
        assertThat(sessions.of(client.connection).state()).isEqualTo(OTHER);
    }

    @Test
    void a_client_that_is_gone_gets_no_session() {
        Client client = admitted();
        client.end();
        assertThat(clients.replace(client.connection, STATE, OTHER)).isFalse();
        assertThat(visited()).isEmpty();
    }

    @Test
    void no_client_is_without_a_session() {
        Client client = admitted();
        assertThatIllegalArgumentException().isThrownBy(() -> clients.replace(client.connection, STATE, Map.of()));
    }

    @Test
    void an_rtmp_client_is_cut_off_without_waiting_for_what_is_not_sent() {
        IoSession session = new DummySession();
        RTMPMinaConnection connection = new RTMPMinaConnection() {
            @Override
            public IoSession getIoSession() {
                return session;
            }
        };
        clients.close(connection);
        assertThat(session.isClosing()).isTrue();
    }
}
