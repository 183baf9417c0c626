package io.stagedoor.benchmarks.server;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A client that shakes hands, connects to {@code live}, hears the answer and goes; as little work as can be. */
final class RtmpVisit {

    private static final int HANDSHAKE = 1536;
    private static final int CHUNK = 128;
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final byte[] SUCCESS = "NetConnection.Connect.Success".getBytes(StandardCharsets.US_ASCII);

    private final int port;
    private final byte[] connect;

    RtmpVisit(int port, String token) {
        this.port = port;
        this.connect = chunks(message(port, token));
    }

    /** Goes in and out; fails unless the server lets it in. */
    void visit() throws IOException {
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            // No TIME_WAIT: there are not ports enough for all the clients of a run.
            socket.setSoLinger(true, 0);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            byte[] hello = new byte[1 + HANDSHAKE];
            hello[0] = 3;
            socket.getOutputStream().write(hello);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.readByte();
            byte[] theirs = new byte[HANDSHAKE];
            in.readFully(theirs);
            in.readFully(new byte[HANDSHAKE]);
            socket.getOutputStream().write(theirs);
            socket.getOutputStream().write(connect);
            awaitSuccess(in);
        }
    }

    private static void awaitSuccess(InputStream in) throws IOException {
        byte[] buffer = new byte[4096];
        int length = 0;
        while (length < buffer.length) {
            int read = in.read(buffer, length, buffer.length - length);
            if (read < 0) {
                break;
            }
            length += read;
            if (contains(buffer, length, SUCCESS)) {
                return;
            }
        }
        String said = new String(buffer, 0, length, StandardCharsets.US_ASCII).replaceAll("[^ -~]+", " ");
        throw new IOException("not let in, but told: " + said);
    }

    private static boolean contains(byte[] text, int length, byte[] wanted) {
        for (int from = 0; from + wanted.length <= length; from++) {
            int i = 0;
            while (i < wanted.length && text[from + i] == wanted[i]) {
                i++;
            }
            if (i == wanted.length) {
                return true;
            }
        }
        return false;
    }

    /** AMF0: the command, its number, its object, and the three arguments that carry credentials. */
    private static byte[] message(int port, String token) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            text(out, "connect");
            out.writeByte(0);
            out.writeDouble(1);
            out.writeByte(3);
            Map<String, String> command =
                    Map.of("app", "live", "flashVer", "LNX 10,0,32,18", "tcUrl", "rtmp://127.0.0.1:" + port + "/live");
            for (Map.Entry<String, String> entry : command.entrySet()) {
                out.writeUTF(entry.getKey());
                text(out, entry.getValue());
            }
            out.writeShort(0);
            out.writeByte(9);
            text(out, "jwt");
            text(out, "jwt");
            text(out, token);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        out.writeByte(2);
        out.writeUTF(text);
    }

    /** On chunk stream 3: a whole header, then pieces with a short one before each but the first. */
    private static byte[] chunks(byte[] message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] header = {
            3,
            0,
            0,
            0,
            (byte) (message.length >> 16),
            (byte) (message.length >> 8),
            (byte) message.length,
            20,
            0,
            0,
            0,
            0
        };
        out.writeBytes(header);
        for (int from = 0; from < message.length; from += CHUNK) {
            if (from > 0) {
                out.write(0xc3);
            }
            out.write(message, from, Math.min(CHUNK, message.length - from));
        }
        return out.toByteArray();
    }
}
