package io.stagedoor.http.playlist;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes a playlist as it is written, in pieces of any length, and hands it on line by line: lines end with LF, CR, or both. Content that
 * does not begin as a playlist is handed on as it is.
 *
 * <p>Holds no more than one line of {@value #MAX_LINE} bytes, twice while it grows, and a buffer. A longer line is no line of a playlist,
 * and ends it with an exception. For one thread at a time.
 */
final class PlaylistLines extends OutputStream {

    /** What a line may have, in bytes: longer than any URI that a server takes. */
    static final int MAX_LINE = 16 * 1024;

    private static final byte[] MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);
    private static final byte[] HEAD = "#EXTM3U".getBytes(StandardCharsets.US_ASCII);
    private static final int USUAL_LINE = 256;

    /** What makes of a line what the client gets. */
    interface Change {
        void line(byte[] bytes, int from, int to) throws IOException;
    }

    /** What is known of the content. */
    private enum Kind {
        UNKNOWN,
        PLAYLIST,
        OTHER
    }

    private final BufferedBytes client;
    private final Change change;
    private final byte[] one = new byte[1];
    /** The beginning of a line whose end has not been written yet. */
    private byte[] begun = new byte[USUAL_LINE];

    private int length;
    private long number = 1;
    private Kind kind = Kind.UNKNOWN;

    /** Lines for a client that is written to by a change. */
    PlaylistLines(BufferedBytes client, Change change) {
        this.client = client;
        this.change = change;
    }

    @Override
    public void write(int b) throws IOException {
        one[0] = (byte) b;
        write(one, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        int at = offset;
        int end = offset + count;
        while (kind == Kind.UNKNOWN && at < end) {
            keep(bytes, at, at + 1);
            at++;
            decide();
        }
        if (kind == Kind.PLAYLIST) {
            lines(bytes, at, end);
        } else {
            client.put(bytes, at, end);
        }
    }

    private void decide() throws IOException {
        int mark = begun[0] == MARK[0] ? MARK.length : 0;
        boolean fits = startsWith(MARK, 0, Math.min(mark, length)) && startsWith(HEAD, mark, length - mark);
        if (!fits) {
            kind = Kind.OTHER;
            client.put(begun, 0, length);
            length = 0;
        } else if (length == mark + HEAD.length) {
            kind = Kind.PLAYLIST;
            client.put(begun, 0, mark);
            System.arraycopy(HEAD, 0, begun, 0, HEAD.length);
            length = HEAD.length;
        }
    }

    private boolean startsWith(byte[] what, int at, int count) {
        return count <= 0 || Arrays.equals(begun, at, at + count, what, 0, count);
    }

    private void lines(byte[] bytes, int offset, int end) throws IOException {
        int from = offset;
        for (int at = offset; at < end; at++) {
            byte b = bytes[at];
            if (b == '\n' || b == '\r') {
                if (length > 0) {
                    keep(bytes, from, at);
                    endBegun();
                } else {
                    line(bytes, from, at);
                }
                client.put(b);
                from = at + 1;
                number += b == '\n' ? 1 : 0;
            }
        }
        keep(bytes, from, end);
    }

    private void endBegun() throws IOException {
        int all = length;
        length = 0;
        line(begun, 0, all);
    }

    private void line(byte[] bytes, int from, int to) throws IOException {
        bound(to - from);
        change.line(bytes, from, to);
    }

    private void keep(byte[] bytes, int from, int to) throws IOException {
        int count = to - from;
        bound(length + count);
        if (length + count > begun.length) {
            begun = Arrays.copyOf(begun, Math.min(MAX_LINE, Math.max(2 * begun.length, length + count)));
        }
        System.arraycopy(bytes, from, begun, length, count);
        length += count;
    }

    private void bound(int bytes) throws IOException {
        if (bytes > MAX_LINE) {
            throw new IOException("line " + number + " of the playlist has more than " + MAX_LINE + " bytes");
        }
    }

    /** Hands on all lines that have ended. */
    @Override
    public void flush() throws IOException {
        client.flush();
    }

    /** Hands on the last line, which need not have ended; the client's stream stays open. */
    @Override
    public void close() throws IOException {
        if (kind == Kind.PLAYLIST) {
            endBegun();
        } else {
            client.put(begun, 0, length);
            length = 0;
        }
        client.empty();
    }
}
