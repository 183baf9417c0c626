package io.stagedoor.red5.bridge;

import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;
import org.red5.server.BaseConnection;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IScope;
import org.red5.server.net.rtmp.RTMPMinaConnection;

/** Connections with the names that Red5 Pro's have. All of them are RTMP connections too, as some of Red5 Pro's are. */
public final class Red5ProFixtures {

    private Red5ProFixtures() {}

    /** A connection from an address that wants into a scope. */
    public static <C extends RTMPMinaConnection> C from(
            String address, C connection, IScope scope, Map<String, Object> params) {
        connection.setup("localhost", "live", new HashMap<>(params));
        try {
            Field field = BaseConnection.class.getDeclaredField("remoteAddress");
            field.setAccessible(true);
            field.set(connection, address);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        ((IConnection) connection).connect(scope, null);
        return connection;
    }
}
