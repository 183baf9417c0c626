package io.stagedoor.auth.roundtrip.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
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
 * Posts JSON over HTTP/1.1 and reads the answer, whole, within a deadline, on the caller's thread. Follows no redirect and never
 * sends anything twice. Of what goes over the wire nothing is logged.
 */
final class Transport {

    /** The longest body that is looked at. */
    static final int MAX_BYTES = 128 * 1024;

    private static final ContentType JSON = ContentType.create("application/json");

    private final HttpRequestExecutor exchange = new HttpRequestExecutor(DefaultConnectionReuseStrategy.INSTANCE);
    /** Not the library's usual ones: these would have the backend say that it wants the body before it is sent. */
    private final HttpProcessor usual = new DefaultHttpProcessor(
            RequestTargetHost.INSTANCE,
            RequestContent.INSTANCE,
            RequestConnControl.INSTANCE,
            new RequestUserAgent("Stagedoor"));

    private final Connections connections;
    private final Workers workers;

    /**
     * An answer.
     *
     * @param whole false, and the body empty, when it was longer than is looked at
     * @param retryAfter what it says of when to ask again
     */
    record Reply(int status, byte[] body, boolean whole, Optional<String> retryAfter) {
        private static final int SERVER_ERROR = 500;
        /** The backend has not looked at what it was told: timed out, too early, too many. RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4. */
        private static final Set<Integer> NOT_NOW = Set.of(408, 425, 429);

        /** Whether the backend failed. */
        boolean isFailure() {
            return status >= SERVER_ERROR;
        }

        /** Whether the backend did not look at what it was asked. */
        boolean isNotNow() {
            return NOT_NOW.contains(status);
        }
    }

    Transport(Settings.Connection settings, Workers workers) {
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
     * Blocks until there is an answer or the deadline has passed; the request is broken off then.
     *
     * @throws NoAnswer if there was none
     */
    Reply post(URI url, Map<String, String> headers, byte[] json, Deadline deadline) throws NoAnswer {
        if (deadline.hasPassed()) {
            throw new NoAnswer("no time was left for the request");
        }
        Expiry expiry = expiry(deadline);
        try {
            return ask(url, request(url, headers, json), deadline, expiry);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoAnswer("the request was interrupted");
        } catch (IOException | HttpException | RuntimeException e) {
            throw expiry.isOver() || deadline.hasPassed() ? new NoAnswer("no answer in time") : NoAnswer.because(e);
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

    private Reply ask(URI url, BasicClassicHttpRequest request, Deadline deadline, Expiry expiry)
            throws IOException, HttpException, InterruptedException, NoAnswer {
        PoolEntry<HttpHost, Connection> entry = connect(hostOf(url), deadline, expiry);
        boolean reusable = false;
        try {
            HttpCoreContext context = HttpCoreContext.create();
            exchange.preProcess(request, usual, context);
            ClassicHttpResponse response = exchange.execute(request, entry.getConnection(), context);
            Reply reply = read(response);
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
                    : NoAnswer.whileConnecting(e);
        }
    }

    private static HttpHost hostOf(URI url) {
        String host = url.getHost();
        return new HttpHost(
                url.getScheme(), host.startsWith("[") ? host.substring(1, host.length() - 1) : host, url.getPort());
    }

    private static BasicClassicHttpRequest request(URI url, Map<String, String> headers, byte[] json) {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        BasicClassicHttpRequest request = new BasicClassicHttpRequest(
                "POST", hostOf(url), url.getRawQuery() == null ? path : path + "?" + url.getRawQuery());
        request.setHeader("Accept", "application/json");
        headers.forEach(request::setHeader);
        request.setEntity(new ByteArrayEntity(json, JSON));
        return request;
    }

    /** Reads no further than to the limit. */
    private static Reply read(ClassicHttpResponse response) throws IOException {
        Optional<String> retryAfter =
                Optional.ofNullable(response.getFirstHeader("Retry-After")).map(Header::getValue);
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return new Reply(response.getCode(), new byte[0], true, retryAfter);
        }
        InputStream in = entity.getContent();
        byte[] body = in.readNBytes(MAX_BYTES + 1);
        return body.length > MAX_BYTES
                ? new Reply(response.getCode(), new byte[0], false, retryAfter)
                : new Reply(response.getCode(), body, true, retryAfter);
    }

    /** As long as the backend says, less what the way takes. */
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
    void retire() {
        connections.retire();
    }
}
