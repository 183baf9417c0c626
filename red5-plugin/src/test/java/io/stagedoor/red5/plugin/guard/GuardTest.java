package io.stagedoor.red5.plugin.guard;

import static io.stagedoor.red5.plugin.guard.Fixtures.context;
import static io.stagedoor.red5.plugin.guard.Fixtures.fake;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.support.Eventually;
import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.hook.HttpRequest;
import io.stagedoor.red5.hook.Gate;
import io.stagedoor.red5.hook.Reply;
import io.stagedoor.red5.hook.Verdict;
import io.stagedoor.red5.plugin.guard.Fixtures.Calls;
import io.stagedoor.red5.plugin.guard.Fixtures.Client;
import io.stagedoor.red5.plugin.guard.Fixtures.LiveApplication;
import io.stagedoor.red5.plugin.guard.Fixtures.NotingGate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.red5.server.Context;
import org.red5.server.api.IConnection;
import org.red5.server.api.Red5;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.IScopeHandler;
import org.red5.server.api.scope.ScopeType;
import org.red5.server.api.service.IServiceHandlerProvider;
import org.red5.server.api.so.ISharedObject;
import org.red5.server.api.so.ISharedObjectSecurity;
import org.red5.server.api.stream.IStreamPublishSecurity;
import org.red5.server.exception.ClientRejectedException;
import org.red5.server.scope.GlobalScope;
import org.red5.server.service.Call;
import org.red5.server.service.PendingCall;
import org.red5.server.service.ServiceNotFoundException;
import org.red5.server.stream.StreamService;

class GuardTest {

    private final NotingGate gate = new NotingGate();
    private final GlobalScope global = Fixtures.global(context(new Calls()), Fixtures.yes());
    private final Guard guard = Guard.install(Fixtures.server(global));
    private final Calls calls = new Calls();
    private final Context context = context(calls);
    private final LiveApplication adapter = new LiveApplication();
    private final IScope live = Fixtures.scope(ScopeType.APPLICATION, "live", global, context, adapter);
    private final Client client = new Client(live);

    GuardTest() {
        guard.gate(gate);
    }

    @AfterEach
    void stop() {
        Red5.setConnectionLocal(null);
        guard.close();
    }

    private boolean connect(Client who) {
        return global.getHandler().connect(who.connection, global, null);
    }

    private void connected() {
        assertThat(connect(client)).isTrue();
        Red5.setConnectionLocal(client.connection);
        gate.asked.clear();
    }

    private boolean stream(Call call) {
        return context.getServiceInvoker().invoke(call, new StreamService());
    }

    private boolean remote(String service, String method) {
        return context.getServiceInvoker().invoke(new Call(service, method, new Object[0]), live);
    }

    @Test
    void lets_in_whom_the_gate_lets_in() {
        assertThat(connect(client)).isTrue();
        assertThat(gate.asked).containsExactly("connect live");
    }

    @Test
    void refuses_with_one_text_whatever_the_cause() {
        gate.allows = false;
        assertThatThrownBy(() -> connect(client))
                .isInstanceOfSatisfying(
                        ClientRejectedException.class,
                        rejected -> assertThat(rejected.getReason()).isEqualTo("Not authorized."));
        guard.gate(null);
        assertThatThrownBy(() -> connect(client)).isInstanceOf(ClientRejectedException.class);
        assertThat(guard.sessions().size()).isZero();
    }

    @Test
    void refuses_everyone_before_there_is_a_gate_and_after_it_was_closed() {
        Guard alone = Guard.install(Fixtures.server(global));
        assertThatThrownBy(() -> alone.admission().connect(client.connection, null))
                .isInstanceOf(ClientRejectedException.class);
        alone.close();
        alone.gate(gate);
        assertThatThrownBy(() -> alone.admission().connect(client.connection, null))
                .isInstanceOf(ClientRejectedException.class);
    }

    @Test
    void forgets_a_client_that_red5_itself_refuses() {
        global.setHandler(new GuardedHandler(fake(IScopeHandler.class, Map.of()), guard.admission()));
        assertThat(connect(client)).isFalse();
        assertThat(guard.sessions().size()).isZero();
        global.setHandler(new GuardedHandler(
                fake(IScopeHandler.class, Map.of("connect", three -> {
                    throw new IllegalStateException("x");
                })),
                guard.admission()));
        assertThatThrownBy(() -> connect(client)).isInstanceOf(IllegalStateException.class);
        assertThat(guard.sessions().size()).isZero();
    }

    /** Red5 logs a call that it can make nothing of, with all that is in it. */
    @Test
    void hides_from_red5_what_it_would_log() {
        connected();
        assertThat(stream(new Call("deleteStream", new Object[] {"s?token=t"}))).isTrue();
        assertThat(stream(new Call("seek", new Object[] {"x?token=t", 5}))).isTrue();
        invoke(new Call("FCUnpublish", new Object[] {"s?token=t"}));
        invoke(new Call("noSuchMethod", new Object[] {"t", 5}));
        invoke(new Call("greet", new Object[] {"s?token=t"}));
        assertThat(calls.made)
                .extracting(call -> String.valueOf(call.getArguments()[0]))
                .containsExactly("s", "x", "s", "null", "s?token=t");
    }

    private void invoke(Call call) {
        assertThat(context.getServiceInvoker().invoke(call, live)).isTrue();
    }

    @Test
    void a_client_outside_any_application_is_refused_and_told_of() {
        assertThatThrownBy(() -> connect(new Client(global))).isInstanceOf(ClientRejectedException.class);
        assertThat(gate.asked).containsExactly("refused connect");
    }

    @Test
    void the_locks_are_on_before_the_first_client_is_in_and_once_only() {
        connect(client);
        Object invoker = context.getServiceInvoker();
        connect(new Client(live));
        assertThat(context.getServiceInvoker())
                .isInstanceOf(GuardedInvoker.class)
                .isSameAs(invoker);
        assertThat(adapter.getStreamPublishSecurity()).hasSize(1);
        assertThat(adapter.getStreamPlaybackSecurity()).hasSize(1);
        assertThat(adapter.getSharedObjectSecurity()).hasSize(1);
    }

    @Test
    void an_application_that_uses_a_guarded_context_gets_its_own_locks_all_the_same() {
        IScope sharing =
                Fixtures.scope(ScopeType.APPLICATION, "sharing", global, (Context) global.getContext(), adapter);
        connect(new Client(sharing));
        assertThat(adapter.getSharedObjectSecurity()).hasSize(1);
        assertThat(adapter.getStreamPublishSecurity()).hasSize(1);
    }

    @Test
    void a_room_with_a_handler_of_its_own_is_guarded_too() {
        connect(client);
        LiveApplication own = new LiveApplication();
        connect(new Client(Fixtures.scope(ScopeType.ROOM, "room1", live, context, own)));
        assertThat(own.getSharedObjectSecurity()).hasSize(1);
    }

    private static final class Forgetful extends org.red5.server.adapter.MultiThreadedApplicationAdapter {
        @Override
        public Set<ISharedObjectSecurity> getSharedObjectSecurity() {
            return Set.of();
        }
    }

    @Test
    void an_application_that_cannot_be_guarded_is_refused_unless_authentication_is_off() {
        IScope strange = Fixtures.scope(ScopeType.APPLICATION, "strange", global, context, Fixtures.yes());
        IScope bare = Fixtures.scope(ScopeType.APPLICATION, "bare", global, null, adapter);
        IScope forgetful = Fixtures.scope(ScopeType.APPLICATION, "forgetful", global, context, new Forgetful());
        for (IScope scope : List.of(strange, bare, forgetful)) {
            gate.asked.clear();
            gate.guards = true;
            assertThatThrownBy(() -> connect(new Client(scope))).isInstanceOf(ClientRejectedException.class);
            assertThat(gate.asked).containsExactly("refused connect");
            gate.guards = false;
            assertThat(connect(new Client(scope))).isTrue();
        }
    }

    @Test
    void a_publish_that_was_allowed_passes_the_second_lock_unasked() {
        connected();
        assertThat(stream(new Call(null, "publish", new Object[] {"mp4:s?token=t", "live"})))
                .isTrue();
        assertThat(calls.made.get(0).getArguments()).containsExactly("mp4:s", "live");
        IStreamPublishSecurity lock =
                adapter.getStreamPublishSecurity().iterator().next();
        assertThat(lock.isPublishAllowed(live, "s", "live")).isTrue();
        assertThat(lock.isPublishAllowed(live, "mp4:s", "live")).isTrue();
        assertThat(gate.asked).containsExactly("publish mp4:s?token=t live");
    }

    @Test
    void a_name_that_the_invoker_did_not_see_is_judged_by_the_second_lock_and_remembered() {
        connected();
        IStreamPublishSecurity lock =
                adapter.getStreamPublishSecurity().iterator().next();
        assertThat(lock.isPublishAllowed(live, "other", "live")).isTrue();
        assertThat(lock.isPublishAllowed(live, "other", "live")).isTrue();
        client.end();
        assertThat(gate.asked).containsExactly("publish other live", "ended publish other");
        gate.allows = false;
        assertThat(adapter.getStreamPlaybackSecurity().iterator().next().isPlaybackAllowed(live, null, 0, 0, true))
                .isFalse();
    }

    @Test
    void a_refused_stream_never_reaches_red5_whatever_the_call() {
        connected();
        gate.allows = false;
        for (Call call : List.of(
                new Call(null, "publish", new Object[] {"s"}),
                new Call(null, "publish", new Object[] {"a", "live", "x"}),
                new Call(null, "play", new Object[] {"s", -2000, -1000, 0}),
                new Call(null, "play2", new Object[] {new HashMap<>(Map.of("streamName", "s", "transition", "append"))
                }))) {
            assertThat(stream(call)).isTrue();
            assertThat(call.getStatus()).isEqualTo(Call.STATUS_SUCCESS_VOID);
        }
        assertThat(calls.made).isEmpty();
        assertThat(gate.asked).containsExactly("publish s live", "publish  live", "play s", "play s");
        Eventually.eventually(() -> client.closes >= 4);
    }

    @Test
    void a_stream_of_a_client_that_goes_while_it_is_judged_is_not_begun() {
        connected();
        guard.gate(Fixtures.fake(io.stagedoor.red5.hook.Gate.class, Map.of("publish", four -> {
            client.end();
            return io.stagedoor.red5.hook.Verdict.allow();
        })));
        Call call = new Call(null, "publish", new Object[] {"s", "live"});
        assertThat(stream(call)).isFalse();
        assertThat(calls.made).isEmpty();
    }

    @Test
    void a_client_that_was_not_let_in_can_do_nothing() {
        connected();
        Client stranger = new Client(live);
        Red5.setConnectionLocal(stranger.connection);
        Call publish = new Call(null, "publish", new Object[] {"s?token=t", "live"});
        assertThat(stream(publish)).isFalse();
        assertThat(publish.getArguments()).containsExactly("s", "live");
        assertThat(stream(new Call(null, "createStream", new Object[0]))).isFalse();
        assertThat(remote(null, "greet")).isFalse();
        assertThat(adapter.getStreamPublishSecurity().iterator().next().isPublishAllowed(live, "s", "live"))
                .isFalse();
        assertThat(adapter.getSharedObjectSecurity().iterator().next().isCreationAllowed(live, "o", false))
                .isFalse();
        assertThat(calls.made).isEmpty();
        assertThat(gate.asked)
                .containsExactly("refused call", "refused call", "refused call", "refused publish", "refused share");
    }

    @Test
    void nobody_is_nobody() {
        connected();
        Red5.setConnectionLocal(null);
        assertThat(remote(null, "greet")).isFalse();
        assertThat(adapter.getStreamPublishSecurity().iterator().next().isPublishAllowed(live, "s", "live"))
                .isFalse();
        assertThat(gate.asked).isEmpty();
    }

    @Test
    void an_application_s_own_method_can_be_called_and_red5_s_only_if_the_gate_says_so() {
        connected();
        assertThat(remote(null, "greet")).isTrue();
        assertThat(remote(null, "FCPublish")).isTrue();
        gate.allows = false;
        for (String method : List.of("setCanConnect", "@setCanConnect", "connect", "getClass", "hashCode", "", "@")) {
            assertThat(remote(null, method)).as(method).isFalse();
            assertThat(remote("", method)).as(method).isFalse();
        }
        gate.allows = true;
        assertThat(remote(null, "setCanConnect")).isTrue();
    }

    @Test
    void the_length_of_a_recording_is_told_to_whoever_may_play_it() {
        connected();
        calls.answers = 12.5;
        PendingCall call = length("rec?token=t");
        assertThat(call.getResult()).isEqualTo(12.5);
        assertThat(call.getArguments()).containsExactly("rec");
        guard.sessions().of(client.connection).allow(3, AllowedStreams.Stream.play("rec"), AllowedStreams.State.BEGUN);
        length("rec");
        assertThat(gate.asked).containsExactly("length rec", "length rec playing");
    }

    @Test
    void nobody_else_learns_whether_there_is_a_recording() {
        connected();
        gate.allows = false;
        assertNothing(length("rec"));
        gate.allows = true;
        for (Object[] arguments :
                new Object[][] {{}, {(Object) null}, {5}, {"a", 1}, {List.of("rec")}, {new String[] {"rec"}}, {"nul\0"}
                }) {
            assertNothing(length(arguments));
        }
        guard.gate(null);
        assertNothing(length("rec"));
        assertThat(calls.made).isEmpty();
    }

    /** Its answer to the client would be a stack trace. */
    @Test
    void what_red5_fails_on_is_as_if_it_were_not_there() {
        connected();
        calls.answers = new IllegalStateException("/opt/red5/webapps/live/streams");
        assertNothing(length("rec"));
    }

    private PendingCall length(Object... arguments) {
        PendingCall call = new PendingCall(null, "getStreamLength", arguments);
        assertThat(context.getServiceInvoker().invoke(call, live)).isTrue();
        return call;
    }

    private static void assertNothing(PendingCall call) {
        assertThat(call.getResult()).isEqualTo(0d);
        assertThat(call.getStatus()).isEqualTo(Call.STATUS_SUCCESS_RESULT);
        assertThat(call.getException()).isNull();
    }

    @Test
    void a_service_is_judged_wherever_red5_might_find_it() {
        connected();
        gate.allows = false;
        Map<String, Fixtures.Answer> answers = new HashMap<>();
        IScopeHandler providing = (IScopeHandler) java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {IScopeHandler.class, IServiceHandlerProvider.class},
                (self, method, arguments) -> method.getName().equals("getServiceHandler") ? adapter : null);
        answers.put("getHandler", none -> providing);
        answers.put("getContext", none -> new Context() {
            @Override
            public Object lookupService(String name) {
                throw new ServiceNotFoundException(name);
            }
        });
        IScope scope = fake(IScope.class, answers);
        Call call = new Call("adapter", "setCanConnect", new Object[] {false});
        assertThat(context.getServiceInvoker().invoke(call, scope)).isFalse();
        assertThat(call.getStatus()).isEqualTo(Call.STATUS_ACCESS_DENIED);
        assertThat(gate.asked).containsExactly("call setCanConnect");
    }

    @Test
    void shared_objects_are_judged_operation_by_operation() {
        connected();
        ISharedObjectSecurity lock =
                adapter.getSharedObjectSecurity().iterator().next();
        ISharedObject object = fake(ISharedObject.class, Map.of("getName", none -> "o"));
        assertThat(lock.isCreationAllowed(live, "o", true)).isTrue();
        assertThat(lock.isConnectionAllowed(object)).isTrue();
        assertThat(lock.isWriteAllowed(object, "k", "v")).isTrue();
        assertThat(lock.isDeleteAllowed(object, "k")).isTrue();
        gate.allows = false;
        assertThat(lock.isSendAllowed(object, "m", List.of())).isFalse();
        assertThat(gate.asked)
                .containsExactly(
                        "share o create", "share o connect", "share o write", "share o delete", "share o send");
    }

    @Test
    void a_lock_never_throws() {
        connected();
        IConnection broken = fake(IConnection.class, Map.of("isConnected", none -> true, "getStreamId", none -> {
            throw new IllegalStateException("x");
        }));
        guard.sessions().admit(broken, new Session(Fixtures.STATE, null));
        Red5.setConnectionLocal(broken);
        assertThat(adapter.getStreamPublishSecurity().iterator().next().isPublishAllowed(live, "s", "live"))
                .isFalse();
    }

    @Test
    void the_amf_gateway_s_way_through_the_global_context_is_closed() {
        Red5.setConnectionLocal(client.connection);
        Call call = new Call("x", "y", new Object[0]);
        assertThat(((Context) global.getContext()).getServiceInvoker().invoke(call, global))
                .isFalse();
    }

    @Test
    void http_asks_the_gate() {
        HttpRequest request = fake(HttpRequest.class, Map.of("contextPath", none -> "/live"));
        HttpAnswer nobody = HttpAnswer.refuse(503, Map.of());
        assertThat(guard.http(request, nobody).allowed()).isTrue();
        gate.allows = false;
        assertThat(guard.http(request, nobody).status()).isEqualTo(403);
        guard.close();
        assertThat(guard.http(request, nobody)).isSameAs(nobody);
    }

    private PendingCall command(String method, Object... arguments) {
        PendingCall call = new PendingCall(null, method, arguments);
        context.getServiceInvoker().invoke(call, live);
        return call;
    }

    @Test
    void a_method_of_stagedoor_s_own_is_answered_by_the_gate_and_seen_by_nobody_else() {
        connected();
        gate.reply = Reply.result(Map.of("until", 5));
        PendingCall call = command("stagedoorRefresh", "secret", 3);
        assertThat(gate.asked).containsExactly("command stagedoorRefresh [secret, 3]");
        assertThat(call.isSuccess()).isTrue();
        assertThat(call.getResult()).asInstanceOf(InstanceOfAssertFactories.MAP).containsEntry("until", 5);
        assertThat(call.getArguments()).containsOnlyNulls();
        gate.reply = Reply.failure(Map.of("code", "X"));
        assertThat(command("stagedoorRefresh", "secret").isSuccess()).isFalse();
        gate.reply = Reply.unknown();
        assertThat(command("stagedoorOther").getStatus()).isEqualTo(Call.STATUS_METHOD_NOT_FOUND);
        assertThat(calls.made).isEmpty();
    }

    @Test
    void nobody_is_asked_about_a_call_that_says_too_much_or_what_is_no_type_of_the_jdk() {
        connected();
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        Object[] bad = {"x".repeat(Gate.MAX_ARGUMENT_TEXT + 1), Collections.nCopies(65, 1), itself, new Object()};
        for (Object argument : bad) {
            assertThat(command("stagedoorRefresh", argument).getStatus()).isEqualTo(Call.STATUS_METHOD_NOT_FOUND);
        }
        assertThat(command("stagedoor" + "x".repeat(Gate.MAX_COMMAND)).isSuccess())
                .isFalse();
        assertThat(gate.asked).isEmpty();
        assertThat(calls.made).isEmpty();
    }

    @Test
    void a_session_that_has_ended_before_it_begins_lets_nobody_in() {
        gate.admission = Verdict.admit(Map.of(Verdict.ENDS_AT, 1L));
        assertThatThrownBy(() -> connect(client)).isInstanceOf(ClientRejectedException.class);
        assertThat(gate.asked).containsExactly("connect live", "refused connect");
        assertThat(guard.sessions().size()).isZero();
    }
}
