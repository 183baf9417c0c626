package io.stagedoor.red5.hook;

import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A gate's answer to a request over HTTP. Immutable. */
public final class HttpAnswer {

    private static final HttpAnswer PASS = new HttpAnswer(0, Map.of(), null, false);
    private static final HttpAnswer UPGRADE = new HttpAnswer(0, Map.of(), null, true);

    private final int status;
    private final Map<String, List<String>> headers;
    private final UnaryOperator<OutputStream> body;
    private final boolean upgrade;

    private HttpAnswer(
            int status, Map<String, List<String>> headers, UnaryOperator<OutputStream> body, boolean upgrade) {
        this.status = status;
        this.headers = Map.copyOf(headers);
        this.body = body;
        this.upgrade = upgrade;
    }

    /** The request is refused. */
    public static HttpAnswer refuse(int status, Map<String, List<String>> headers) {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("no status of a refusal: " + status);
        }
        return new HttpAnswer(status, headers, null, false);
    }

    /** The request goes on. */
    public static HttpAnswer pass() {
        return PASS;
    }

    /** The request goes on, and its response has these headers as well. */
    public static HttpAnswer pass(Map<String, List<String>> headers) {
        return new HttpAnswer(0, headers, null, false);
    }

    /** The request goes on, and leads to a change of the protocol or to nothing: no content is served for it. */
    public static HttpAnswer upgrade() {
        return UPGRADE;
    }

    /**
     * The request goes on as one for the whole of the content as it is now, which is changed as it goes out.
     *
     * <p>{@code body} is given the client's stream, and answers the stream that the application's content is written to, by one thread at
     * a time. The answered stream writes to the client's what is ready, at any time; on {@code flush} all that is. {@code close} says that
     * all of the content was written: what is held is written then, and the client's stream stays open. Content that ends otherwise
     * is not closed. What the answered stream throws ends the response: it never looks like a whole one to the client. The stream needs no
     * class of its gate that has not been loaded: the gate may be replaced before the response has ended. It is kept no longer
     * than the response lasts, and holds a few KiB.
     *
     * @param headers instead of those of the same names
     * @param body called at most once for each time that the application begins its content, and for nothing but a complete response in
     *     the clear
     */
    public static HttpAnswer rewrite(Map<String, List<String>> headers, UnaryOperator<OutputStream> body) {
        return new HttpAnswer(0, headers, body, false);
    }

    /** Whether the request goes on. */
    public boolean allowed() {
        return status == 0;
    }

    /** The status of a refusal; 0 if the request goes on. */
    public int status() {
        return status;
    }

    /** What the response's head says besides. Unmodifiable. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** What changes the content, as {@link #rewrite} says. */
    public Optional<UnaryOperator<OutputStream>> body() {
        return Optional.ofNullable(body);
    }

    /** Whether the protocol may be changed, and nothing else be served. */
    public boolean isUpgrade() {
        return upgrade;
    }
}
