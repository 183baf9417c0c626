package io.stagedoor.red5.plugin.web;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The content of a response on its way to the client: changed as the application writes it, or dropped. What is ready for the client is
 * held up to {@value #MOST_HELD} bytes: content that is no longer gets a length, and the application can still begin anew. Longer content
 * goes to the client piece by piece. For one thread at a time.
 */
final class HeldBody extends OutputStream {

    /** How many bytes are held. */
    static final int MOST_HELD = 16 * 1024;

    private static final int FIRST_HELD = 1024;
    private static final int OK = 200;

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

    /** Who the content is for. */
    interface Client {
        /** The status that the response has now. */
        int status();

        /** Where content goes that is longer than what is held. */
        OutputStream open() throws IOException;
    }

    private final ByteArrayOutputStream held = new ByteArrayOutputStream(FIRST_HELD);
    private @Nullable UnaryOperator<OutputStream> change;
    private @Nullable Client client;
    /** What the application writes to; {@code null} before it has written anything. */
    private @Nullable OutputStream content;

    private @Nullable OutputStream through;
    private boolean encoded;
    private boolean ended;
    private boolean broken;
    private boolean clientGone;
    private String reason = "Stagedoor could not change its content";

    private HeldBody(@Nullable UnaryOperator<OutputStream> change) {
        this.change = change;
        this.ended = change == null;
    }

    /** Changes what is written, as {@link io.stagedoor.hook.HttpAnswer#rewrite} says. */
    static HeldBody changing(UnaryOperator<OutputStream> change) {
        return new HeldBody(change);
    }

    /** Drops what is written. */
    static HeldBody discarding() {
        return new HeldBody(null);
    }

    void isFor(Client reader) {
        client = reader;
    }

    /** The client's end. Whatever happens here is not the fault of the content. */
    private final class Ready extends OutputStream {

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (through == null && held.size() + length <= MOST_HELD) {
                held.write(bytes, offset, length);
                return;
            }
            clientGone = true;
            if (through == null) {
                through = requireNonNull(client).open();
                held.writeTo(through);
                held.reset();
            }
            through.write(bytes, offset, length);
            clientGone = false;
        }

        @Override
        public void flush() throws IOException {
            if (through != null) {
                clientGone = true;
                through.flush();
                clientGone = false;
            }
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (!ended && length > 0) {
            change(() -> content().write(bytes, offset, length));
        }
    }

    private OutputStream content() {
        if (content == null) {
            boolean whole = requireNonNull(client).status() == OK && !encoded;
            content = whole ? requireNonNull(change).apply(new Ready()) : new Ready();
        }
        return content;
    }

    /** Something is done with the content. */
    private interface Step {
        void run() throws IOException;
    }

    /** Whatever is thrown, be it an error, nothing goes on after it. */
    private void change(Step step) throws IOException {
        if (broken) {
            throw new IOException("Stagedoor ended the response early: " + reason);
        }
        broken = true;
        try {
            step.run();
        } catch (IOException e) {
            reason = String.valueOf(e.getMessage());
            throw e;
        }
        broken = false;
    }

    /** Hands on what is ready, if content is on its way to the client; before, there is nothing to hurry for. */
    @Override
    public void flush() throws IOException {
        if (!ended && through != null && content != null) {
            change(content::flush);
        }
    }

    /** All of the content was written. */
    void complete() throws IOException {
        if (!ended && content != null && !broken) {
            change(content::close);
        }
        end();
    }

    /** Nothing that is written from now on is content. */
    void end() {
        ended = true;
        content = null;
        change = null;
    }

    /** Drops what was written, and what will be: there is other content now, such as an error page, or none. */
    void drop() {
        held.reset();
        end();
        broken = false;
    }

    /**
     * Forgets what was written: the application begins anew.
     *
     * @param writer hands over what was written and is not here yet
     */
    void clear(Runnable writer) {
        boolean before = ended;
        ended = true;
        writer.run();
        ended = before;
        held.reset();
        content = null;
        through = null;
        broken = false;
    }

    /** Forgets what was said of the content. */
    void forgetHead() {
        encoded = false;
    }

    /** Whether the application may say this of the content. */
    boolean accepts(String header, String value) {
        encoded |= header.equalsIgnoreCase("content-encoding") && value != null && !value.equalsIgnoreCase("identity");
        return !UNTRUE.contains(header.toLowerCase(Locale.ROOT));
    }

    /** Whether the content could not be changed, and nothing more of it may reach the client. */
    boolean isSpoilt() {
        return broken && !clientGone;
    }

    /** Why; says nothing of the content. */
    String reason() {
        return reason;
    }

    /** Whether there is content that the client has to get yet, all of it. */
    boolean isHeld() {
        return through == null && held.size() > 0;
    }

    byte[] bytes() {
        return held.toByteArray();
    }
}
