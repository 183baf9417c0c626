package io.stagedoor.auth.support.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** A connection over HTTP/1.1 that knows whether the next request may be sent on it. For one thread at a time; any thread may close it. */
final class Connection extends DefaultBHttpClientConnection {

    /** The longest line of a head, in bytes. */
    static final int MAX_LINE = 16 * 1024;

    /** The most headers of an answer. */
    static final int MAX_HEADERS = 200;

    private static final Http1Config LIMITS = Http1Config.custom()
            .setMaxLineLength(MAX_LINE)
            .setMaxHeaderCount(MAX_HEADERS)
            .setMaxEmptyLineCount(10)
            .build();
    private static final Timeout SHORTLY = Timeout.ofMilliseconds(1);

    private final Wire wire;

    private Connection(Wire wire) {
        // With a parser of its own: the usual one has other limits, whatever is handed over here.
        super(LIMITS, null, null, null, null, null, new DefaultHttpResponseParserFactory(LIMITS));
        this.wire = wire;
    }

    static Connection plain(SocketChannel channel) throws IOException {
        Connection connection = new Connection(new Wire(channel.socket().getInputStream(), channel));
        connection.bind(new Holder(channel.socket(), connection.wire));
        return connection;
    }

    static Connection encrypted(SSLSocket socket, SocketChannel channel) throws IOException {
        Connection connection = new Connection(new Wire(socket.getInputStream(), null));
        connection.bind(new Holder(socket, channel.socket(), connection.wire));
        return connection;
    }

    /**
     * Whether the other side has kept it open and sent nothing that nobody asked for: what is there already would be taken for the
     * next answer.
     */
    boolean isUsable() {
        wire.probing = true;
        try {
            return isOpen() && !isDataAvailable(SHORTLY) && !wire.ended;
        } catch (IOException e) {
            return false;
        } finally {
            wire.probing = false;
        }
    }

    private static final class Holder extends SocketHolder {
        private final InputStream wire;

        Holder(Socket socket, InputStream wire) {
            super(socket);
            this.wire = wire;
        }

        Holder(SSLSocket encrypted, Socket base, InputStream wire) {
            super(encrypted, base);
            this.wire = wire;
        }

        @Override
        protected InputStream getInputStream(Socket socket) {
            return wire;
        }
    }

    /** What comes in. While probing nothing is waited for, but a millisecond where it is encrypted. */
    private static final class Wire extends InputStream {
        private final InputStream in;
        /** {@code null} for an encrypted connection: reading around the encryption would break it. */
        private final @Nullable SocketChannel channel;

        private boolean probing;
        private boolean ended;

        Wire(InputStream in, @Nullable SocketChannel channel) {
            this.in = in;
            this.channel = channel;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = probing && channel != null
                    ? readWhatIsThere(channel, ByteBuffer.wrap(bytes, offset, length))
                    : in.read(bytes, offset, length);
            ended = read < 0;
            return read;
        }

        private static int readWhatIsThere(SocketChannel channel, ByteBuffer buffer) throws IOException {
            channel.configureBlocking(false);
            try {
                int read = channel.read(buffer);
                if (read == 0) {
                    throw new SocketTimeoutException();
                }
                return read;
            } finally {
                channel.configureBlocking(true);
            }
        }
    }
}
