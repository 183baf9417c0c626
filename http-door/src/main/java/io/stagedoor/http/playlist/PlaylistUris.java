package io.stagedoor.http.playlist;

import io.stagedoor.http.session.HttpSession;
import io.stagedoor.http.session.PathSigner;
import io.stagedoor.http.session.SessionUri;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Has the URIs of a playlist's lines carry a session. Most URIs are names of files, spelled plainly: these are signed as they stand. All
 * others are {@linkplain PlaylistPaths looked into}. For one thread.
 */
final class PlaylistUris implements PlaylistLines.Change {

    private static final byte[] TAG = ascii("#EXT");
    /** How long parts of the stream are at most, in whole seconds (RFC 8216 §4.3.3.1). */
    private static final byte[] TARGET = ascii("#EXT-X-TARGETDURATION:");
    /** Longer parts than ten minutes are none. */
    private static final int MOST_SECONDS = 600;

    private static final int TEN = 10;
    private static final byte[] ATTRIBUTE = ascii("URI=");
    /** Nobody serves what has a longer path; data in a URI may be longer. */
    private static final int MAX_URI = 4 * 1024;

    private static final int ASCII = 128;
    private static final boolean[] PLAIN = new boolean[ASCII];

    static {
        for (byte b : ascii("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~!$&'()*+,=@")) {
            PLAIN[b] = true;
        }
    }

    private final HttpSession session;
    private final PlaylistPaths paths;
    private final PathSigner signer;
    private final byte[] parameter;
    private final BufferedBytes client;

    /** Those of the playlist with these paths, written to a client. */
    PlaylistUris(HttpSession session, PlaylistPaths paths, BufferedBytes client) {
        this.session = session;
        this.paths = paths;
        this.signer = new PathSigner(session, paths.folder());
        this.parameter = ascii(SessionUri.PARAMETER + "=" + session.id() + SessionUri.SEPARATOR);
        this.client = client;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void line(byte[] bytes, int from, int to) throws IOException {
        if (from == to) {
            return;
        }
        if (bytes[from] != '#') {
            int end = withoutBlanks(bytes, from, to);
            uri(bytes, from, end);
            client.put(bytes, end, to);
        } else if (isAt(bytes, from, to, TAG)) {
            if (isAt(bytes, from, to, TARGET)) {
                target(bytes, from + TARGET.length, to);
            }
            attributes(bytes, from, to);
        } else {
            client.put(bytes, from, to);
        }
    }

    /** What is no such number says nothing. */
    private void target(byte[] bytes, int from, int to) {
        int seconds = 0;
        for (int at = from; at < to && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
            seconds = Math.min(MOST_SECONDS, TEN * seconds + bytes[at] - '0');
        }
        if (seconds > 0) {
            session.targets(seconds);
        }
    }

    private static int withoutBlanks(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from && (bytes[end - 1] == ' ' || bytes[end - 1] == '\t')) {
            end--;
        }
        return end;
    }

    private static boolean isAt(byte[] bytes, int at, int to, byte[] what) {
        if (to - at < what.length) {
            return false;
        }
        for (int i = 0; i < what.length; i++) {
            if (bytes[at + i] != what[i]) {
                return false;
            }
        }
        return true;
    }

    /** The quoted values of attributes (RFC 8216 §4.2); no quotation mark is in one. */
    private void attributes(byte[] bytes, int from, int to) throws IOException {
        int put = from;
        int begin = quote(bytes, from, to);
        while (begin < to) {
            int end = quote(bytes, begin + 1, to);
            if (end < to && isUri(bytes, from, begin)) {
                client.put(bytes, put, begin + 1);
                uri(bytes, begin + 1, end);
                put = end;
            }
            begin = end < to ? quote(bytes, end + 1, to) : to;
        }
        client.put(bytes, put, to);
    }

    private static int quote(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != '"') {
            at++;
        }
        return at;
    }

    private static boolean isUri(byte[] bytes, int from, int quote) {
        int name = quote - ATTRIBUTE.length;
        return name > from && isAt(bytes, name, quote, ATTRIBUTE) && !isOfName(bytes[name - 1]);
    }

    private static boolean isOfName(byte b) {
        return b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '-';
    }

    private void uri(byte[] bytes, int from, int to) throws IOException {
        if (isPlain(bytes, from, to)) {
            client.put(bytes, from, to);
            client.put((byte) '?');
            client.put(parameter);
            client.put(signer.sign(bytes, from, to));
        } else {
            roundabout(bytes, from, to);
        }
    }

    /** Whether it is nothing but names with slashes between them, none of which begins with a dot, and as short as a path can be. */
    private static boolean isPlain(byte[] bytes, int from, int to) {
        boolean begins = true;
        for (int at = from; at < to; at++) {
            byte b = bytes[at];
            if (b == '/' || b == '.') {
                if (begins) {
                    return false;
                }
                begins = b == '/';
            } else if (b >= 0 && PLAIN[b]) {
                begins = false;
            } else {
                return false;
            }
        }
        return !begins && to - from <= MAX_URI;
    }

    private void roundabout(byte[] bytes, int from, int to) throws IOException {
        String uri = to - from <= MAX_URI ? text(bytes, from, to) : null;
        PlaylistPaths.Reference reference = uri == null ? null : paths.read(uri);
        if (reference == null) {
            client.put(bytes, from, to);
            return;
        }
        byte[] rest = reference.rest().getBytes(StandardCharsets.UTF_8);
        client.put(reference.before().getBytes(StandardCharsets.UTF_8));
        client.put(parameter);
        client.put(signer.sign(rest, 0, rest.length));
        client.put(reference.behind().getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String text(byte[] bytes, int from, int to) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
