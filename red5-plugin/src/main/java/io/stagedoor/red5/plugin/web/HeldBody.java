package io.stagedoor.red5.plugin.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Set;

/**
 * The content of a response, held until all of it is there. Content that is larger than any playlist is let go as it is: it is
 * written through from then on.
 */
final class HeldBody extends OutputStream {

    private static final int MAX_BYTES = 8 * 1024 * 1024;

    /** What is no longer true of content that is changed for one client. */
    private static final Set<String> UNTRUE = Set.of(
            "content-length",
            "etag",
            "last-modified",
            "accept-ranges",
            "content-md5",
            "digest",
            "cache-control",
            "expires",
            "pragma");

    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private final boolean discards;
    private OutputStream through;
    private boolean encoded;

    private HeldBody(boolean discards) {
        this.discards = discards;
    }

    /** Keeps what is written. */
    static HeldBody keeping() {
        return new HeldBody(false);
    }

    /** Drops what is written. */
    static HeldBody discarding() {
        return new HeldBody(true);
    }

    /** Where content goes that is too large to be held. */
    interface Target {
        OutputStream open() throws IOException;
    }

    private Target target;

    void overflowTo(Target client) {
        target = client;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (discards) {
            return;
        }
        if (through == null && held.size() + length > MAX_BYTES) {
            through = target.open();
            held.writeTo(through);
            held.reset();
        }
        if (through == null) {
            held.write(bytes, offset, length);
        } else {
            through.write(bytes, offset, length);
        }
    }

    /** Forgets what is held: the application begins anew. */
    void clear() {
        held.reset();
    }

    /** Whether the application may say this of the content. */
    boolean accepts(String header, String value) {
        encoded |= header.equalsIgnoreCase("content-encoding") && value != null && !value.equalsIgnoreCase("identity");
        return !UNTRUE.contains(header.toLowerCase(Locale.ROOT));
    }

    /** Whether all of the content is here, and in the clear. */
    boolean isWhole() {
        return through == null && !encoded && !discards;
    }

    /** Whether the content has gone to the client already. */
    boolean isGone() {
        return through != null;
    }

    byte[] bytes() {
        return held.toByteArray();
    }
}
