package io.stagedoor.itests.probe;

import java.util.Map;
import org.red5.server.net.rtmp.Channel;
import org.red5.server.net.rtmp.RTMPMinaConnection;
import org.red5.server.net.rtmp.message.Packet;

/** What connections of other kinds have in common: they are connections of Red5, with nobody behind them. */
public abstract class StandIn extends RTMPMinaConnection {

    private volatile boolean closed;

    /** Where it comes from, and what it says of itself. */
    public final void introduce(String address, String path, Map<String, Object> says) {
        remoteAddress = address;
        setup("127.0.0.1", path, says);
    }

    @Override
    public Channel getChannel(int id) {
        return new Channel(this, id);
    }

    /** Nobody reads it. */
    @Override
    public void write(Packet packet) {}

    @Override
    public boolean isConnected() {
        return !closed && scope != null;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        connectionListeners.forEach(listener -> listener.notifyDisconnected(this));
    }
}
