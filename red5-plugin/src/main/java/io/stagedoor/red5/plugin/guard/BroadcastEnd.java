package io.stagedoor.red5.plugin.guard;

import java.util.function.Consumer;
import org.red5.server.api.listeners.IScopeListener;
import org.red5.server.api.scope.IBasicScope;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.ScopeType;

/** Listens for the end of published streams. Red5 reports it a moment later, on a separate thread. */
final class BroadcastEnd implements IScopeListener {

    private final Consumer<IBasicScope> ended;

    BroadcastEnd(Consumer<IBasicScope> ended) {
        this.ended = ended;
    }

    @Override
    public void notifyScopeCreated(IScope scope) {}

    @Override
    public void notifyScopeRemoved(IScope scope) {}

    @Override
    public void notifyBasicScopeAdded(IBasicScope scope) {}

    @Override
    public void notifyBasicScopeRemoved(IBasicScope scope) {
        if (scope.getType() == ScopeType.BROADCAST) {
            ended.accept(scope);
        }
    }
}
