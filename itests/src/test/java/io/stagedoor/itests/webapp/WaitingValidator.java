package io.stagedoor.itests.webapp;

import com.red5pro.server.plugin.simpleauth.interfaces.IAuthenticationValidator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;

/** A validator that takes long to get ready: until whoever listens on a port hangs up. Then it lets everyone in who has a name. */
public class WaitingValidator implements IAuthenticationValidator {

    private static final int LONGEST_MILLIS = 60_000;

    private int port;

    public void setPort(int port) {
        this.port = port;
    }

    @Override
    public void initialize() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(LONGEST_MILLIS);
            if (socket.getInputStream().read() >= 0) {
                throw new IllegalStateException("hung up was to be");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean onConnectAuthenticate(String username, String password, Object[] rest) {
        return true;
    }
}
