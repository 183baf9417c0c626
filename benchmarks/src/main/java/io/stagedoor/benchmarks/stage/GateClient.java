package io.stagedoor.benchmarks.stage;

import io.stagedoor.red5.hook.Gate;
import io.stagedoor.red5.hook.Verdict;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.red5.server.BaseConnection;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.ScopeType;
import org.red5.server.net.rtmp.RTMPMinaConnection;
import org.red5.server.scope.Scope;

/** Clients at the gate: connections of Red5's, without a socket. */
public final class GateClient {

    private static final long LIMIT_SECONDS = 30;
    private static final long PAUSE_MILLIS = 5;

    /** Of Red5, as far as anybody looks at it: nobody comes in. */
    private static final class Place extends Scope {
        Place(ScopeType type, String name, @Nullable Place parent) {
            this.type = type;
            this.name = name;
            this.parent = parent;
        }

        @Override
        public boolean connect(IConnection connection, Object[] arguments) {
            return false;
        }
    }

    /** Red5 takes it from the socket, which is not there. Connections are known by their class, so that it must be Red5's own. */
    private static final VarHandle ADDRESS = address();

    private final String application;
    private final Scope scope;

    /** Clients of an application. */
    public GateClient(String application) {
        this.application = application;
        this.scope = new Place(ScopeType.APPLICATION, application, new Place(ScopeType.GLOBAL, "default", null));
    }

    private static VarHandle address() {
        try {
            return MethodHandles.privateLookupIn(BaseConnection.class, MethodHandles.lookup())
                    .findVarHandle(BaseConnection.class, "remoteAddress", String.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("not the Red5 that was expected", e);
        }
    }

    /** Connects with a token. */
    public Verdict connect(Gate gate, String token) {
        return connect(gate, token, "");
    }

    /**
     * Connects with a token.
     *
     * @param address in text form; empty for none
     */
    public Verdict connect(Gate gate, String token, String address) {
        RTMPMinaConnection connection = new RTMPMinaConnection();
        if (!address.isEmpty()) {
            ADDRESS.set(connection, address);
        }
        Map<String, Object> params = new HashMap<>();
        params.put("app", application);
        params.put("flashVer", "LNX 9,0,124,2");
        connection.setup("localhost", application, params);
        connection.connect(scope, null);
        return gate.connect(connection, scope, new Object[] {"jwt", "jwt", token});
    }

    /** Waits until the gate lets a client in: what was configured may not be in force yet. */
    public void awaitAdmission(Gate gate, String token) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!connect(gate, token).allowed()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("a client that should come in is refused");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
