package io.stagedoor.red5.plugin.guard;

import java.util.Arrays;
import java.util.List;
import org.red5.server.Context;
import org.red5.server.api.scope.IGlobalScope;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.IScopeResolver;
import org.red5.server.api.scope.ScopeType;
import org.red5.server.exception.ScopeNotFoundException;

/**
 * Stands before the global scope's resolver, which Red5 asks for the scope that a connect is for, and which makes every room that
 * it is asked for: before anybody has judged the client. Here rooms are made afterwards.
 */
final class RoomResolver implements IScopeResolver {

    private final IScopeResolver delegate;
    private final Admission admission;

    private RoomResolver(IScopeResolver delegate, Admission admission) {
        this.delegate = delegate;
        this.admission = admission;
    }

    /** Puts one before a context's own, where that is possible. */
    static void install(Context context, Admission admission) {
        if (context.getScopeResolver() != null && ConnectionScope.canBeSet()) {
            context.setScopeResolver(new RoomResolver(context.getScopeResolver(), admission));
        }
    }

    @Override
    public IGlobalScope getGlobalScope() {
        return delegate.getGlobalScope();
    }

    @Override
    public IScope resolveScope(String path) {
        return delegate.resolveScope(path);
    }

    @Override
    public IScope resolveScope(IScope root, String path) {
        if (path != null && ApplicationPath.isTooDeep(path)) {
            throw new ScopeNotFoundException(root, "a path with more than " + ApplicationPath.MAX_SLASHES + " slashes");
        }
        List<String> names = path == null
                ? List.of()
                : Arrays.stream(path.split("/")).filter(name -> !name.isEmpty()).toList();
        if (names.size() < 2 || !(root instanceof IGlobalScope)) {
            return delegate.resolveScope(root, path);
        }
        IScope scope = delegate.resolveScope(root, names.get(0));
        int next = 1;
        while (next < names.size() && isFixed(scope, names.get(next))) {
            scope = scope.getScope(names.get(next));
            next++;
        }
        if (scope.getType() != ScopeType.APPLICATION) {
            return delegate.resolveScope(root, path);
        }
        String application = String.join("/", names.subList(0, next));
        for (String name : names.subList(next, names.size())) {
            scope = new PendingRoom(scope, name, new PendingRoom.Site(root, application), this);
        }
        return scope;
    }

    /** What is there and is no room: an application within another. */
    private static boolean isFixed(IScope scope, String name) {
        IScope child = scope.hasChildScope(ScopeType.ROOM, name) ? null : scope.getScope(name);
        return child != null && child.getType() == ScopeType.APPLICATION;
    }

    /** The scope at a path, made if it is a room that is not there. */
    IScope open(IScope root, String path) {
        return delegate.resolveScope(root, path);
    }

    Admission admission() {
        return admission;
    }
}
