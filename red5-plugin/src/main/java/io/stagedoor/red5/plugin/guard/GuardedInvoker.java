package io.stagedoor.red5.plugin.guard;

import io.stagedoor.red5.plugin.guard.Mentions.Mention;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
    private final Admission admission;

    GuardedInvoker(IServiceInvoker delegate, Admission admission) {
        this.delegate = delegate;
        this.admission = admission;
    }

    boolean isOf(Admission other) {
        return admission == other;
    }

    @Override
    public boolean invoke(IServiceCall call, IScope scope) {
        Optional<Mention> mention = Mentions.take(call);
        IConnection connection = Red5.getConnectionLocal();
        Session session = admitted(connection);
        if (session != null && session.isProvisional()) {
            return admission.provisionalCalls().answer(connection, session, call);
        }
        if (session != null && Commands.isOne(call)) {
            return admission.commands().answer(connection, session, call);
        }
        if (session != null && !isWritten(connection, session, call, mention)) {
            return Mentions.refuse(call);
        }
        if (session != null && admission.calls().asksForLength(call, scope)) {
            return admission.lengths().answer(connection, session, call, () -> delegate.invoke(call, scope));
        }
        if (session == null || !admission.calls().allows(connection, session, call, scope)) {
            return refuse(call);
        }
        if (!admission.calls().isThere(call, scope)) {
            StreamNames.hideArguments(call);
        }
        return delegate.invoke(call, scope);
    }

    @Override
    public boolean invoke(IServiceCall call, Object service) {
        Optional<Mention> mention = Mentions.take(call);
        IConnection connection = Red5.getConnectionLocal();
        Session session = admitted(connection);
        if (session == null) {
            StreamCall.of(call, StreamNames.method(call)).ifPresent(StreamCall::hideQuery);
            return refuse(call);
        }
        if (service instanceof IStreamService) {
            return new StreamInvocation(admission, connection, session, call)
                    .run(mention, () -> delegate.invoke(call, service));
        }
        if (session.isProvisional()) {
            return refuse(call);
        }
        if (!isWritten(connection, session, call, mention)) {
            return Mentions.refuse(call);
        }
        if (admission.calls().asksForLength(call, service)) {
            return admission.lengths().answer(connection, session, call, () -> delegate.invoke(call, service));
        }
        return admission.calls().allows(connection, session, call, service)
                ? delegate.invoke(call, service)
                : refuse(call);
    }

    /** Whether the call may be seen: the names that it only mentions are those that Red5 will have. */
    private boolean isWritten(IConnection connection, Session session, IServiceCall call, Optional<Mention> mention) {
        return mention.isEmpty() || admission.mentions().write(connection, session, call, mention.get());
    }

    private @Nullable Session admitted(IConnection connection) {
        Session session = admission.sessions().in(connection);
        if (session == null && connection != null) {
            admission.refuseCall(connection);
        }
        return session;
    }

    private static boolean refuse(IServiceCall call) {
        call.setStatus(Call.STATUS_ACCESS_DENIED);
        return false;
    }
}
