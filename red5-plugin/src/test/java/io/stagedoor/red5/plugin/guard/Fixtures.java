package io.stagedoor.red5.plugin.guard;

import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.hook.HttpRequest;
import io.stagedoor.red5.hook.Attempt;
import io.stagedoor.red5.hook.EndReason;
import io.stagedoor.red5.hook.Ended;
import io.stagedoor.red5.hook.Gate;
import io.stagedoor.red5.hook.Reply;
import io.stagedoor.red5.hook.SharedObjectUse;
import io.stagedoor.red5.hook.Usage;
import io.stagedoor.red5.hook.Use;
import io.stagedoor.red5.hook.Verdict;
import io.stagedoor.red5.plugin.ending.Ends;
import io.stagedoor.red5.plugin.ending.Workers;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.red5.server.Context;
import org.red5.server.adapter.MultiThreadedApplicationAdapter;
import org.red5.server.api.IConnection;
import org.red5.server.api.IServer;
import org.red5.server.api.listeners.IConnectionListener;
import org.red5.server.api.scope.IGlobalScope;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.IScopeHandler;
import org.red5.server.api.scope.ScopeType;
import org.red5.server.api.service.IPendingServiceCall;
import org.red5.server.api.service.IServiceCall;
import org.red5.server.api.service.IServiceInvoker;
import org.red5.server.api.stream.IStreamCapableConnection;
import org.red5.server.scope.GlobalScope;
import org.red5.server.service.Call;

/** Stand-ins for Red5 and for the bridge. */
final class Fixtures {

    static final Map<String, Object> STATE = Map.of("format", 1);

    private Fixtures() {}

    /** Sessions without a timer of their own. */
    static Sessions sessions(GateHolder gates) {
        return new Sessions(gates, new Cuts(new Ends(System::currentTimeMillis), new Closer(Workers.ready())));
    }

    /** An object of a large interface: methods that are not in the map answer nothing. */
    static <T> T fake(Class<T> type, Map<String, Answer> answers) {
        InvocationHandler handler = (self, method, arguments) -> switch (method.getName()) {
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            case "toString" -> type.getSimpleName();
            default ->
                answers.containsKey(method.getName())
                        ? answers.get(method.getName()).to(arguments == null ? new Object[0] : arguments)
                        : nothing(method);
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object nothing(Method method) {
        Class<?> type = method.getReturnType();
        if (type == boolean.class) {
            return false;
        }
        return type == int.class ? (Object) 0 : type == long.class ? (Object) 0L : null;
    }

    interface Answer {
        Object to(Object[] arguments) throws Throwable;
    }

    /** A connection that a test opens, moves and closes. */
    static final class Client {
        final List<IConnectionListener> listeners = new CopyOnWriteArrayList<>();
        final IConnection connection;
        volatile IScope scope;
        volatile boolean connected = true;
        volatile int closes;
        volatile Number streamId = 1;

        Client(IScope scope) {
            this(scope, null);
        }

        /** One whose streams Red5 keeps. */
        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread closes
        Client(IScope scope, StreamingRed5 red5) {
            this.scope = scope;
            Map<String, Answer> answers = new HashMap<>();
            answers.put("getScope", none -> this.scope);
            answers.put("isConnected", none -> connected);
            answers.put("getStreamId", none -> streamId);
            answers.put("getSessionId", none -> "C1");
            answers.put("addListener", one -> listeners.add((IConnectionListener) one[0]));
            answers.put("close", none -> {
                closes++;
                return null;
            });
            if (red5 == null) {
                connection = fake(IConnection.class, answers);
            } else {
                StreamingRed5.Streams streams = new StreamingRed5.Streams();
                answers.put("getStreamById", one -> streams.get(one[0]));
                answers.put("getStreamsMap", none -> streams.byId);
                connection = fake(IStreamCapableConnection.class, answers);
                red5.connections.put(connection, streams);
            }
        }

        void end() {
            connected = false;
            scope = null;
            listeners.forEach(listener -> listener.notifyDisconnected(connection));
        }
    }

    static IScope scope(ScopeType type, String name, IScope parent, Context context, IScopeHandler handler) {
        Map<String, Answer> answers = new HashMap<>();
        answers.put("getType", none -> type);
        answers.put("getName", none -> name);
        answers.put("getParent", none -> parent);
        answers.put("getContext", none -> context);
        answers.put("getHandler", none -> handler);
        return fake(IScope.class, answers);
    }

    /** An application as an operator would write it: of Red5's own adapter, with a method of its own. */
    static final class LiveApplication extends MultiThreadedApplicationAdapter {
        public String greet() {
            return "hello";
        }
    }

    static final class Calls implements IServiceInvoker {
        final List<IServiceCall> made = new ArrayList<>();
        /** The result of calls that have one, or what they fail with. */
        volatile Object answers;

        @Override
        public boolean invoke(IServiceCall call, IScope scope) {
            made.add(call);
            if (answers instanceof Exception thrown) {
                call.setException(thrown);
                call.setStatus(Call.STATUS_INVOCATION_EXCEPTION);
                return false;
            }
            if (call instanceof IPendingServiceCall pending) {
                pending.setResult(answers);
            }
            return true;
        }

        @Override
        public boolean invoke(IServiceCall call, Object service) {
            return made.add(call);
        }
    }

    static Context context(IServiceInvoker invoker) {
        Context context = new Context();
        context.setServiceInvoker(invoker);
        return context;
    }

    static GlobalScope global(Context context, IScopeHandler handler) {
        GlobalScope global = new GlobalScope();
        global.setContext(context);
        global.setHandler(handler);
        return global;
    }

    static IServer server(IGlobalScope global) {
        return fake(
                IServer.class, Map.of("getGlobalScopes", none -> List.of(global).iterator()));
    }

    static IScopeHandler yes() {
        return fake(IScopeHandler.class, Map.of("connect", three -> true));
    }

    /** A gate that notes what it is asked and answers as it was told. */
    static final class NotingGate implements Gate {
        final List<String> asked = new CopyOnWriteArrayList<>();
        /** Connections that have ended. */
        final List<String> gone = new CopyOnWriteArrayList<>();

        volatile boolean allows = true;
        volatile boolean guards = true;
        /** What a connect is answered that is allowed. */
        volatile Verdict admission = Verdict.admit(STATE);
        /** What a publish or play is answered that is allowed. */
        volatile Function<Map<String, Object>, Verdict> streams = state -> Verdict.allow();

        /** What a stream is called that is only mentioned. */
        volatile BiFunction<Use, String, Optional<String>> mentions = (use, name) -> Optional.empty();

        /** What a method of Stagedoor's own is answered. */
        volatile Reply reply = Reply.result(Map.of());

        private Verdict answer(String question) {
            asked.add(question);
            return allows ? Verdict.allow() : Verdict.refuse();
        }

        @Override
        public boolean guards(String application) {
            return guards;
        }

        @Override
        public Verdict connect(IConnection connection, IScope scope, Object[] arguments) {
            asked.add("connect " + scope.getName());
            return allows ? admission : Verdict.refuse();
        }

        @Override
        public Verdict publish(IConnection connection, Map<String, Object> session, String name, String mode) {
            Verdict verdict = answer("publish " + name + " " + mode);
            return verdict.allowed() ? streams.apply(session) : verdict;
        }

        @Override
        public Verdict play(IConnection connection, Map<String, Object> session, String name) {
            Verdict verdict = answer("play " + name);
            return verdict.allowed() ? streams.apply(session) : verdict;
        }

        @Override
        public Optional<String> mention(IConnection connection, Map<String, Object> session, Use use, String name) {
            return mentions.apply(use, name);
        }

        @Override
        public Verdict length(IConnection connection, Map<String, Object> session, String name, boolean playing) {
            return answer("length " + name + (playing ? " playing" : ""));
        }

        @Override
        public Verdict share(
                IConnection connection, Map<String, Object> session, String name, SharedObjectUse operation) {
            return answer("share " + name + " " + operation.text());
        }

        @Override
        public Verdict call(IConnection connection, Map<String, Object> session, String method) {
            return answer("call " + method);
        }

        @Override
        public HttpAnswer http(HttpRequest request, ConcurrentMap<String, Map<String, Object>> sessions) {
            asked.add("http " + request.method() + " " + request.servletPath());
            return allows ? HttpAnswer.pass() : HttpAnswer.refuse(403, Map.of());
        }

        @Override
        public Reply command(
                IConnection connection, Map<String, Object> session, String method, List<Object> arguments) {
            asked.add("command " + method + " " + arguments);
            return allows ? reply : Reply.unknown();
        }

        @Override
        public void refused(IConnection connection, Attempt attempt) {
            asked.add("refused " + attempt.text());
        }

        @Override
        public void notBegun(IConnection connection, Map<String, Object> session, Use use, String name) {
            asked.add("not begun " + use.text() + " " + name);
        }

        @Override
        public void ended(IConnection connection, Map<String, Object> session, Ended end) {
            String why = end.reason().map(reason -> " " + reason).orElse("");
            (end.use() == Use.CONNECT ? gone : asked).add("ended " + end.use().text() + " " + end.name() + why);
        }

        @Override
        public void over(Map<String, Object> session, Optional<EndReason> reason, Usage usage) {
            gone.add("over" + reason.map(why -> " " + why).orElse(""));
        }
    }
}
