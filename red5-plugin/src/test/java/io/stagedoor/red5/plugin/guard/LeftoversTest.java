package io.stagedoor.red5.plugin.guard;

import static io.stagedoor.red5.plugin.guard.Fixtures.fake;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.red5.server.api.IClient;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IScope;
import org.red5.server.net.rtmp.RTMPMinaConnection;

class LeftoversTest {

    private final List<String> done = new ArrayList<>();
    private final RTMPMinaConnection connection = new RTMPMinaConnection();
    private final IScope above = scope("above", null);
    private final Leftovers leftovers = Leftovers.find();

    LeftoversTest() throws ReflectiveOperationException {}

    private IScope scope(String name, IScope parent) {
        return fake(
                IScope.class,
                Map.of(
                        "getParent", none -> parent,
                        "disconnect", one -> done.add(name + " disconnects"),
                        "removeEventListener", one -> done.add(name + " tells no more")));
    }

    private void client(Set<IConnection> connections) {
        connection.setClient(fake(
                IClient.class,
                Map.of("getConnections", none -> connections, "disconnect", none -> done.add("client goes"))));
    }

    @Test
    void a_connection_that_ended_during_its_connect_leaves_its_scopes_and_the_clients() {
        Session session = new Session(Fixtures.STATE, scope("room", above));
        client(Set.of(connection));
        leftovers.takeBack(connection, session);
        assertThat(done)
                .containsExactly("room disconnects", "room tells no more", "above tells no more", "client goes");
    }

    @Test
    void a_client_with_another_connection_stays() {
        client(Set.of(connection, new RTMPMinaConnection()));
        leftovers.takeBack(connection, null);
        assertThat(done).isEmpty();
    }

    @Test
    void a_connection_that_nobody_let_in_has_nothing_to_leave() {
        leftovers.takeBack(connection, null);
        assertThat(done).isEmpty();
    }

    @Test
    void what_fails_in_an_application_is_told_of_and_no_more() {
        IScope failing = fake(IScope.class, Map.of("disconnect", one -> {
            throw new IllegalStateException("of the application");
        }));
        Session session = new Session(Fixtures.STATE, failing);
        client(Set.of(connection));
        leftovers.takeBack(connection, session);
        assertThat(done).isEmpty();
    }
}
