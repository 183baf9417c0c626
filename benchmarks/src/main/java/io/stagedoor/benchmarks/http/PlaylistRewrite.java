package io.stagedoor.benchmarks.http;

import io.stagedoor.benchmarks.jwt.Tokens;
import io.stagedoor.http.playlist.BenchedPlaylist;
import io.stagedoor.red5.plugin.web.BenchedBody;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A playlist of a day, 1 MiB with {@value #URIS} URIs, made one for a session; beside a bare loop that copies the lines, and appends to each
 * URI an HMAC over it by a {@link Mac} that is used again, in base64url.
 */
@State(Scope.Thread)
public class PlaylistRewrite {

    /** How many URIs the playlist has. */
    public static final int URIS = 38_800;

    private static final int PIECE = 2048;
    private static final int SIGNATURE_BYTES = 16;
    private static final String ID = "0123456789abcdef0123456789abcdef";

    private final Mac mac = Tokens.hmac(Tokens.SECRET);
    private final Counter client = new Counter();
    private byte[] content;

    /** A client that reads at once. */
    private static final class Counter extends OutputStream {
        private long bytes;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] all, int offset, int length) {
            bytes += length;
        }

        private long taken() {
            long all = bytes;
            bytes = 0;
            return all;
        }
    }

    /** The playlist. */
    public static byte[] playlist() {
        StringBuilder text = new StringBuilder("#EXTM3U\n");
        for (int i = 0; i < URIS; i++) {
            text.append("#EXTINF:2.0,\n").append("show").append(i).append(".ts\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Makes the playlist. */
    @Setup
    public void write() throws IOException {
        content = playlist();
        long carried = (long) "?stagedoor=".length() + ID.length() + ".0123456789012345678901".length();
        if (ours() != content.length + URIS * carried || floor() != content.length + URIS * 22L) {
            throw new IllegalStateException("not the right playlist");
        }
    }

    /** Through the plugin and the bridge. */
    @Benchmark
    public long ours() throws IOException {
        BenchedBody.write(content, PIECE, BenchedPlaylist.change(ID, "key"), client);
        return client.taken();
    }

    /** The bare loop. */
    @Benchmark
    public long floor() {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        byte[] out = new byte[8192];
        int length = 0;
        int from = 0;
        for (int at = 0; at < content.length; at++) {
            if (content[at] != '\n') {
                continue;
            }
            if (length + at - from + 64 > out.length) {
                client.write(out, 0, length);
                length = 0;
            }
            System.arraycopy(content, from, out, length, at - from);
            length += at - from;
            if (content[from] != '#') {
                mac.update(content, from, at - from);
                byte[] signature = encoder.encode(Arrays.copyOf(mac.doFinal(), SIGNATURE_BYTES));
                System.arraycopy(signature, 0, out, length, signature.length);
                length += signature.length;
            }
            out[length++] = '\n';
            from = at + 1;
        }
        client.write(out, 0, length);
        return client.taken();
    }
}
