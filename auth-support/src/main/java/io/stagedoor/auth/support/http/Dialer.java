package io.stagedoor.auth.support.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.InetAddressUtils;

/** Makes connections. */
final class Dialer {

    private final ConnectionSettings settings;
    private final SSLContext tls;
    private final ExecutorService lookup;

    /** @param lookup where names are looked up, which may take as long as the name service likes */
    Dialer(ConnectionSettings settings, SSLContext tls, ExecutorService lookup) {
        this.settings = settings;
        this.tls = tls;
        this.lookup = lookup;
    }

    /** Connects, and encrypts if the scheme says so. */
    Connection dial(HttpHost host, Deadline deadline, Expiry expiry) throws IOException, InterruptedException {
        Deadline connecting = deadline.sooner(settings.connectTimeout());
        InetSocketAddress next =
                settings.proxy().orElseGet(() -> InetSocketAddress.createUnresolved(host.getHostName(), portOf(host)));
        SocketChannel channel = connect(addresses(next.getHostString(), connecting), next, connecting, expiry);
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (settings.proxy().isPresent()) {
                Tunnel.open(channel.socket(), host, portOf(host));
            }
            Connection connection = URIScheme.HTTPS.same(host.getSchemeName())
                    ? Connection.encrypted(encrypt(channel, host), channel)
                    : Connection.plain(channel);
            expiry.guard(() -> connection.close(CloseMode.IMMEDIATE));
            return connection;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private InetAddress[] addresses(String name, Deadline connecting) throws IOException, InterruptedException {
        if (InetAddressUtils.isIPv4(name) || InetAddressUtils.isIPv6(name)) {
            return InetAddress.getAllByName(name);
        }
        Future<InetAddress[]> answer = lookup.submit(() -> InetAddress.getAllByName(name));
        try {
            return answer.get(connecting.nanosLeft(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new UnknownHostException(name);
        } catch (TimeoutException e) {
            answer.cancel(false);
            throw new UnknownHostException("no answer of the name service");
        }
    }

    /** Each address has an equal share of what is left of the time. */
    private static SocketChannel connect(
            InetAddress[] addresses, InetSocketAddress next, Deadline connecting, Expiry expiry) throws IOException {
        IOException failure = new UnknownHostException(next.getHostString());
        for (int i = 0; i < addresses.length; i++) {
            SocketChannel channel = SocketChannel.open();
            try {
                expiry.guard(() -> closeQuietly(channel));
                // Rounded up: when the last one is given up, the time is over.
                int millis = 1 + (int) TimeUnit.NANOSECONDS.toMillis(connecting.nanosLeft() / (addresses.length - i));
                channel.socket().connect(new InetSocketAddress(addresses[i], next.getPort()), Math.max(1, millis));
                return channel;
            } catch (IOException e) {
                failure = e;
                channel.close();
            }
        }
        throw failure;
    }

    private static int portOf(HttpHost host) {
        if (host.getPort() >= 0) {
            return host.getPort();
        }
        return URIScheme.HTTPS.same(host.getSchemeName()) ? 443 : 80;
    }

    private SSLSocket encrypt(SocketChannel channel, HttpHost host) throws IOException {
        SSLSocket socket = (SSLSocket)
                tls.getSocketFactory().createSocket(channel.socket(), host.getHostName(), portOf(host), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is of no use any more, either way.
        }
    }
}
