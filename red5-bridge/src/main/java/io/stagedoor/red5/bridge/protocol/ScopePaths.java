package io.stagedoor.red5.bridge.protocol;

import io.stagedoor.auth.StreamPath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.ScopeType;

/** Where a scope of Red5's is. */
public final class ScopePaths {

    private ScopePaths() {}

    /**
     * Application and room of a scope, as Red5 resolved them.
     *
     * @param scope may be {@code null}
     * @return empty if it is in no application, or a name in it is refused
     */
    public static Optional<StreamPath> of(IScope scope) {
        Deque<String> rooms = new ArrayDeque<>();
        IScope up = scope;
        while (up != null && up.getType() != ScopeType.APPLICATION) {
            rooms.addFirst(up.getName());
            up = up.getParent();
        }
        return up == null ? Optional.empty() : StreamPath.of(up.getName(), String.join("/", rooms));
    }

    /**
     * The name of the application that a scope is in, as it is, for logs and for finding its configuration.
     *
     * @param scope may be {@code null}
     * @return empty text if there is none
     */
    public static String application(IScope scope) {
        IScope up = scope;
        while (up != null && up.getType() != ScopeType.APPLICATION) {
            up = up.getParent();
        }
        return up == null ? "" : up.getName();
    }
}
