package io.stagedoor.red5.plugin.guard;

import static io.stagedoor.red5.plugin.guard.Fixtures.context;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.support.Eventually;
import io.stagedoor.red5.hook.Use;
import io.stagedoor.red5.hook.Verdict;
import io.stagedoor.red5.plugin.guard.Fixtures.Answer;
import io.stagedoor.red5.plugin.guard.Fixtures.Calls;
import io.stagedoor.red5.plugin.guard.Fixtures.Client;
import io.stagedoor.red5.plugin.guard.Fixtures.NotingGate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.red5.server.Context;
import org.red5.server.api.Red5;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.ScopeType;
import org.red5.server.net.rtmp.RTMPConnection;
import org.red5.server.net.rtmp.RTMPMinaConnection;
import org.red5.server.scope.GlobalScope;
import org.red5.server.service.Call;
import org.red5.server.stream.StreamService;

/** What Red5 has of a client's streams after a call decides what is told, and not what the client said. */
class StreamInvocationTest {

    private final NotingGate gate = new NotingGate();
    private final StreamingRed5 red5 = new StreamingRed5();
    private final GlobalScope global = Fixtures.global(context(new Calls()), Fixtures.yes());
    private final Guard guard = Guard.install(Fixtures.server(global));
    private final Context context = context(red5);
    private final IScope live = live();
    private final Client client = new Client(live, red5);
    private final Client other = new Client(live, red5);

    StreamInvocationTest() {
        guard.gate(gate);
        for (Client one : new Client[] {client, other}) {
            assertThat(global.getHandler().connect(one.connection, global, null))
                    .isTrue();
        }
        gate.asked.clear();
    }

    private IScope live() {
        Map<String, Answer> answers = new HashMap<>();
        answers.put("getType", none -> ScopeType.APPLICATION);
        answers.put("getName", none -> "live");
        answers.put("getParent", none -> global);
        answers.put("getContext", none -> context);
        Object adapter = new Fixtures.LiveApplication();
        answers.put("getHandler", none -> adapter);
        answers.put("getBroadcastScope", one -> red5.scopeOf(one[0]));
        answers.put("hasChildScope", two -> red5.published.containsKey(String.valueOf(two[two.length - 1])));
        return Fixtures.fake(IScope.class, answers);
    }

    @AfterEach
    void stop() {
        Red5.setConnectionLocal(null);
        guard.close();
    }

    private boolean call(Client who, int streamId, String method, Object... arguments) {
        Red5.setConnectionLocal(who.connection);
        who.streamId = streamId;
        return context.getServiceInvoker().invoke(new Call(null, method, arguments), new StreamService());
    }

    static Stream<Call> ends() {
        return Stream.of(
                new Call(null, "deleteStream", new Object[] {1}),
                new Call(null, "deleteStream", new Object[] {1.0}),
                new Call(null, "initStream", new Object[] {1.0, "x"}),
                new Call(null, "closeStream", new Object[] {1}),
                new Call(null, "closeStream", new Object[0]),
                new Call(null, "publish", new Object[] {false}));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void a_stream_ends_with_each_call_that_ends_it_and_once(Call end) {
        call(client, 1, "publish", "s", "live");
        call(client, 0, "deleteStream", 2);
        assertThat(gate.asked).containsExactly("publish s live");
        call(client, 1, end.getServiceMethodName(), end.getArguments());
        call(client, 1, end.getServiceMethodName(), end.getArguments());
        client.end();
        assertThat(gate.asked).containsExactly("publish s live", "ended publish s");
    }

    @Test
    void nothing_is_answered_on_an_id_that_red5_could_not_have_given() {
        RTMPConnection rtmp = new RTMPMinaConnection();
        assertThat(StreamInvocation.isOutOfReach(rtmp, 0)).isTrue();
        assertThat(StreamInvocation.isOutOfReach(rtmp, 1)).isFalse();
        assertThat(StreamInvocation.isOutOfReach(rtmp, (int) RTMPConnection.MAX_RESERVED_STREAMS))
                .isFalse();
        assertThat(StreamInvocation.isOutOfReach(rtmp, (int) RTMPConnection.MAX_RESERVED_STREAMS + 1))
                .isTrue();
        assertThat(StreamInvocation.isOutOfReach(client.connection, 0))
                .as("of another protocol")
                .isFalse();
    }

    static Stream<Call> noEnds() {
        return Stream.of(
                new Call(null, "deleteStream", new Object[] {1.5}),
                new Call(null, "deleteStream", new Object[] {1, 2}),
                new Call(null, "deleteStream", new Object[] {"1"}),
                new Call(null, "initStream", new Object[] {1.5}),
                new Call(null, "initStream", new Object[] {1 + (1L << 32)}),
                new Call(null, "closeStream", new Object[] {1.5}),
                new Call(null, "closeStream", new Object[] {7}),
                new Call(null, "releaseStream", new Object[] {"s"}));
    }

    @ParameterizedTest
    @MethodSource("noEnds")
    void a_call_that_red5_makes_nothing_of_ends_nothing_and_the_real_end_is_told(Call call) {
        call(client, 1, "publish", "s", "live");
        call(client, 1, call.getServiceMethodName(), call.getArguments());
        assertThat(gate.asked).containsExactly("publish s live");
        call(client, 0, "deleteStream", 1);
        assertThat(gate.asked).containsExactly("publish s live", "ended publish s");
    }

    @Test
    void a_name_that_is_taken_is_told_of_and_has_no_end() {
        call(client, 1, "publish", "s", "live");
        gate.asked.clear();
        call(other, 1, "publish", "mp4:s", "live");
        other.end();
        assertThat(gate.asked).containsExactly("publish mp4:s live", "not begun publish s");
        client.end();
        assertThat(gate.asked).endsWith("ended publish s");
    }

    @Test
    void a_refused_second_publish_on_an_id_leaves_the_first() {
        call(other, 1, "publish", "taken", "live");
        call(client, 1, "publish", "s", "live");
        gate.asked.clear();
        call(client, 1, "publish", "taken", "live");
        call(client, 1, "publish", "s", "live");
        assertThat(gate.asked)
                .containsExactly(
                        "publish taken live", "not begun publish taken", "publish s live", "not begun publish s");
        client.end();
        assertThat(gate.asked).endsWith("ended publish s").doesNotContain("ended publish taken");
    }

    @Test
    void a_second_publish_on_an_id_ends_the_first() {
        call(client, 1, "publish", "a", "live");
        call(client, 1, "publish", "b", "live");
        assertThat(gate.asked).containsExactly("publish a live", "publish b live", "ended publish a");
    }

    @Test
    void a_play_has_begun_if_red5_has_found_it() {
        call(client, 1, "play", "missing", 0);
        call(client, 101, "play", "s", -2000); // an id that was never created
        assertThat(gate.asked).containsExactly("play missing", "not begun play missing", "play s", "not begun play s");
        call(client, 1, "play", "s", -2000);
        call(client, 1, "play", "t", -2000);
        client.end();
        assertThat(gate.asked).endsWith("play s", "play t", "ended play s", "ended play t");
    }

    /** Red5 plays on an id of its own choice then. */
    @Test
    void a_play_on_no_stream_is_found_where_red5_plays_it() {
        call(client, 0, "play", "s", -2000);
        call(client, 0, "deleteStream", 7);
        assertThat(gate.asked).containsExactly("play s");
        call(client, 0, "deleteStream", 0);
        assertThat(gate.asked).containsExactly("play s", "ended play s");
    }

    @Test
    void nothing_is_remembered_of_what_did_not_begin() {
        for (int id = 101; id < 1101; id++) {
            call(client, id, "play", "s" + id, -2000);
        }
        assertThat(guard.sessions().of(client.connection).streams()).isEmpty();
    }

    @Test
    void a_client_that_goes_while_red5_begins_its_stream_ends_it() {
        red5.within = client::end;
        call(client, 1, "publish", "s", "live");
        assertThat(gate.asked).containsExactly("publish s live", "ended publish s");
    }

    /** Red5 takes the streams away before it tells of the end. */
    @Test
    void a_client_of_whose_end_nobody_has_told_yet_ends_its_stream_and_once() {
        red5.within = () -> {
            red5.connections.get(client.connection).byId.clear();
            red5.published.clear();
            client.connected = false;
        };
        call(client, 1, "publish", "s", "live");
        client.end();
        assertThat(gate.asked).containsExactly("publish s live", "ended publish s");
    }

    @Test
    void a_client_that_goes_while_red5_refuses_its_stream_ends_nothing_and_is_told_of() {
        call(other, 1, "publish", "s", "live");
        gate.asked.clear();
        red5.within = client::end;
        call(client, 1, "publish", "s", "live");
        assertThat(gate.asked).containsExactly("publish s live", "not begun publish s");
    }

    @Test
    void the_end_is_told_though_the_call_failed() {
        call(client, 1, "publish", "s", "live");
        red5.within = () -> {
            throw new IllegalStateException("x");
        };
        org.assertj.core.api.Assertions.assertThatIllegalStateException()
                .isThrownBy(() -> call(client, 0, "deleteStream", 1));
        assertThat(gate.asked).containsExactly("publish s live", "ended publish s");
    }

    /** Some versions of Red5 do several calls of one client at a time. */
    @Test
    void one_call_of_a_client_at_a_time_changes_its_streams() throws Exception {
        Thread[] second = new Thread[1];
        red5.within = () -> {
            red5.within = () -> {};
            second[0] = new Thread(() -> call(client, 1, "deleteStream", 1));
            second[0].start();
            Eventually.eventually(
                    () -> guard.sessions().of(client.connection).calls().hasQueuedThreads());
        };
        call(client, 1, "publish", "s", "live");
        second[0].join(20_000);
        assertThat(gate.asked).containsExactly("publish s live", "ended publish s");
    }

    @Test
    void red5_sees_the_stream_that_the_gate_names_instead_and_so_does_everything_after() {
        gate.streams = state -> Verdict.allow().named("real");
        call(client, 1, "publish", "ticket?x=1", "live");
        assertThat(red5.published).containsOnlyKeys("real");
        call(other, 1, "play", "ticket");
        call(client, 1, "closeStream", 1);
        client.end();
        other.end();
        assertThat(gate.asked)
                .containsExactly("publish ticket?x=1 live", "play ticket", "ended publish real", "ended play real");
    }

    @Test
    void what_a_client_says_later_of_a_stream_means_that_which_red5_has() {
        gate.streams = state -> Verdict.allow().named("real");
        call(client, 1, "publish", "ticket", "live");
        Call mention = new Call(null, "FCUnpublish", new Object[] {"ticket?x=1"});
        context.getServiceInvoker().invoke(mention, live);
        assertThat(mention.getArguments()).containsExactly("real");
        Call foreign = new Call(null, "FCUnpublish", new Object[] {"another"});
        context.getServiceInvoker().invoke(foreign, live);
        assertThat(foreign.getArguments()).containsExactly("another");
    }

    /** A name that is good for one client only may be a secret, and applications log what they are told. */
    @Test
    void what_a_client_mentions_before_it_publishes_has_the_name_that_red5_will_have() {
        gate.streams = state -> Verdict.allow().named("real");
        gate.mentions = (use, name) ->
                name.equals("ticket?x=1") ? Optional.of(use == Use.PUBLISH ? "real" : "recorded") : Optional.empty();
        Map.of("releaseStream", "real", "FCPublish", "real", "FCSubscribe", "recorded")
                .forEach((method, name) -> assertThat(mentioned(method)).containsExactly(name));
        call(client, 1, "publish", "ticket", "live");
        assertThat(mentioned("FCSubscribe")).as("it is known by now").containsExactly("real");
        assertThat(mentioned("another", "FCPublish")).containsExactly("another");
    }

    private Object[] mentioned(String method) {
        return mentioned("ticket?x=1", method);
    }

    private Object[] mentioned(String name, String method) {
        Red5.setConnectionLocal(client.connection);
        Call mention = new Call(null, method, new Object[] {name});
        if (method.equals("releaseStream")) { // Red5 has it in its stream service
            assertThat(context.getServiceInvoker().invoke(mention, new StreamService()))
                    .isTrue();
        } else {
            context.getServiceInvoker().invoke(mention, live);
        }
        return mention.getArguments();
    }

    @Test
    void nobody_sees_what_a_client_mentions_while_no_gate_can_say_its_name() {
        gate.mentions = (use, name) -> {
            throw new IllegalStateException("x");
        };
        for (String method : List.of("releaseStream", "FCPublish")) {
            Call mention = new Call(null, method, new Object[] {"ticket"});
            Red5.setConnectionLocal(client.connection);
            assertThat(
                            method.equals("FCPublish")
                                    ? context.getServiceInvoker().invoke(mention, live)
                                    : context.getServiceInvoker().invoke(mention, new StreamService()))
                    .isFalse();
            assertThat(mention.getStatus()).isEqualTo(Call.STATUS_ACCESS_DENIED);
        }
    }

    @Test
    void a_name_that_red5_takes_for_none_is_refused_from_a_gate_too() {
        gate.streams = state -> Verdict.allow().named("false");
        call(client, 1, "publish", "s", "live");
        assertThat(red5.published).isEmpty();
    }
}
