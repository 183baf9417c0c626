package io.stagedoor.red5.plugin.guard;

import static java.util.Objects.requireNonNull;

import io.stagedoor.host.log.StagedoorLog;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.red5.server.BaseConnection;
import org.red5.server.api.IConnection;
import org.red5.server.scope.Scope;
import org.slf4j.Logger;

/**
 * The scope that a connection is in. Red5 lets it be set by connecting only, which also starts what must be started once: the
 * regular pings.
 */
final class ConnectionScope {

    private static final Logger LOG = StagedoorLog.logger(ConnectionScope.class);
    private static final @Nullable VarHandle SCOPE = find();

    private ConnectionScope() {}

    private static @Nullable VarHandle find() {
        try {
            return MethodHandles.privateLookupIn(BaseConnection.class, MethodHandles.lookup())
                    .findVarHandle(BaseConnection.class, "scope", Scope.class);
        } catch (ReflectiveOperationException e) {
            LOG.warn(
                    "Clients with rtmpAuthRoomScopeName in their path are refused: this version of Red5 keeps scopes elsewhere. Please report it with Red5's version.",
                    e);
            return null;
        }
    }

    static boolean canBeSet() {
        return SCOPE != null;
    }

    /** Puts a connection into a scope. */
    static void set(IConnection connection, Scope scope) {
        requireNonNull(SCOPE).setVolatile((BaseConnection) connection, scope);
    }
}
