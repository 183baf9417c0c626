package io.stagedoor.operations;

import io.stagedoor.operations.http.Door;
import io.stagedoor.operations.http.Handler;
import io.stagedoor.operations.http.Listener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open channel: the server, its token, and the file that has both. Each has a token of its own. */
final class Channel implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Channel.class);
    private static final int TOKEN_BYTES = 32;

    private final Listener listener;
    private final ChannelFile file;
    private final String token;

    private Channel(Listener listener, ChannelFile file, String token) {
        this.listener = listener;
        this.file = file;
        this.token = token;
    }

    static Channel open(InetSocketAddress address, ChannelFile file, Handler handler) throws IOException {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = HexFormat.of().formatHex(random);
        Listener listener = Listener.open(address, bound -> new Door(bound, token), handler);
        boolean written = false;
        try {
            file.write(listener.address(), token);
            written = true;
            return new Channel(listener, file, token);
        } finally {
            if (!written) { // and there is no file of this channel to be removed
                listener.close();
            }
        }
    }

    InetSocketAddress address() {
        return listener.address();
    }

    /** Ends connections whose time is up. From time to time. */
    void look() {
        listener.look();
    }

    @Override
    public void close() {
        try {
            file.remove(token);
        } catch (IOException e) {
            LOG.warn("{}: could not be removed: {}. Nothing answers there any more.", file, e.toString());
        }
        listener.close();
    }
}
