package io.stagedoor.red5.plugin.guard;

import static io.stagedoor.red5.plugin.guard.Fixtures.STATE;
import static io.stagedoor.red5.plugin.guard.Fixtures.context;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.red5.hook.Verdict;
import io.stagedoor.red5.plugin.guard.Fixtures.Calls;
import io.stagedoor.red5.plugin.guard.Fixtures.LiveApplication;
import io.stagedoor.red5.plugin.guard.Fixtures.NotingGate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.red5.server.Context;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IGlobalScope;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.IScopeResolver;
import org.red5.server.api.scope.ScopeType;
import org.red5.server.exception.ClientRejectedException;
import org.red5.server.net.rtmp.RTMPMinaConnection;
import org.red5.server.scope.GlobalScope;
import org.red5.server.scope.Scope;

class RoomResolverTest {

    /** A scope that knows its rooms, and lets in whom the global scope's handler lets in. */
    private static final class Place extends Scope {
        private final List<Place> children = new ArrayList<>();
        private transient Runnable onTheWay = () -> {};

        Place(ScopeType type, String name, IScope parent, Context context) {
            super(parent, type, name, false);
            setContext(context);
            setHandler(new LiveApplication());
        }

        @Override
        public boolean hasChildScope(String name) {
            return getScope(name) != null;
        }

        @Override
        public boolean hasChildScope(ScopeType type, String name) {
            IScope child = getScope(name);
            return child != null && child.getType() == type;
        }

        @Override
        public IScope getScope(String name) {
            return children.stream()
                    .filter(child -> child.getName().equals(name))
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public boolean connect(IConnection connection, Object[] arguments) {
            Runnable meanwhile = onTheWay;
            onTheWay = () -> {};
            meanwhile.run();
            return getParent() instanceof GlobalScope global
                    ? global.getHandler().connect(connection, global, arguments)
                    : getParent().connect(connection, arguments);
        }
    }

    private final NotingGate gate = new NotingGate();
    private final Context globalContext = context(new Calls());
    private final GlobalScope global = Fixtures.global(globalContext, Fixtures.yes());
    private final Place live = new Place(ScopeType.APPLICATION, "live", global, context(new Calls()));
    private final List<String> resolved = new ArrayList<>();
    private final Guard guard;

    RoomResolverTest() {
        globalContext.setScopeResolver(new IScopeResolver() {
            @Override
            public IGlobalScope getGlobalScope() {
                return global;
            }

            @Override
            public IScope resolveScope(String path) {
                return resolveScope(global, path);
            }

            @Override
            public IScope resolveScope(IScope root, String path) {
                resolved.add(path);
                Place at = live;
                for (String name : path.substring("live".length()).split("/")) {
                    if (!name.isEmpty() && !at.hasChildScope(name)) {
                        at.children.add(new Place(ScopeType.ROOM, name, at, (Context) live.getContext()));
                    }
                    at = name.isEmpty() ? at : (Place) at.getScope(name);
                }
                return at;
            }
        });
        guard = Guard.install(Fixtures.server(global));
        guard.gate(gate);
    }

    @AfterEach
    void stop() {
        guard.close();
    }

    private final class Joining extends RTMPMinaConnection {
        @Override
        public boolean isConnected() {
            return true;
        }

        boolean joins(String path) {
            return connect(globalContext.resolveScope(global, path), null);
        }
    }

    @Test
    void a_room_is_made_for_a_client_that_may_enter_it() {
        Joining client = new Joining();
        assertThat(client.joins("live//room1/sub/")).isTrue();
        assertThat(gate.asked).containsExactly("connect sub");
        assertThat(client.getScope().getName()).isEqualTo("sub");
        assertThat(client.getScope()).isSameAs(live.getScope("room1").getScope("sub"));
        assertThat(guard.sessions().size()).isEqualTo(1);
    }

    @Test
    void no_room_is_made_for_a_client_that_may_not() {
        gate.allows = false;
        Joining client = new Joining();
        assertThatThrownBy(() -> client.joins("live/room1/sub")).isInstanceOf(ClientRejectedException.class);
        assertThat(live.children).isEmpty();
        assertThat(resolved).containsExactly("live");
        guard.gate(null);
        assertThatThrownBy(() -> new Joining().joins("live/room1")).isInstanceOf(ClientRejectedException.class);
        assertThat(live.children).isEmpty();
    }

    @Test
    void a_client_is_where_the_gate_wants_it() {
        gate.admission = Verdict.admit(STATE).in("room1");
        Joining client = new Joining();
        assertThat(client.joins("live/room1/auth;token=x")).isTrue();
        assertThat(client.getScope()).isSameAs(live.getScope("room1"));
        gate.admission = Verdict.admit(STATE).in("");
        assertThat(client.joins("live/auth;token=x")).isTrue();
        assertThat(client.getScope()).isSameAs(live);
        assertThat(resolved.toString()).doesNotContain("token");
    }

    /** Some versions of Red5 do several calls of one client at a time, also two connects. */
    @Test
    void a_second_connect_at_the_same_time_is_judged_too() {
        Place other = new Place(ScopeType.APPLICATION, "other", global, context(new Calls()));
        Joining client = new Joining();
        AtomicReference<Throwable> second = new AtomicReference<>();
        live.onTheWay = () -> {
            gate.allows = false;
            Thread thread = new Thread(() -> client.connect(other, null));
            thread.setUncaughtExceptionHandler((unused, thrown) -> second.set(thrown));
            thread.start();
            join(thread);
            gate.allows = true;
        };

        client.joins("live/room1");

        assertThat(gate.asked).startsWith("connect room1", "connect other");
        assertThat(second.get()).isInstanceOf(ClientRejectedException.class);
    }

    @Test
    void a_client_that_red5_has_moved_is_nobody_there() {
        Joining client = new Joining();
        assertThat(client.joins("live/room1")).isTrue();
        assertThat(guard.sessions().in(client)).isNotNull();
        ConnectionScope.set(client, new Place(ScopeType.APPLICATION, "other", global, context(new Calls())));
        assertThat(guard.sessions().in(client)).isNull();
    }

    private static void join(Thread thread) {
        try {
            thread.join(20_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void one_who_asked_for_no_room_is_not_sent_to_one() {
        gate.admission = Verdict.admit(STATE).in("room1");
        assertThatThrownBy(() -> new Joining().joins("live")).isInstanceOf(ClientRejectedException.class);
        assertThat(guard.sessions().size()).isZero();
    }

    @Test
    void whoever_the_application_refuses_is_forgotten() {
        global.setHandler(new GuardedHandler(
                Fixtures.fake(org.red5.server.api.scope.IScopeHandler.class, java.util.Map.of()), guard.admission()));
        assertThat(new Joining().joins("live/room1")).isFalse();
        assertThat(guard.sessions().size()).isZero();
    }

    @Test
    void what_is_no_room_is_looked_for_as_ever() {
        assertThat(globalContext.resolveScope(global, "live")).isSameAs(live);
        assertThat(globalContext.resolveScope("live/room1")).isSameAs(live.getScope("room1"));
        assertThat(globalContext.resolveScope(live, "live/room2")).isSameAs(live.getScope("room2"));
        live.children.add(new Place(ScopeType.APPLICATION, "inner", live, (Context) live.getContext()));
        assertThat(globalContext.resolveScope(global, "live/inner")).isSameAs(live.getScope("inner"));
    }
}
