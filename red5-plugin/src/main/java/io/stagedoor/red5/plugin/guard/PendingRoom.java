package io.stagedoor.red5.plugin.guard;

import java.util.Optional;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.ScopeType;
import org.red5.server.scope.Scope;

/**
 * Stands for a room while a client that asks for it is judged, and for nobody else: the room itself is made, or looked for, once
 * the client may enter it. So a refused client leaves nothing behind, and no application is told of a room for its sake.
 */
final class PendingRoom extends Scope {

    /**
     * The application that it is in.
     *
     * @param root a global scope
     * @param path from there
     */
    record Site(IScope root, String path) {}

    private final transient RoomResolver resolver;
    private final transient Site application;

    PendingRoom(IScope parent, String name, Site application, RoomResolver resolver) {
        super(parent, ScopeType.ROOM, name, false);
        this.application = application;
        this.resolver = resolver;
    }

    @Override
    public boolean connect(IConnection connection, Object[] arguments) {
        return resolver.admission().connect(connection, this, arguments);
    }

    /**
     * The room itself, made if it is not there.
     *
     * @param other another one of the application, or the application: a path from there
     */
    Scope resolve(Optional<String> other) {
        return (Scope) resolver.open(application.root(), application.path() + "/" + other.orElseGet(this::room));
    }

    private String room() {
        return getParent() instanceof PendingRoom above ? above.room() + "/" + getName() : getName();
    }
}
