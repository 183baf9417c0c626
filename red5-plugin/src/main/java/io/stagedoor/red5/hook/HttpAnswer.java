package io.stagedoor.red5.hook;

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
    private final UnaryOperator<byte[]> body;
    private final boolean upgrade;

    private HttpAnswer(int status, Map<String, List<String>> headers, UnaryOperator<byte[]> body, boolean upgrade) {
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
     * The request goes on as one for the whole of the content as it is now, which is then changed.
     *
     * @param headers instead of those of the same names
     * @param body makes of the content what the client gets; not called for anything but a complete response
     */
    public static HttpAnswer rewrite(Map<String, List<String>> headers, UnaryOperator<byte[]> body) {
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

    /** What changes the content. */
    public Optional<UnaryOperator<byte[]>> body() {
        return Optional.ofNullable(body);
    }

    /** Whether the protocol may be changed, and nothing else be served. */
    public boolean isUpgrade() {
        return upgrade;
    }
}
