package io.stagedoor.red5.plugin.guard;

import java.lang.reflect.InvocationTargetException;
import java.util.Set;
import org.red5.server.api.IClient;
import org.red5.server.api.IConnection;
import org.red5.server.api.event.IEvent;
import org.red5.server.api.scope.IBasicScope;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.IScopeHandler;
import org.red5.server.api.service.IServiceCall;

/**
 * Stands before the global scope's own handler, which every connect passes first: there the final scope, the connect
 * parameters and the arguments are known, and no application's code has run.
 */
final class GuardedHandler implements IScopeHandler {

    private final IScopeHandler delegate;
    private final Admission admission;

    GuardedHandler(IScopeHandler delegate, Admission admission) {
        this.delegate = delegate;
        this.admission = admission;
    }

    @Override
    public boolean connect(IConnection connection, IScope scope, Object[] params) {
        admission.connect(connection, params);
        boolean connected = false;
        try {
            connected = delegate.connect(connection, scope, params);
        } finally {
            if (!connected) {
                admission.forget(connection);
            }
        }
        return connected;
    }

    @Override
    public boolean start(IScope scope) {
        return delegate.start(scope);
    }

    @Override
    public void stop(IScope scope) {
        delegate.stop(scope);
    }

    @Override
    public void disconnect(IConnection connection, IScope scope) {
        delegate.disconnect(connection, scope);
    }

    @Override
    public boolean addChildScope(IBasicScope scope) {
        return delegate.addChildScope(scope);
    }

    @Override
    public void removeChildScope(IBasicScope scope) {
        delegate.removeChildScope(scope);
    }

    @Override
    public boolean join(IClient client, IScope scope) {
        return delegate.join(client, scope);
    }

    @Override
    public void leave(IClient client, IScope scope) {
        delegate.leave(client, scope);
    }

    @Override
    public boolean serviceCall(IConnection connection, IServiceCall call) {
        return delegate.serviceCall(connection, call);
    }

    @Override
    public boolean handleEvent(IEvent event) {
        return delegate.handleEvent(event);
    }

    /** Declared by Red5 2.0 only: this class is compiled against 1.3, and runs on both. */
    @SuppressWarnings("unchecked")
    public Set<IClient> getClients() {
        try {
            return (Set<IClient>) IScopeHandler.class.getMethod("getClients").invoke(delegate);
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return Set.of();
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
