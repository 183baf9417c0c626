package io.stagedoor.red5.plugin.guard;

import io.stagedoor.host.Outage;
import io.stagedoor.red5.plugin.ending.Ends;
import io.stagedoor.red5.plugin.ending.Workers;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.red5.server.api.IConnection;
import org.red5.server.api.listeners.IConnectionListener;

/** The hook's sessions, of connections that have no socket and nothing else that Red5's have. */
public final class BenchedSessions {

    private final Sessions sessions = new Sessions(
            new GateHolder(Outage.atStart()),
            new Cuts(new Ends(System::currentTimeMillis), new Closer(Workers.ready())));
    private final List<IConnection> connections = new ArrayList<>();
    private final List<List<IConnectionListener>> listeners = new ArrayList<>();

    /** Makes connections that are not let in yet. */
    public void prepare(int count) {
        for (int i = 0; i < count; i++) {
            List<IConnectionListener> own = new ArrayList<>(1);
            listeners.add(own);
            connections.add(connection(own));
        }
    }

    private static IConnection connection(List<IConnectionListener> listeners) {
        return (IConnection) Proxy.newProxyInstance(
                IConnection.class.getClassLoader(), new Class<?>[] {IConnection.class}, (self, method, arguments) -> {
                    switch (method.getName()) {
                        case "addListener":
                            listeners.add((IConnectionListener) arguments[0]);
                            return null;
                        case "isConnected":
                            return true;
                        case "equals":
                            return self == arguments[0];
                        case "hashCode":
                            return System.identityHashCode(self);
                        default:
                            return null;
                    }
                });
    }

    /** Lets one more connection in. */
    public void admit(Map<String, Object> state) {
        prepare(1);
        admit(connections.size() - 1, state);
    }

    /** Lets a connection in that was prepared. */
    public void admit(int number, Map<String, Object> state) {
        if (!sessions.admit(
                connections.get(number),
                new Session(state, connections.get(number).getScope()))) {
            throw new IllegalStateException("not let in");
        }
    }

    /** What the hook keeps of a connection. */
    public Map<String, Object> state(int number) {
        return sessions.of(connections.get(number)).state();
    }

    /** Ends all connections, as Red5 does: it tells those who listen. */
    public void endAll() {
        for (int i = 0; i < connections.size(); i++) {
            IConnection connection = connections.get(i);
            listeners.get(i).forEach(listener -> listener.notifyDisconnected(connection));
        }
    }

    /** How many are in. */
    public int size() {
        return sessions.size();
    }
}
