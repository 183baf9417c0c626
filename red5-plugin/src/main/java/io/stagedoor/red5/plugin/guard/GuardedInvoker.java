package io.stagedoor.red5.plugin.guard;

import org.red5.server.api.IConnection;
import org.red5.server.api.Red5;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.service.IServiceCall;
import org.red5.server.api.service.IServiceInvoker;
import org.red5.server.api.stream.IStreamService;
import org.red5.server.service.Call;

/**
 * Stands before an application's service invoker, which everything that a client says after its connect passes: publish,
 * play, play2, and every remote call. It decides on the call's arguments before Red5 has read them.
 */
final class GuardedInvoker implements IServiceInvoker {

    private final IServiceInvoker delegate;
    private final Guard guard;

    GuardedInvoker(IServiceInvoker delegate, Guard guard) {
        this.delegate = delegate;
        this.guard = guard;
    }

    boolean isOf(Guard other) {
        return guard == other;
    }

    @Override
    public boolean invoke(IServiceCall call, IScope scope) {
        StreamNames.hideMentioned(call);
        IConnection connection = Red5.getConnectionLocal();
        Session session = admitted(connection);
        if (session != null && session.isProvisional()) {
            return guard.provisionalCalls().answer(connection, session, call);
        }
        if (session != null && guard.calls().asksForLength(call, scope)) {
            return guard.lengths().answer(connection, session, call, () -> delegate.invoke(call, scope));
        }
        if (session == null || !guard.calls().allows(connection, session, call, scope)) {
            return refuse(call);
        }
        if (!guard.calls().isThere(call, scope)) {
            StreamNames.hideArguments(call);
        }
        return delegate.invoke(call, scope);
    }

    @Override
    public boolean invoke(IServiceCall call, Object service) {
        StreamNames.hideMentioned(call);
        IConnection connection = Red5.getConnectionLocal();
        Session session = admitted(connection);
        if (session == null) {
            StreamCall.of(call, StreamNames.method(call)).ifPresent(StreamCall::hideQuery);
            return refuse(call);
        }
        if (service instanceof IStreamService) {
            return new StreamInvocation(guard, connection, session, call).run(() -> delegate.invoke(call, service));
        }
        if (session.isProvisional()) {
            return refuse(call);
        }
        if (guard.calls().asksForLength(call, service)) {
            return guard.lengths().answer(connection, session, call, () -> delegate.invoke(call, service));
        }
        return guard.calls().allows(connection, session, call, service) ? delegate.invoke(call, service) : refuse(call);
    }

    private Session admitted(IConnection connection) {
        Session session = guard.sessions().in(connection);
        if (session == null && connection != null) {
            guard.refuseCall(connection);
        }
        return session;
    }

    private static boolean refuse(IServiceCall call) {
        call.setStatus(Call.STATUS_ACCESS_DENIED);
        return false;
    }
}
