package io.stagedoor.red5.plugin.guard;

import java.beans.PropertyChangeEvent;
import java.util.function.Consumer;
import org.red5.server.api.IConnection;
import org.red5.server.api.listeners.IConnectionListener;

/**
 * Listens for the end of a connection. Red5's own {@code appDisconnect} is called only for clients that got all the way into the
 * application.
 */
final class ConnectionEnd implements IConnectionListener {

    private final Consumer<IConnection> ended;

    ConnectionEnd(Consumer<IConnection> ended) {
        this.ended = ended;
    }

    @Override
    public void notifyConnected(IConnection connection) {}

    @Override
    public void notifyDisconnected(IConnection connection) {
        ended.accept(connection);
    }

    @Override
    public void propertyChange(PropertyChangeEvent event) {}
}
