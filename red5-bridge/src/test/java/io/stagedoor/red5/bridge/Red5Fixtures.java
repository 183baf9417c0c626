package io.stagedoor.red5.bridge;

import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.admission.Rechecks;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.routing.Router;
import io.stagedoor.red5.bridge.gate.BridgeGate;
import io.stagedoor.red5.bridge.gate.ConnectedClients;
import io.stagedoor.red5.bridge.http.HttpGate;
import io.stagedoor.red5.bridge.settings.ServerSettings;
import io.stagedoor.red5.hook.Clients;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.ScopeType;
import org.red5.server.net.rtmp.RTMPMinaConnection;
import org.red5.server.scope.Scope;

/** Real connections and scopes of Red5, as far as the bridge looks at them. */
public final class Red5Fixtures {

    private Red5Fixtures() {}

    private static final class Place extends Scope {
        Place(ScopeType type, String name, IScope parent) {
            this.type = type;
            this.name = name;
            this.parent = parent;
        }

        @Override
        public boolean connect(IConnection connection, Object[] arguments) {
            return false; // nobody really comes in
        }
    }

    public static IScope application(String name) {
        return new Place(ScopeType.APPLICATION, name, new Place(ScopeType.GLOBAL, "default", null));
    }

    public static IScope room(IScope parent, String name) {
        return new Place(ScopeType.ROOM, name, parent);
    }

    /** An RTMP connection that wants into a scope, with these connect parameters. */
    public static IConnection rtmp(IScope scope, Map<String, Object> params) {
        RTMPMinaConnection connection = new RTMPMinaConnection();
        Map<String, Object> all = new HashMap<>(Map.of("app", "live", "flashVer", "LNX 9,0,124,2"));
        all.putAll(params);
        connection.setup("localhost", "live", all);
        if (scope != null) {
            connection.connect(scope, null);
        }
        return connection;
    }

    /** A gate over a router. */
    public static BridgeGate gate(Router router, Audit audit, ServerSettings server) {
        Admissions admissions = new Admissions(router, audit, Clock.systemUTC());
        HttpGate http = new HttpGate(router, admissions, audit, Clock.systemUTC());
        return new BridgeGate(admissions, http, server);
    }

    public static Rechecks rechecks(Router router, Clients clients, Audit audit, ServerSettings server) {
        return new Admissions(router, audit, Clock.systemUTC()).rechecks(new ConnectedClients(clients, server));
    }
}
