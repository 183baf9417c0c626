package io.stagedoor.auth.support.http;

import io.stagedoor.auth.support.tls.Tls;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * What a connection to a server needs. Connections are kept as long as this stays the same.
 *
 * @param connectTimeout how long it may take to connect, including the look-up of the name and the TLS handshake
 * @param tls whom to trust, and what to show
 * @param proxy the proxy that opens a tunnel to the server, not resolved yet; empty to connect to the server itself
 */
public record ConnectionSettings(Duration connectTimeout, Tls tls, Optional<InetSocketAddress> proxy) {

    /** Connects to the server itself. */
    public ConnectionSettings(Duration connectTimeout, Tls tls) {
        this(connectTimeout, tls, Optional.empty());
    }
}
