package io.stagedoor.cli.rtmp;

import java.net.InetSocketAddress;
import java.util.Objects;
import org.apache.mina.core.future.ConnectFuture;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.transport.socket.nio.NioSocketConnector;
import org.red5.client.net.rtmp.BaseRTMPClientHandler;
import org.red5.client.net.rtmp.RTMPClient;
import org.red5.client.net.rtmp.RTMPMinaIoHandler;
import org.red5.server.net.rtmp.message.Packet;

/**
 * Red5's client, but one that handles what arrives in the order it arrives. Left to itself it queues messages for another thread
 * and handles the connection's end at once, so that a server which refuses and closes seems to have said nothing.
 */
final class Red5Connection extends RTMPClient {

    private final Runnable onClosed;

    Red5Connection(Runnable onClosed) {
        this.onClosed = Objects.requireNonNull(onClosed, "onClosed");
    }

    @Override
    protected void startConnector(String host, int port) {
        socketConnector = new NioSocketConnector(1);
        socketConnector.setHandler(new InOrder(this, onClosed));
        ConnectFuture connecting = socketConnector.connect(new InetSocketAddress(host, port));
        connecting.awaitUninterruptibly(CONNECTOR_WORKER_TIMEOUT);
        if (!connecting.isConnected()) {
            onClosed.run();
        }
    }

    @Override
    public void disconnect() {
        executor.shutdownNow();
        if (socketConnector != null) {
            socketConnector.getManagedSessions().values().forEach(IoSession::closeOnFlush);
            socketConnector.dispose();
        }
    }

    private static final class InOrder extends RTMPMinaIoHandler {

        private final Runnable onClosed;

        InOrder(BaseRTMPClientHandler client, Runnable onClosed) {
            this.onClosed = onClosed;
            setHandler(client);
        }

        @Override
        public void messageReceived(IoSession session, Object message) throws Exception {
            if (message instanceof Packet packet) {
                handler.messageReceived(handler.getConnection(), packet);
            }
        }

        @Override
        public void sessionClosed(IoSession session) {
            onClosed.run();
        }
    }
}
