package io.stagedoor.red5.bridge.connection;

import io.stagedoor.auth.StreamPath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.ScopeType;

/** Reads application and room from a scope of Red5. */
public final class ScopePaths {

    private ScopePaths() {}

    /**
     * Application and room of a scope, as Red5 resolved them.
     *
     * @param scope may be {@code null}
     * @return empty if it is in no application, or a name in it is refused
     */
    public static Optional<StreamPath> of(@Nullable IScope scope) {
        return of(scope, rooms(scope));
    }

    /** As {@link #of(IScope)}, with these rooms below the application. */
    public static Optional<StreamPath> of(@Nullable IScope scope, List<String> rooms) {
        String application = application(scope);
        return application.isEmpty() ? Optional.empty() : StreamPath.of(application, String.join("/", rooms));
    }

    /**
     * The names of a scope and of those above it, from below the application down.
     *
     * @param scope may be {@code null}
     */
    public static List<String> rooms(@Nullable IScope scope) {
        Deque<String> rooms = new ArrayDeque<>();
        for (IScope up = scope; up != null && up.getType() != ScopeType.APPLICATION; up = up.getParent()) {
            rooms.addFirst(up.getName() == null ? "" : up.getName());
        }
        return List.copyOf(rooms);
    }

    /**
     * The name of the application that a scope is in, as it is, for logs and for finding its configuration.
     *
     * @param scope may be {@code null}
     * @return empty text if there is none
     */
    public static String application(@Nullable IScope scope) {
        IScope up = scope;
        while (up != null && up.getType() != ScopeType.APPLICATION) {
            up = up.getParent();
        }
        return up == null ? "" : up.getName();
    }
}
