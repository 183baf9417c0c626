package io.stagedoor.red5.plugin.guard;

import static io.stagedoor.red5.plugin.guard.Fixtures.context;
import static io.stagedoor.red5.plugin.guard.Fixtures.fake;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.red5pro.server.stream.rtsp.RTSPMinaConnection;
import io.stagedoor.auth.support.Eventually;
import io.stagedoor.red5.plugin.guard.Fixtures.Calls;
import io.stagedoor.red5.plugin.guard.Fixtures.LiveApplication;
import io.stagedoor.red5.plugin.guard.Fixtures.NotingGate;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.red5.server.api.Red5;
import org.red5.server.api.scope.IBasicScope;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.ScopeType;
import org.red5.server.exception.ClientRejectedException;
import org.red5.server.scope.GlobalScope;

/** Connections that do not come through Red5's RTMP handler: no call of theirs passes the service invoker. */
class OtherConnectionsTest {

    private final NotingGate gate = new NotingGate();
    private final GlobalScope global = Fixtures.global(context(new Calls()), Fixtures.yes());
    private final Guard guard = Guard.install(Fixtures.server(global));
    private final LiveApplication adapter = new LiveApplication();
    private final IScope live = Fixtures.scope(ScopeType.APPLICATION, "live", global, context(new Calls()), adapter);
    private final RTSPMinaConnection client = new RTSPMinaConnection();

    OtherConnectionsTest() {
        guard.gate(gate);
        client.put(live);
        Red5.setConnectionLocal(client);
    }

    @AfterEach
    void stop() {
        Red5.setConnectionLocal(null);
        guard.close();
    }

    private void connected() {
        assertThat(global.getHandler().connect(client, global, null)).isTrue();
        gate.asked.clear();
    }

    private boolean publishes(String name) {
        return adapter.getStreamPublishSecurity().iterator().next().isPublishAllowed(live, name, "live");
    }

    private boolean plays(String name) {
        return adapter.getStreamPlaybackSecurity().iterator().next().isPlaybackAllowed(live, name, 0, 0, true);
    }

    @Test
    void a_refused_connect_is_closed_although_it_extends_rtmp_s_connection() {
        gate.allows = false;
        assertThatThrownBy(() -> global.getHandler().connect(client, global, null))
                .isInstanceOf(ClientRejectedException.class);
        Eventually.eventually(client::isClosed);
    }

    @Test
    void a_stream_that_no_call_asked_for_is_judged_by_the_second_lock_and_a_refused_one_closes() {
        connected();
        assertThat(publishes("s")).isTrue();
        assertThat(plays("t")).isTrue();
        gate.allows = false;
        assertThat(publishes("other")).isFalse();
        Eventually.eventually(() -> gate.asked.size() == 5);
        assertThat(gate.asked)
                .containsExactly("publish s live", "play t", "publish other live", "ended publish s", "ended play t");
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void a_stream_without_a_session_is_refused_and_told_of() {
        connected();
        RTSPMinaConnection stranger = new RTSPMinaConnection();
        stranger.put(live);
        Red5.setConnectionLocal(stranger);
        assertThat(publishes("s")).isFalse();
        assertThat(plays("s")).isFalse();
        assertThat(gate.asked).containsExactly("refused publish", "refused play");
        Red5.setConnectionLocal(null);
        assertThat(publishes("s")).isFalse();
    }

    @Test
    void a_published_stream_ends_when_red5_takes_it_away_and_once() {
        connected();
        assertThat(publishes("s")).isTrue();
        IBasicScope broadcast = fake(
                IBasicScope.class,
                Map.of("getType", none -> ScopeType.BROADCAST, "getName", none -> "s", "getParent", none -> live));
        new BroadcastEnd(guard.sessions()::endPublished).notifyBasicScopeRemoved(broadcast);
        client.close();
        assertThat(gate.asked).containsExactly("publish s live", "ended publish s");
    }

    @Test
    void shared_objects_are_judged_as_everyone_s() {
        connected();
        var lock = adapter.getSharedObjectSecurity().iterator().next();
        assertThat(lock.isCreationAllowed(live, "o", false)).isTrue();
        gate.allows = false;
        assertThat(lock.isCreationAllowed(live, "p", false)).isFalse();
        assertThat(gate.asked).containsExactly("share o create", "share p create");
    }
}
