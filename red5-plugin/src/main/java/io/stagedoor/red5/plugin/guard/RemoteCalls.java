package io.stagedoor.red5.plugin.guard;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.IScopeHandler;
import org.red5.server.api.service.IServiceCall;
import org.red5.server.api.service.IServiceHandlerProvider;
import org.red5.server.api.service.IServiceHandlerProviderAware;
import org.red5.server.service.ServiceNotFoundException;

/** Which methods a client that was let in may call. */
final class RemoteCalls {

    private final GateHolder gates;

    RemoteCalls(GateHolder gates) {
        this.gates = gates;
    }

    /** Whether a method may be called on the handler of a scope, or on a service in it. */
    boolean allows(IConnection connection, Session session, IServiceCall call, IScope scope) {
        return allows(connection, session, call, targets(call, scope));
    }

    /** Whether there is a method of the name at all, on the handler of a scope, or on a service in it. */
    boolean isThere(IServiceCall call, IScope scope) {
        String method = StreamNames.method(call);
        return targets(call, scope).filter(Objects::nonNull).anyMatch(target -> Red5Methods.has(target, method));
    }

    /** Whether it is the question how long a recording is, to Red5's own method or to one in its place. */
    boolean asksForLength(IServiceCall call, IScope scope) {
        return asksForLength(call, targets(call, scope));
    }

    /** As {@link #asksForLength(IServiceCall, IScope)}, of a call on an object. */
    boolean asksForLength(IServiceCall call, Object target) {
        return asksForLength(call, Stream.of(target));
    }

    private static boolean asksForLength(IServiceCall call, Stream<Object> targets) {
        return StreamNames.method(call).equals(LengthCall.METHOD)
                && targets.filter(Objects::nonNull).anyMatch(target -> Red5Methods.declares(target, LengthCall.METHOD));
    }

    private static Stream<Object> targets(IServiceCall call, IScope scope) {
        String service = call.getServiceName();
        return service == null || service.isEmpty() ? Stream.of(scope.getHandler()) : services(scope, service);
    }

    /** Whether a method may be called on an object. */
    boolean allows(IConnection connection, Session session, IServiceCall call, Object target) {
        return allows(connection, session, call, Stream.of(target));
    }

    private boolean allows(IConnection connection, Session session, IServiceCall call, Stream<Object> targets) {
        String method = StreamNames.method(call);
        if (method.isEmpty()) {
            return false;
        }
        boolean declared = targets.filter(Objects::nonNull).anyMatch(target -> Red5Methods.declares(target, method));
        return !declared
                || gates.ask(gate -> gate.call(connection, session.state(), method))
                        .allowed();
    }

    /** All that Red5 could find under a name: which of its resolvers it asks first is not defined. */
    private static Stream<Object> services(IScope scope, String name) {
        IScopeHandler handler = scope.getHandler();
        return Stream.of(
                scope.getServiceHandler(name),
                handler instanceof IServiceHandlerProvider provider ? provider.getServiceHandler(name) : null,
                handler instanceof IServiceHandlerProviderAware aware ? provided(aware, name) : null,
                bean(scope, name));
    }

    private static @Nullable Object provided(IServiceHandlerProviderAware handler, String name) {
        IServiceHandlerProvider provider = handler.getServiceHandlerProvider();
        return provider == null ? null : provider.getServiceHandler(name);
    }

    private static @Nullable Object bean(IScope scope, String name) {
        try {
            return scope.getContext().lookupService(name);
        } catch (ServiceNotFoundException e) {
            return null;
        }
    }
}
