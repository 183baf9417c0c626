package io.stagedoor.red5.plugin.guard;

import static io.stagedoor.auth.support.Eventually.eventually;
import static io.stagedoor.red5.plugin.guard.Fixtures.STATE;
import static io.stagedoor.red5.plugin.guard.Fixtures.context;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.red5.hook.Verdict;
import io.stagedoor.red5.plugin.guard.Fixtures.Calls;
import io.stagedoor.red5.plugin.guard.Fixtures.Client;
import io.stagedoor.red5.plugin.guard.Fixtures.LiveApplication;
import io.stagedoor.red5.plugin.guard.Fixtures.NotingGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.red5.server.Context;
import org.red5.server.api.Red5;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.ScopeType;
import org.red5.server.exception.ClientRejectedException;
import org.red5.server.scope.GlobalScope;
import org.red5.server.service.Call;
import org.red5.server.service.PendingCall;
import org.red5.server.stream.StreamService;

class ProvisionalClientsTest {

    private static final Map<String, Object> SETTLED = Map.of("format", 1, "sub", "bob");
    private static final Duration LONG = Duration.ofHours(1);

    private final NotingGate gate = new NotingGate();
    private final GlobalScope global = Fixtures.global(context(new Calls()), Fixtures.yes());
    private final Guard guard = Guard.install(Fixtures.server(global));
    private final Calls calls = new Calls();
    private final Context context = context(calls);
    private final LiveApplication adapter = new LiveApplication();
    private final IScope live = Fixtures.scope(ScopeType.APPLICATION, "live", global, context, adapter);
    private final Client client = new Client(live);

    ProvisionalClientsTest() {
        guard.gate(gate);
        admits(LONG, 10);
    }

    @AfterEach
    void stop() {
        Red5.setConnectionLocal(null);
        guard.close();
    }

    private void admits(Duration time, int most) {
        gate.admission = Verdict.provisional(STATE, new Verdict.Provision(time, most));
    }

    private boolean connect(Client who) {
        boolean connected = enter(who);
        gate.asked.clear();
        return connected;
    }

    private boolean enter(Client who) {
        boolean connected = global.getHandler().connect(who.connection, global, null);
        Red5.setConnectionLocal(who.connection);
        return connected;
    }

    private boolean stream(Call call) {
        return context.getServiceInvoker().invoke(call, new StreamService());
    }

    private boolean remote(Call call) {
        return context.getServiceInvoker().invoke(call, live);
    }

    private boolean publish(String name) {
        stream(new Call("publish", new Object[] {name, "live"}));
        return !calls.made.isEmpty();
    }

    @Test
    void is_an_ordinary_client_once_a_publish_has_said_who_it_is() {
        connect(client);
        gate.streams = state -> state.equals(STATE) ? Verdict.admit(SETTLED) : Verdict.allow();
        assertThat(publish("s1?token=x")).isTrue();
        assertThat(calls.made.get(0).getArguments()).containsExactly("s1", "live");
        assertThat(gate.asked).containsExactly("publish s1?token=x live");
        assertThat(guard.sessions().of(client.connection).state()).isEqualTo(SETTLED);
        assertThat(guard.provisional().size()).isZero();

        assertThat(remote(new Call(null, "greet", new Object[0]))).isTrue();
        assertThat(stream(new Call("play", new Object[] {"s2"}))).isTrue();
        assertThat(adapter.getSharedObjectSecurity().iterator().next().isCreationAllowed(live, "o", false))
                .isTrue();
    }

    @Test
    void an_allowance_that_does_not_say_who_the_client_is_is_a_refusal() {
        connect(client);
        assertThat(publish("s1")).isFalse();
        assertThat(adapter.getStreamPublishSecurity().iterator().next().isPublishAllowed(live, "s1", "live"))
                .isFalse();
        assertThat(guard.sessions().of(client.connection).isProvisional()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"FCPublish", "FCSubscribe", "_checkbw", "getStreamLength", "@FCPublish"})
    void what_encoders_and_players_call_is_answered_without_the_application(String method) {
        connect(client);
        PendingCall call = new PendingCall(null, method, new Object[] {"s1?token=x"});
        assertThat(remote(call)).isTrue();
        assertThat(call.getStatus()).isIn(Call.STATUS_SUCCESS_VOID, Call.STATUS_SUCCESS_RESULT);
        assertThat(calls.made).isEmpty();
        assertThat(gate.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"releaseStream", "closeStream"})
    void what_is_sent_before_a_stream_is_answered_without_any_service(String method) {
        connect(client);
        Call call = new Call(null, method, new Object[] {"s1"});
        assertThat(stream(call)).isTrue();
        assertThat(call.getStatus()).isEqualTo(Call.STATUS_SUCCESS_VOID);
        assertThat(calls.made).isEmpty();
    }

    @Test
    void nothing_else_is_allowed() {
        connect(client);
        for (String method : List.of("greet", "FCUnpublish", "checkBandwidth", "setCanConnect")) {
            Call call = new Call(null, method, new Object[0]);
            assertThat(remote(call)).as(method).isFalse();
            assertThat(call.getStatus()).isEqualTo(Call.STATUS_ACCESS_DENIED);
        }
        assertThat(remote(new Call("service", "FCPublish", new Object[] {"s1"})))
                .isFalse();
        for (String method : List.of("seek", "pause", "receiveVideo", "initStream")) {
            assertThat(stream(new Call(method, new Object[] {1}))).as(method).isFalse();
        }
        assertThat(stream(new Call("publish", new Object[] {false}))).isFalse();
        assertThat(stream(new Call("play", new Object[] {false}))).isFalse();
        assertThat(context.getServiceInvoker().invoke(new Call("x", "greet", new Object[0]), adapter))
                .isFalse();
        assertThat(adapter.getSharedObjectSecurity().iterator().next().isCreationAllowed(live, "o", false))
                .isFalse();
        assertThat(calls.made).isEmpty();
        assertThat(gate.asked).containsOnly("refused call", "refused share");
    }

    @Test
    void who_asks_for_too_much_else_is_cut_off() {
        connect(client);
        for (int i = 0; i < Probation.MAX_CALLS; i++) {
            assertThat(remote(new Call(null, "FCPublish", new Object[] {"s"}))).isTrue();
        }
        assertThat(remote(new Call(null, "FCPublish", new Object[] {"s"}))).isFalse();
        eventually(() -> client.closes > 0);
    }

    @Test
    void is_cut_off_when_its_time_is_over_and_cannot_publish_any_more() {
        admits(Duration.ofMillis(20), 10);
        enter(client);
        eventually(() -> client.closes > 0);
        assertThat(gate.asked).contains("refused provisional");
        gate.streams = state -> Verdict.admit(SETTLED);
        assertThat(publish("s1")).isFalse();
        client.end();
        assertThat(guard.provisional().size()).isZero();
    }

    @Test
    void who_has_said_who_it_is_is_not_cut_off() {
        connect(client);
        assertThat(guard.pendingTasks()).isOne();
        gate.streams = state -> Verdict.admit(SETTLED);
        assertThat(publish("s1")).isTrue();
        // Nothing is left that would do it.
        assertThat(guard.pendingTasks()).isZero();
        assertThat(client.closes).isZero();
    }

    @Test
    void one_too_many_is_refused_and_a_place_is_free_again_when_its_client_goes() {
        admits(LONG, 2);
        Client second = new Client(live);
        assertThat(connect(client)).isTrue();
        assertThat(connect(second)).isTrue();
        Client third = new Client(live);
        assertThatThrownBy(() -> connect(third)).isInstanceOf(ClientRejectedException.class);
        assertThat(gate.asked).contains("refused crowd");
        second.end();
        assertThat(connect(third)).isTrue();
        client.end();
        third.end();
        assertThat(guard.provisional().size()).isZero();
    }

    @Test
    void nothing_is_left_of_clients_that_go_first() {
        admits(LONG, 10_000);
        for (int i = 0; i < 5_000; i++) {
            Client each = new Client(live);
            connect(each);
            each.end();
        }
        assertThat(guard.provisional().size()).isZero();
        assertThat(guard.sessions().size()).isZero();
        assertThat(guard.pendingTasks()).isZero();
    }

    @Test
    void stays_provisional_while_the_gate_is_replaced_and_whatever_a_bundle_makes_of_its_session() {
        connect(client);
        NotingGate next = new NotingGate();
        guard.gate(null);
        guard.gate(next);
        Map<String, Object> before = guard.sessions().of(client.connection).state();
        assertThat(guard.clients().replace(client.connection, before, SETTLED)).isTrue();
        assertThat(remote(new Call(null, "greet", new Object[0]))).isFalse();
        assertThat(publish("s1")).isFalse();
        assertThat(next.asked).contains("publish s1 live");
    }

    @Test
    void two_streams_at_once_are_one_client() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int i = 0; i < 200; i++) {
                Client each = new Client(live);
                connect(each);
                CyclicBarrier both = new CyclicBarrier(2);
                List<Map<String, Object>> settled = new java.util.concurrent.CopyOnWriteArrayList<>();
                gate.streams = state -> {
                    if (!state.equals(STATE)) {
                        return Verdict.allow();
                    }
                    Map<String, Object> mine =
                            Map.of("format", 1, "thread", Thread.currentThread().getName());
                    settled.add(mine);
                    return Verdict.admit(mine);
                };
                Session session = guard.sessions().of(each.connection);
                List<Future<Boolean>> answers = new ArrayList<>();
                for (int t = 0; t < 2; t++) {
                    answers.add(threads.submit(() -> {
                        both.await();
                        return guard.admission().stream(
                                        each.connection,
                                        session,
                                        (asked, state) -> asked.play(each.connection, state, "s"))
                                .allowed();
                    }));
                }
                assertThat(answers.get(0).get() && answers.get(1).get()).isTrue();
                assertThat(settled).contains(session.state());
                each.end();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(guard.provisional().size()).isZero();
    }
}
