package io.stagedoor.http.playlist;

import java.io.IOException;
import java.io.OutputStream;

/** A client's stream with a buffer before it, for what comes in small pieces. No lock, unlike the JDK's: for one thread at a time. */
final class BufferedBytes {

    private static final int BYTES = 8 * 1024;

    private final byte[] buffer = new byte[BYTES];
    private final OutputStream client;
    private int length;

    BufferedBytes(OutputStream client) {
        this.client = client;
    }

    void put(byte b) throws IOException {
        if (length == BYTES) {
            empty();
        }
        buffer[length++] = b;
    }

    void put(byte[] bytes) throws IOException {
        put(bytes, 0, bytes.length);
    }

    void put(byte[] bytes, int from, int to) throws IOException {
        int count = to - from;
        if (count > BYTES - length) {
            empty();
            if (count > BYTES) {
                client.write(bytes, from, count);
                return;
            }
        }
        System.arraycopy(bytes, from, buffer, length, count);
        length += count;
    }

    /** Writes what is here, and leaves the client's stream as it is. */
    void empty() throws IOException {
        int count = length;
        length = 0;
        if (count > 0) {
            client.write(buffer, 0, count);
        }
    }

    void flush() throws IOException {
        empty();
        client.flush();
    }
}
