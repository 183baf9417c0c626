package io.stagedoor.hook;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A gate's answer to a request over HTTP. Immutable. */
public final class HttpAnswer {

    /** How a request proceeds. */
    private enum Way {
        WHOLE,
        HEAD,
        UPGRADE
    }

    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final byte[] NOTHING = {};
    private static final HttpAnswer PASS = new HttpAnswer(0, Map.of(), null, Way.WHOLE, Map.of(), NOTHING);
    private static final HttpAnswer HEAD = new HttpAnswer(0, Map.of(), null, Way.HEAD, Map.of(), NOTHING);
    private static final HttpAnswer UPGRADE = new HttpAnswer(0, Map.of(), null, Way.UPGRADE, Map.of(), NOTHING);

    private final int status;
    private final Map<String, List<String>> headers;
    private final @Nullable UnaryOperator<OutputStream> body;
    private final Way way;
    private final Map<String, Object> session;
    private final byte[] content;

    private HttpAnswer(
            int status,
            Map<String, List<String>> headers,
            @Nullable UnaryOperator<OutputStream> body,
            Way way,
            Map<String, Object> session,
            byte[] content) {
        this.content = content;
        this.status = status;
        this.headers = Map.copyOf(headers);
        this.body = body;
        this.way = way;
        this.session = Map.copyOf(session);
    }

    /** Refuses the request. */
    public static HttpAnswer refuse(int status, Map<String, List<String>> headers) {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("not a status of a refusal: " + status);
        }
        return new HttpAnswer(status, headers, null, Way.WHOLE, Map.of(), NOTHING);
    }

    /** Answers the request instead of the application, without content. */
    public static HttpAnswer answer(Map<String, List<String>> headers) {
        return new HttpAnswer(NO_CONTENT, headers, null, Way.WHOLE, Map.of(), NOTHING);
    }

    /**
     * Answers the request instead of the application with 200, without content.
     */
    public static HttpAnswer done(Map<String, List<String>> headers) {
        return new HttpAnswer(OK, headers, null, Way.WHOLE, Map.of(), NOTHING);
    }

    /**
     * Answers the request instead of the application with 200 and a JSON text.
     *
     * @param json the whole content; may be secret: it is in no {@code toString} and no log
     */
    public static HttpAnswer json(Map<String, List<String>> headers, String json) {
        return new HttpAnswer(OK, headers, null, Way.WHOLE, Map.of(), json.getBytes(StandardCharsets.UTF_8));
    }

    /** The request goes on. */
    public static HttpAnswer pass() {
        return PASS;
    }

    /** Passes the request on, and adds these headers to its response. */
    public static HttpAnswer pass(Map<String, List<String>> headers) {
        return new HttpAnswer(0, headers, null, Way.WHOLE, Map.of(), NOTHING);
    }

    /** Passes the request on, and drops the content of its response, because no authenticator has judged it. */
    public static HttpAnswer head() {
        return HEAD;
    }

    /** Passes the request on for a change of the protocol only: no content is sent for it. */
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
        return new HttpAnswer(0, headers, body, Way.WHOLE, Map.of(), NOTHING);
    }

    /** This answer with further headers; those that it has already stay. */
    public HttpAnswer with(Map<String, List<String>> more) {
        if (more.isEmpty()) {
            return this;
        }
        Map<String, List<String>> all = new HashMap<>(more);
        all.putAll(headers);
        return new HttpAnswer(status, all, body, way, session, content);
    }

    /**
     * This answer, whose response, or WebSocket, the gate can visit while it lasts: until it is over. The hook ends
     * it when its session ends, see {@link SessionEnd#ENDS_AT}.
     *
     * @param state strings, numbers, booleans, and lists and maps of these; not empty
     */
    public HttpAnswer watched(Map<String, Object> state) {
        if (state.isEmpty()) {
            throw new IllegalArgumentException("a watched answer needs a session");
        }
        SessionEnd.of(state);
        return new HttpAnswer(status, headers, body, way, state, content);
    }

    /** Whether the request goes on. */
    public boolean allowed() {
        return status == 0;
    }

    /** The status of what is answered in place of the application: a refusal, 200 or 204; 0 if the request goes on. */
    public int status() {
        return status;
    }

    /** Further headers of the response. Unmodifiable. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** What changes the content, as {@link #rewrite} says. */
    public Optional<UnaryOperator<OutputStream>> body() {
        return Optional.ofNullable(body);
    }

    /**
     * The JSON text that is answered in place of the application, in UTF-8; empty for none. A copy.
     */
    public byte[] json() {
        return content.clone();
    }

    /** Whether no content is served. */
    public boolean isHead() {
        return way == Way.HEAD;
    }

    /** Whether the protocol may be changed, and nothing else be served. */
    public boolean isUpgrade() {
        return way == Way.UPGRADE;
    }

    /** The state that the gate gets back while the response lasts; empty for none. Unmodifiable. */
    public Map<String, Object> session() {
        return session;
    }
}
