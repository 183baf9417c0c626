package io.stagedoor.itests.rtmp;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what was read, and tells when the server wants to hear of it. */
final class CountingStream extends FilterInputStream {

    int window = 1 << 20;
    private long count;
    private long acknowledged;

    CountingStream(InputStream in) {
        super(in);
    }

    boolean isAcknowledgementDue() {
        return count - acknowledged >= window;
    }

    long acknowledge() {
        acknowledged = count;
        return count;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        count += read < 0 ? 0 : 1;
        return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        count += Math.max(0, read);
        return read;
    }
}
