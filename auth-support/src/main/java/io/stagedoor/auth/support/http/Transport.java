package io.stagedoor.auth.support.http;

import java.io.IOException;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HeaderElement;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.http.protocol.DefaultHttpProcessor;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.http.protocol.HttpProcessor;
import org.apache.hc.core5.http.protocol.RequestConnControl;
import org.apache.hc.core5.http.protocol.RequestContent;
import org.apache.hc.core5.http.protocol.RequestTargetHost;
import org.apache.hc.core5.http.protocol.RequestUserAgent;
import org.apache.hc.core5.pool.PoolEntry;
import org.apache.hc.core5.util.TimeValue;

/**
 * Posts JSON or gets a document over HTTP/1.1, and reads the answer, whole, within a deadline, on the caller's thread. Follows no redirect
 * and never sends anything twice. Of what goes over the wire nothing is logged.
 */
public final class Transport {

    /** The longest answer to a post that is looked at. */
    public static final int MAX_BYTES = 128 * 1024;

    private static final ContentType JSON = ContentType.create("application/json");

    private final HttpRequestExecutor exchange = new HttpRequestExecutor(DefaultConnectionReuseStrategy.INSTANCE);
    /** Not the library's usual ones: these would have the backend say that it wants the body before it is sent. */
    private final HttpProcessor usual = new DefaultHttpProcessor(
            RequestTargetHost.INSTANCE,
            RequestContent.INSTANCE,
            RequestConnControl.INSTANCE,
            new RequestUserAgent("Stagedoor"));

    private final ConnectionSettings settings;
    private final Connections connections;
    private final Workers workers;

    /**
     * An answer.
     *
     * @param whole false, and the body empty, when it was longer than is looked at
     * @param fields the values of the fields {@code Retry-After}, {@code ETag} and {@code Cache-Control} of its head that it has
     */
    public record Reply(int status, byte[] body, boolean whole, Map<String, String> fields) {
        private static final String RETRY_AFTER = "Retry-After";
        private static final String ETAG = "ETag";
        private static final String CACHE_CONTROL = "Cache-Control";
        private static final List<String> KEPT = List.of(RETRY_AFTER, ETAG, CACHE_CONTROL);
        private static final int SERVER_ERROR = 500;
        /** The backend has not looked at what it was told: timed out, too early, too many. RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4. */
        private static final Set<Integer> NOT_NOW = Set.of(408, 425, 429);

        /** Whether the backend failed. */
        public boolean isFailure() {
            return status >= SERVER_ERROR;
        }

        /** Whether the backend did not look at what it was asked. */
        public boolean isNotNow() {
            return NOT_NOW.contains(status);
        }

        /** What it says of when to ask again, RFC 9110 §10.2.3. */
        public Optional<String> retryAfter() {
            return Optional.ofNullable(fields.get(RETRY_AFTER));
        }

        /** What it calls this version of the document, RFC 9110 §8.8.3. */
        public Optional<String> etag() {
            return Optional.ofNullable(fields.get(ETAG));
        }

        /** What it says of how long the document may be used, RFC 9111 §5.2. */
        public Optional<String> cacheControl() {
            return Optional.ofNullable(fields.get(CACHE_CONTROL));
        }

        private static Reply of(ClassicHttpResponse response, byte[] body, int mostBytes) {
            Map<String, String> fields = new HashMap<>();
            for (String name : KEPT) {
                for (Header header : response.getHeaders(name)) {
                    // Several lines of one name are one list, RFC 9110 §5.3.
                    fields.merge(name, header.getValue(), (first, next) -> first + ", " + next);
                }
            }
            boolean whole = body.length <= mostBytes;
            return new Reply(response.getCode(), whole ? body : new byte[0], whole, Map.copyOf(fields));
        }
    }

    /** Connects to nothing yet. */
    public Transport(ConnectionSettings settings, Workers workers) {
        this.settings = settings;
        this.workers = workers;
        this.connections = new Connections(
                new Dialer(settings, settings.tls().context().orElseGet(Transport::usualContext), workers.lookup()),
                workers.clock());
    }

    private static SSLContext usualContext() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Posts JSON. Blocks until there is an answer or the deadline has passed; the request is broken off then.
     *
     * @throws NoAnswer if there was none
     */
    public Reply post(URI url, Map<String, String> headers, byte[] json, Deadline deadline) throws NoAnswer {
        BasicClassicHttpRequest request = request("POST", url, headers);
        request.setEntity(new ByteArrayEntity(json, JSON));
        return ask(url, request, MAX_BYTES, deadline);
    }

    /**
     * Gets a document. Blocks until there is an answer or the deadline has passed; the request is broken off then.
     *
     * @param mostBytes the longest document that is looked at
     * @throws NoAnswer if there was none
     */
    public Reply get(URI url, Map<String, String> headers, int mostBytes, Deadline deadline) throws NoAnswer {
        return ask(url, request("GET", url, headers), mostBytes, deadline);
    }

    /**
     * Deletes something. Blocks until there is an answer or the deadline has passed; the request is broken off then.
     *
     * @throws NoAnswer if there was none
     */
    public Reply delete(URI url, Map<String, String> headers, Deadline deadline) throws NoAnswer {
        return ask(url, request("DELETE", url, headers), MAX_BYTES, deadline);
    }

    private Reply ask(URI url, BasicClassicHttpRequest request, int mostBytes, Deadline deadline) throws NoAnswer {
        if (deadline.hasPassed()) {
            throw new NoAnswer("no time was left for the request");
        }
        Expiry expiry = expiry(deadline);
        try {
            return ask(url, request, mostBytes, deadline, expiry);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoAnswer("the request was interrupted");
        } catch (IOException | HttpException | RuntimeException e) {
            throw expiry.isOver() || deadline.hasPassed()
                    ? new NoAnswer("no answer in time")
                    : NoAnswer.because(e, settings);
        } finally {
            expiry.end();
        }
    }

    private Expiry expiry(Deadline deadline) throws NoAnswer {
        try {
            return new Expiry(workers.clock(), deadline);
        } catch (RejectedExecutionException e) {
            throw new NoAnswer("the authenticator was stopped");
        }
    }

    private Reply ask(URI url, BasicClassicHttpRequest request, int mostBytes, Deadline deadline, Expiry expiry)
            throws IOException, HttpException, InterruptedException, NoAnswer {
        PoolEntry<HttpHost, Connection> entry = connect(hostOf(url), deadline, expiry);
        boolean reusable = false;
        try {
            HttpCoreContext context = HttpCoreContext.create();
            exchange.preProcess(request, usual, context);
            ClassicHttpResponse response = exchange.execute(request, entry.getConnection(), context);
            Reply reply = read(response, mostBytes);
            reusable = reply.whole() && exchange.keepAlive(request, response, entry.getConnection(), context);
            keepFor(entry, response);
            return reply;
        } finally {
            connections.giveBack(entry, expiry.end() && reusable);
        }
    }

    private PoolEntry<HttpHost, Connection> connect(HttpHost host, Deadline deadline, Expiry expiry)
            throws InterruptedException, NoAnswer {
        try {
            return connections.lease(host, deadline, expiry);
        } catch (IOException | RuntimeException e) {
            throw expiry.isOver() || deadline.hasPassed()
                    ? new NoAnswer("no connection in time")
                    : NoAnswer.whileConnecting(e, settings);
        }
    }

    private static HttpHost hostOf(URI url) {
        String host = url.getHost();
        return new HttpHost(
                url.getScheme(), host.startsWith("[") ? host.substring(1, host.length() - 1) : host, url.getPort());
    }

    private static BasicClassicHttpRequest request(String method, URI url, Map<String, String> headers) {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        BasicClassicHttpRequest request = new BasicClassicHttpRequest(
                method, hostOf(url), url.getRawQuery() == null ? path : path + "?" + url.getRawQuery());
        request.setHeader("Accept", "application/json");
        headers.forEach(request::setHeader);
        return request;
    }

    /** Reads no further than to the limit. */
    private static Reply read(ClassicHttpResponse response, int mostBytes) throws IOException {
        HttpEntity entity = response.getEntity();
        byte[] body = entity == null ? new byte[0] : entity.getContent().readNBytes(mostBytes + 1);
        return Reply.of(response, body, mostBytes);
    }

    /** For as long as the backend says, less the time on the network. */
    private static void keepFor(PoolEntry<HttpHost, Connection> entry, ClassicHttpResponse response) {
        var elements = MessageSupport.iterate(response, "Keep-Alive");
        while (elements.hasNext()) {
            HeaderElement element = elements.next();
            if ("timeout".equalsIgnoreCase(element.getName()) && element.getValue() != null) {
                try {
                    long millis = TimeUnit.SECONDS.toMillis(Long.parseLong(element.getValue()));
                    entry.updateExpiry(TimeValue.ofMilliseconds(Math.max(1, millis - 500)));
                } catch (NumberFormatException e) {
                    // Not the number of seconds that it should be: as if it said nothing.
                }
            }
        }
    }

    /** No connection is kept any more. Questions are still asked, each on a connection of its own. */
    public void retire() {
        connections.retire();
    }
}
