package com.red5pro.server.stream.rtsp;

import org.red5.server.api.scope.IScope;
import org.red5.server.net.rtmp.RTMPMinaConnection;

/** A stand-in of this name, which is where it is put and is open until it is closed. */
public class RTSPMinaConnection extends RTMPMinaConnection implements IRTSPConnection {

    private volatile IScope place;
    private volatile boolean open = true;

    public void put(IScope where) {
        place = where;
    }

    @Override
    public IScope getScope() {
        return place;
    }

    @Override
    public boolean isConnected() {
        return open;
    }

    @Override
    public boolean isClosed() {
        return !open;
    }

    @Override
    public void close() {
        open = false;
        connectionListeners.forEach(listener -> listener.notifyDisconnected(this));
    }
}
