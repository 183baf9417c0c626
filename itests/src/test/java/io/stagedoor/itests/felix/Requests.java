package io.stagedoor.itests.felix;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import java.time.Instant;

/** Clients that tests of bundles have judged. */
final class Requests {

    private Requests() {}

    /** A client of this machine that connects to {@code live} now. */
    static ConnectRequest connect(Credentials credentials) {
        return ConnectRequest.builder(
                        "connection-1",
                        Protocol.RTMP,
                        StreamPath.of("live", "").orElseThrow(),
                        Instant.now().plusSeconds(5))
                .credentials(credentials)
                .remoteAddress("127.0.0.1")
                .userAgent("test")
                .build();
    }
}
