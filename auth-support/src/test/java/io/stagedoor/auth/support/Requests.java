package io.stagedoor.auth.support;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import java.time.Instant;
import java.util.Optional;

/** Clients that tests of authenticators have judged, and what came of it. */
public final class Requests {

    private Requests() {}

    /** A client that connects to {@code live}, or to one of its rooms, from 192.0.2.1. */
    public static ConnectRequest connect(Credentials credentials, Protocol protocol, String room, Instant deadline) {
        return ConnectRequest.builder(
                        "c1", protocol, StreamPath.of("live", room).orElseThrow(), deadline)
                .credentials(credentials)
                .remoteAddress("192.0.2.1")
                .build();
    }

    /** Why a client is refused; empty when it is let in. */
    public static Optional<Reason> refusal(Decision decision) {
        if (decision instanceof Decision.Deny deny) {
            return Optional.of(deny.reason());
        }
        if (decision instanceof Decision.Allow) {
            return Optional.empty();
        }
        throw new AssertionError(decision);
    }
}
