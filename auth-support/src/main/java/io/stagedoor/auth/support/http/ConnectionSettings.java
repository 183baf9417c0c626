package io.stagedoor.auth.support.http;

import java.time.Duration;

/**
 * What a connection to a server needs. Connections are kept as long as this stays the same.
 *
 * @param connectTimeout how long it may take to connect, including the look-up of the name and the TLS handshake
 * @param tls whom to trust, and what to show
 */
public record ConnectionSettings(Duration connectTimeout, Tls tls) {}
