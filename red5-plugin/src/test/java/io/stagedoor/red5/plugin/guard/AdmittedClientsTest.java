package io.stagedoor.red5.plugin.guard;

import static io.stagedoor.auth.support.Eventually.eventually;
import static io.stagedoor.red5.plugin.guard.Fixtures.STATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.stagedoor.host.Outage;
import io.stagedoor.red5.hook.Clients;
import io.stagedoor.red5.hook.EndReason;
import io.stagedoor.red5.hook.OpenStream;
import io.stagedoor.red5.hook.Usage;
import io.stagedoor.red5.hook.Use;
import io.stagedoor.red5.hook.Verdict;
import io.stagedoor.red5.plugin.ending.Ends;
import io.stagedoor.red5.plugin.ending.Workers;
import io.stagedoor.red5.plugin.guard.Fixtures.Client;
import io.stagedoor.red5.plugin.guard.Fixtures.NotingGate;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.mina.core.session.DummySession;
import org.apache.mina.core.session.IoSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.ScopeType;
import org.red5.server.net.rtmp.RTMPMinaConnection;
import org.red5.server.net.rtmp.codec.RTMP;
import org.red5.server.net.rtmp.event.Invoke;
import org.red5.server.net.rtmp.event.Notify;
import org.red5.server.net.rtmp.message.Packet;
import org.red5.server.net.rtmp.status.Status;

class AdmittedClientsTest {

    private static final long NOON = 1_800_000_000_000L;
    private static final Map<String, Object> OTHER = Map.of("format", 1, "room", "r");

    private final AtomicLong now = new AtomicLong(NOON);
    private final Ends ends = new Ends(now::get);
    private final Workers workers = Workers.ready();
    private final Closer closer = new Closer(workers);
    private final NotingGate gate = new NotingGate();
    private final Sessions sessions = new Sessions(holding(gate), new Cuts(ends, closer));
    private final Clients clients = new AdmittedClients(sessions, closer, workers);
    private final IScope live = Fixtures.scope(ScopeType.APPLICATION, "live", null, null, null);

    @AfterEach
    void close() {
        workers.close();
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

    private static GateHolder holding(NotingGate gate) {
        GateHolder holder = new GateHolder(Outage.atStart());
        holder.set(gate);
        return holder;
    }

    private static Map<String, Object> until(long end) {
        return Map.of("format", 1, Verdict.ENDS_AT, end);
    }

    /** A connection of RTMP that notes what is written to it. */
    private static final class Rtmp extends RTMPMinaConnection {
        final IoSession session = new DummySession();
        final List<String> written = new CopyOnWriteArrayList<>();

        Rtmp() {
            getState().setState(RTMP.STATE_CONNECTED);
        }

        @Override
        public IoSession getIoSession() {
            return session;
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public void write(Packet packet) {
            if (packet.getMessage() instanceof Invoke invoke
                    && invoke.getCall().getArguments()[0] instanceof Status status) {
                written.add(packet.getHeader().getStreamId() + " " + status.getCode() + " " + status.getLevel());
            } else if (packet.getMessage() instanceof Notify notify) {
                String kind = notify instanceof Invoke ? "command " : "data ";
                written.add(kind + notify.getCall().getServiceMethodName() + " "
                        + List.of(notify.getCall().getArguments()));
            }
        }
    }

    private Rtmp admitted(Map<String, Object> state) {
        Rtmp client = new Rtmp();
        assertThat(sessions.admit(client, new Session(state, live))).isTrue();
        return client;
    }

    @Test
    void an_rtmp_client_is_told_why_its_session_ends_and_disconnected() {
        Rtmp client = admitted(STATE);
        sessions.of(client).allow(1, AllowedStreams.Stream.publish("s"), AllowedStreams.State.BEGUN);
        sessions.of(client).allow(2, AllowedStreams.Stream.play("t"), AllowedStreams.State.BEGUN);
        assertThat(clients.close(client, EndReason.REVOKED)).isTrue();
        eventually(client.session::isClosing);
        assertThat(client.written)
                .containsExactlyInAnyOrder(
                        "1.0 NetStream.Publish.Denied error",
                        "2.0 NetStream.Play.Stop status",
                        "0 NetConnection.Connect.Closed status")
                .last()
                .isEqualTo("0 NetConnection.Connect.Closed status");
    }

    @Test
    void one_stream_of_an_rtmp_client_ends_for_a_reason_and_the_others_go_on() {
        Rtmp client = admitted(STATE);
        Session session = sessions.of(client);
        session.allow(1, AllowedStreams.Stream.publish("s"), AllowedStreams.State.BEGUN);
        session.allow(2, AllowedStreams.Stream.play("t"), AllowedStreams.State.BEGUN);
        assertThat(clients.end(client, Use.PUBLISH, "s", EndReason.RECHECK_DENIED))
                .isTrue();
        eventually(() -> !gate.asked.isEmpty());
        assertThat(gate.asked).containsExactly("ended publish s RECHECK_DENIED");
        eventually(() -> client.written.equals(List.of("1.0 NetStream.Publish.Denied error")));
        assertThat(session.streams()).containsOnlyKeys(2);
        assertThat(session.isCut()).isFalse();
        assertThat(clients.end(client, Use.PLAY, "t", EndReason.RECHECK_DENIED)).isTrue();
        eventually(() -> gate.asked.contains("ended play t RECHECK_DENIED"));
        assertThat(clients.end(client, Use.PLAY, "t", EndReason.RECHECK_DENIED))
                .as("has ended")
                .isTrue();
    }

    @Test
    void a_client_without_single_streams_keeps_what_it_has() {
        Client client = admitted();
        sessions.of(client.connection).allow(1, AllowedStreams.Stream.publish("s"), AllowedStreams.State.BEGUN);
        assertThat(clients.end(client.connection, Use.PUBLISH, "s", EndReason.RECHECK_DENIED))
                .isFalse();
        Rtmp rtmp = admitted(STATE);
        assertThat(clients.end(rtmp, Use.SHARE, "so", EndReason.RECHECK_DENIED)).isFalse();
        clients.close(rtmp, EndReason.KICKED);
        assertThat(clients.end(rtmp, Use.PUBLISH, "s", EndReason.RECHECK_DENIED))
                .isFalse();
        assertThat(gate.asked).isEmpty();
    }

    @Test
    void a_client_that_is_not_in_is_disconnected_without_a_word() {
        Rtmp client = new Rtmp();
        clients.close(client, EndReason.KICKED);
        eventually(client.session::isClosing);
        assertThat(client.written).isEmpty();
    }

    /** One that does not read: what is said to it waits, and so would whoever says it. */
    @Test
    void a_client_that_keeps_whoever_speaks_to_it_waiting_is_disconnected_all_the_same() {
        CountDownLatch end = new CountDownLatch(1);
        IoSession[] stuck = new IoSession[20]; // more than there are threads that speak
        for (int i = 0; i < stuck.length; i++) {
            IoSession session = new DummySession();
            stuck[i] = session;
            RTMPMinaConnection client = new RTMPMinaConnection() {
                @Override
                public IoSession getIoSession() {
                    return session;
                }

                @Override
                public boolean isConnected() {
                    return true;
                }

                @Override
                public void write(Packet packet) {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            };
            sessions.admit(client, new Session(until(NOON + 1), live));
        }
        now.addAndGet(1);
        ends.turn();
        for (IoSession session : stuck) {
            eventually(session::isClosing);
        }
        end.countDown();
    }

    @Test
    void a_session_ends_when_it_says_and_without_a_gate() {
        Rtmp client = admitted(until(NOON + 5_000));
        now.addAndGet(4_999);
        ends.turn();
        assertThat(sessions.of(client).isCut()).isFalse();
        now.addAndGet(1);
        ends.turn();
        assertThat(sessions.of(client).cutReason()).contains(EndReason.EXPIRED);
        eventually(client.session::isClosing);
        sessions.end(client);
        assertThat(gate.gone).containsExactly("ended connect  EXPIRED");
    }

    @Test
    void another_session_has_another_end() {
        Rtmp client = admitted(until(NOON + 5_000));
        Map<String, Object> before = sessions.of(client).state();
        assertThat(clients.replace(client, before, until(NOON + 60_000))).isTrue();
        now.addAndGet(59_999);
        ends.turn();
        assertThat(sessions.of(client).isCut()).isFalse();
        assertThat(clients.replace(client, sessions.of(client).state(), STATE)).isTrue();
        now.addAndGet(60_000);
        ends.turn();
        assertThat(sessions.of(client).isCut()).isFalse();
        assertThat(ends.size()).isZero();
        assertThat(clients.replace(client, STATE, until(NOON))).isTrue();
        ends.turn();
        assertThat(sessions.of(client).cutReason()).contains(EndReason.EXPIRED);
    }

    @Test
    void a_session_that_is_gone_is_not_remembered_for_its_end() {
        Rtmp client = admitted(until(NOON + 5_000));
        assertThat(ends.size()).isOne();
        sessions.end(client);
        assertThat(ends.size()).isZero();
        admitted(until(NOON + 5_000));
        Client other = new Client(live);
        assertThat(sessions.admit(other.connection, new Session(until(NOON + 5_000), live)))
                .isTrue();
        assertThat(sessions.admit(other.connection, new Session(STATE, live))).isTrue();
        assertThat(ends.size()).isOne();
    }

    @Test
    void an_end_that_is_no_number_changes_nothing() {
        Client client = admitted();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> clients.replace(client.connection, STATE, Map.of(Verdict.ENDS_AT, "soon")));
        assertThatIllegalArgumentException().isThrownBy(() -> Verdict.admit(Map.of(Verdict.ENDS_AT, 5)));
        assertThat(sessions.of(client.connection).state()).isEqualTo(STATE);
    }

    @Test
    void nothing_is_allowed_to_a_client_that_is_being_disconnected() {
        Client client = admitted();
        assertThat(clients.close(client.connection, EndReason.KICKED)).isTrue();
        assertThat(clients.close(client.connection, EndReason.REVOKED)).isFalse();
        assertThat(sessions.in(client.connection)).isNull();
        assertThat(clients.replace(client.connection, STATE, OTHER)).isFalse();
        assertThat(visited()).isEmpty();
        assertThat(clients.send(client.connection, "onNews", Map.of())).isFalse();
        client.end();
        assertThat(gate.gone).containsExactly("ended connect  KICKED");
    }

    @Test
    void says_what_a_client_has_open_and_for_how_long() {
        Client client = admitted();
        sessions.of(client.connection).allow(1, AllowedStreams.Stream.publish("s"), AllowedStreams.State.BEGUN);
        Usage usage = clients.usage(client.connection).orElseThrow();
        assertThat(usage.open()).containsExactly(new OpenStream(Use.PUBLISH, "s"));
        assertThat(usage.since()).isBeforeOrEqualTo(Instant.now());
        assertThat(usage.bytesIn()).isZero();
        client.end();
        assertThat(clients.usage(client.connection)).isEmpty();
    }

    @Test
    void sends_a_client_a_message() {
        Rtmp client = admitted(STATE);
        assertThat(clients.send(client, "onStagedoorExpiring", Map.of("seconds", 30)))
                .isTrue();
        eventually(() -> !client.written.isEmpty());
        assertThat(client.written).containsExactly("command onStagedoorExpiring [{seconds=30}]");
        assertThat(client.getPendingCall(1)).as("waits for an answer").isNull();
        assertThatIllegalArgumentException().isThrownBy(() -> clients.send(client, "close", Map.of()));
    }
}
