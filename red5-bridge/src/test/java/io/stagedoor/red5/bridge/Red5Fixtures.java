package io.stagedoor.red5.bridge;

import io.stagedoor.core.Fakes;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.ending.Rechecks;
import io.stagedoor.core.question.Requests;
import io.stagedoor.core.routing.Router;
import io.stagedoor.http.HttpGate;
import io.stagedoor.http.logout.LogoutReceiver;
import io.stagedoor.red5.bridge.gate.BridgeGate;
import io.stagedoor.red5.bridge.gate.ConnectedClients;
import io.stagedoor.red5.bridge.http.RtmptBinding;
import io.stagedoor.red5.bridge.settings.ServerSettings;
import io.stagedoor.red5.hook.Clients;
import io.stagedoor.red5.hook.EndReason;
import io.stagedoor.red5.hook.Ended;
import io.stagedoor.red5.hook.Use;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.ScopeType;
import org.red5.server.net.rtmp.RTMPMinaConnection;
import org.red5.server.scope.Scope;

/** Real connections and scopes of Red5, as far as the bridge looks at them. */
public final class Red5Fixtures {

    /** For tests of something else. */
    public static final LogoutReceiver NO_LOGOUTS = (application, address, token) -> {
        throw new AssertionError("a logout");
    };

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

    /** The end of something that nobody but its client has ended. */
    public static Ended end(Use use, String name) {
        return end(use, name, Optional.empty());
    }

    /** The end of something. */
    public static Ended end(Use use, String name, Optional<EndReason> reason) {
        return Fakes.fake(Ended.class, Map.of("use", none -> use, "name", none -> name, "reason", none -> reason));
    }

    /** A gate over a router. */
    public static BridgeGate gate(Router router, Audit audit, ServerSettings server) {
        Admissions admissions = Admissions.withoutRevocations(router, audit, Clock.systemUTC());
        HttpGate http = new HttpGate(
                admissions, Clock.systemUTC(), NO_LOGOUTS, () -> 66, Requests.PATIENT, RtmptBinding::isTunnel);
        return new BridgeGate(admissions, http, server, null);
    }

    public static Rechecks rechecks(Router router, Clients clients, Audit audit, ServerSettings server) {
        return Admissions.withoutRevocations(router, audit, Clock.systemUTC())
                .rechecks(List.of(new ConnectedClients(clients, server)));
    }

    /** Looks at sessions that a test has put there without a word. */
    public static void look(Rechecks rechecks) {
        rechecks.count();
        rechecks.count(); // who was not met in two of them is gone
        rechecks.look();
    }
}
