package io.stagedoor.gateway.launcher;

import io.stagedoor.gateway.hook.Ask;
import io.stagedoor.gateway.hook.Reply;
import io.stagedoor.host.log.StagedoorLog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;

/**
 * Listens for other servers over HTTP/1.1, and keeps their connections. What a stranger can make grow is bounded: connections, the head and the body of a request, and
 * the time for either.
 */
final class HttpListener implements AutoCloseable {

    private static final Logger LOG = StagedoorLog.logger(HttpListener.class);

    /** So many requests are answered at a time: each may wait for a decision. */
    static final int THREADS = 256;

    static final int MOST_BODY = 64 * 1024;
    /** A token of 8 KiB, a cookie, and what a browser says besides. */
    private static final int MOST_HEAD = 32 * 1024;

    private static final int MOST_CONNECTIONS = 4096;
    private static final int IDLE_MILLIS = 60_000;
    private static final int LEAST_THREADS = 8;
    private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(2);
    private static final int TOO_LARGE = 413;

    private final Server server;
    private final ServerConnector connector;

    private HttpListener(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /**
     * Begins to listen.
     *
     * @param tls by what connections are encrypted; empty for plain HTTP
     * @param answers answers each request; called by many threads, and may wait
     * @throws IOException if the address cannot be had
     */
    static HttpListener open(
            InetSocketAddress address, Optional<SslContextFactory.Server> tls, Function<Ask, Reply> answers)
            throws IOException {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, LEAST_THREADS);
        threads.setName("stagedoor-gateway");
        threads.setDaemon(true);
        Server server = new Server(threads);
        HttpConnectionFactory http = new HttpConnectionFactory(configuration(tls.isPresent()));
        ServerConnector connector = tls.map(context -> new ServerConnector(
                        server, null, null, null, 1, -1, new SslConnectionFactory(context, "http/1.1"), http))
                .orElseGet(() -> new ServerConnector(server, null, null, null, 1, -1, http));
        connector.setHost(address.getAddress().getHostAddress());
        connector.setPort(address.getPort());
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.setAcceptQueueSize(1024);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
        server.setHandler(new Answering(answers));
        server.setStopTimeout(STOP_MILLIS);
        server.setStopAtShutdown(false);
        try {
            server.start();
        } catch (IOException e) {
            stop(server);
            throw e;
        } catch (Exception e) {
            stop(server);
            throw new IOException("cannot listen on " + address + ": " + e, e);
        }
        return new HttpListener(server, connector);
    }

    private static HttpConfiguration configuration(boolean secure) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendXPoweredBy(false);
        configuration.setRequestHeaderSize(MOST_HEAD);
        // Envoy sends the path of its client: whoever judges it refuses what is odd, and says so in the audit log.
        configuration.setUriCompliance(UriCompliance.UNSAFE);
        if (secure) {
            configuration.addCustomizer(new SecureRequestCustomizer(false));
        }
        return configuration;
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return new InetSocketAddress(connector.getHost(), connector.getLocalPort());
    }

    /** Listens no longer; gives what is under way a moment to end. */
    @Override
    public void close() {
        stop(server);
    }

    private static void stop(Server server) {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("The listener did not stop cleanly.", e);
        }
    }

    /** Hands each request on, whole, and sends the answer. */
    private static final class Answering extends Handler.Abstract {

        private static final byte[] NOTHING = {};

        private final Function<Ask, Reply> answers;

        Answering(Function<Ask, Reply> answers) {
            this.answers = answers;
        }

        /** No thread waits for a body: as a rule it is there already. */
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            if (request.getLength() > MOST_BODY) {
                send(tooLarge(), response, callback);
                return true;
            }
            if (request.getLength() == 0) {
                send(answers.apply(ask(request, NOTHING)), response, callback);
                return true;
            }
            Content.Source.asByteArrayAsync(
                    request,
                    MOST_BODY,
                    Promise.Invocable.from(
                            Invocable.InvocationType.BLOCKING,
                            body -> send(answers.apply(ask(request, body)), response, callback),
                            failed -> send(tooLarge(), response, callback))); // or the other side has gone
            return true;
        }

        private static void send(Reply reply, Response response, Callback callback) {
            response.setStatus(reply.status());
            reply.headers()
                    .forEach((name, values) ->
                            values.forEach(value -> response.getHeaders().add(name, value)));
            if (reply.closes()) {
                response.getHeaders().put("Connection", "close");
            }
            response.write(true, ByteBuffer.wrap(reply.body()), callback);
        }

        private static Reply tooLarge() {
            return Reply.refuse(TOO_LARGE, Map.of()).closing();
        }

        private static Ask ask(Request request, byte[] body) {
            Map<String, List<String>> headers = new HashMap<>();
            for (HttpField field : request.getHeaders()) {
                String value = field.getValue();
                headers.computeIfAbsent(field.getLowerCaseName(), name -> new ArrayList<>(1))
                        .add(value == null ? "" : value);
            }
            String path = request.getHttpURI().getPath();
            String query = request.getHttpURI().getQuery();
            return new Ask(
                    request.getMethod(),
                    path == null ? "/" : path,
                    query == null ? "" : query,
                    headers,
                    body,
                    Request.getRemoteAddr(request),
                    request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE) instanceof EndPoint.SslSessionData tls
                            && tls.peerCertificates() != null);
        }
    }
}
