package io.stagedoor.itests.felix;

import io.stagedoor.itests.SwapOracle;
import io.stagedoor.itests.Token;
import io.stagedoor.red5.hook.Gate;
import io.stagedoor.red5.hook.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.ScopeType;
import org.red5.server.net.rtmp.RTMPMinaConnection;
import org.red5.server.scope.Scope;

/** A client at the gate: a connection of Red5's, without a socket. */
final class GateClient {

    /** What the client's credentials let it do once it is in. */
    enum Role {
        ANY(true, true),
        PUBLISHER(true, false),
        SUBSCRIBER(false, true),
        OF_ANOTHER_ROOM(false, false);

        final boolean publishes;
        final boolean plays;

        Role(boolean publishes, boolean plays) {
            this.publishes = publishes;
            this.plays = plays;
        }

        private Token claims() {
            Token everything = Token.token();
            return switch (this) {
                case ANY -> everything;
                case PUBLISHER -> everything.roles("red5-publisher");
                case SUBSCRIBER -> everything.roles("red5-subscriber");
                case OF_ANOTHER_ROOM -> everything.rooms("elsewhere");
            };
        }
    }

    /** Of Red5, as far as anybody looks at it: nobody comes in. */
    private static final class Place extends Scope {
        Place(ScopeType type, String name, Place parent) {
            this.type = type;
            this.name = name;
            this.parent = parent;
        }

        @Override
        public boolean connect(IConnection connection, Object[] arguments) {
            return false;
        }
    }

    private final SwapOracle.Credentials credentials;
    private final Role role;
    private final Scope scope;
    private final RTMPMinaConnection connection = new RTMPMinaConnection();

    private GateClient(String application, SwapOracle.Credentials credentials, Role role, String query) {
        this.credentials = credentials;
        this.role = role;
        this.scope = new Place(ScopeType.APPLICATION, application, new Place(ScopeType.GLOBAL, "default", null));
        Map<String, Object> params = new HashMap<>();
        params.put("app", application + query);
        params.put("flashVer", "LNX 9,0,124,2");
        connection.setup("localhost", application, params);
        connection.connect(scope, null);
    }

    static GateClient withToken(String application, String secret, Role role) {
        return withToken(application, secret, role, role.claims());
    }

    /** One that may come for nearly as long as is accepted, however long a test takes. */
    static GateClient withLongToken(String application, String secret, Role role) {
        return withToken(application, secret, role, role.claims().expiresIn(Duration.ofMinutes(59)));
    }

    private static GateClient withToken(String application, String secret, Role role, Token claims) {
        return new GateClient(
                application, new SwapOracle.Credentials(secret, null), role, "?token=" + claims.signedWith(secret));
    }

    static GateClient withPassword(String application, String password) {
        return new GateClient(
                application,
                new SwapOracle.Credentials(null, password),
                Role.ANY,
                "?username=bob&password=" + password);
    }

    static GateClient withNothing(String application) {
        return new GateClient(application, new SwapOracle.Credentials(null, null), Role.ANY, "");
    }

    SwapOracle.Credentials credentials() {
        return credentials;
    }

    Role role() {
        return role;
    }

    Verdict connect(Gate gate) {
        return gate.connect(connection, scope, null);
    }

    Verdict publish(Gate gate, Map<String, Object> session) {
        return gate.publish(connection, session, "stream", "live");
    }

    Verdict play(Gate gate, Map<String, Object> session) {
        return gate.play(connection, session, "stream");
    }

    @Override
    public String toString() {
        return role + (credentials.secret() == null ? " with a password or nothing" : " with a token");
    }
}
