package io.stagedoor.red5.plugin.guard;

import io.stagedoor.host.log.StagedoorLog;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;
import org.red5.server.api.IClient;
import org.red5.server.api.scope.IScope;
import org.red5.server.net.rtmp.RTMPConnection;
import org.red5.server.net.rtmp.RTMPMinaConnection;
import org.slf4j.Logger;

/**
 * Takes back what Red5 gives a connection in the course of its connect, although it has ended meanwhile: regular pings, its bean
 * for JMX, its place among the clients and in its scope. Each of them would keep the connection for ever.
 *
 * @param stopPings of an {@link RTMPConnection}
 * @param unregister of an {@link RTMPMinaConnection}, from JMX
 */
record Leftovers(MethodHandle stopPings, MethodHandle unregister) {

    private static final Logger LOG = StagedoorLog.logger(Leftovers.class);

    /** By methods that Red5 has for itself. */
    static Leftovers find() throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        MethodType nothing = MethodType.methodType(void.class);
        return new Leftovers(
                MethodHandles.privateLookupIn(RTMPConnection.class, lookup)
                        .findVirtual(RTMPConnection.class, "stopRoundTripMeasurement", nothing),
                MethodHandles.privateLookupIn(RTMPMinaConnection.class, lookup)
                        .findVirtual(RTMPMinaConnection.class, "unregisterJMX", nothing));
    }

    /**
     * Once the connection has ended, and nobody works for it any more.
     *
     * @param session that it had; {@code null} if it was not let in
     */
    void takeBack(RTMPConnection connection, @Nullable Session session) {
        try {
            stopPings.invoke(connection);
            if (connection instanceof RTMPMinaConnection mina) {
                unregister.invoke(mina);
            }
            IClient client = connection.getClient();
            if (session != null && session.scope() != null && client != null) {
                leave(connection, session.scope());
            }
            if (client != null && client.getConnections().stream().allMatch(one -> one == connection)) {
                client.disconnect();
            }
        } catch (Throwable t) { // of Red5 or an application; the connection's thread must end all the same
            LOG.warn(
                    "Could not clean up an ended connection, so a part of it stays in memory. Please report it with this stack.",
                    t);
        }
    }

    /** Leaves the scope and those above it; where it is not any more, that does nothing. */
    private static void leave(RTMPConnection connection, IScope scope) {
        scope.disconnect(connection);
        for (IScope at = scope; at != null; at = at.getParent()) {
            at.removeEventListener(connection);
        }
    }
}
