package io.stagedoor.auth;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * The request of a client to connect: its credentials, its protocol and its target.
 *
 * @param connectionId the server's id of the connection, for logs and for telling connections apart; not empty
 * @param protocol the protocol of the client
 * @param path the application and, where the client connects to one, the room; the stream where the protocol names it at
 *     connect already
 * @param credentials the credentials that the client sent; {@link Credentials#NONE} if it sent none
 * @param remoteAddress the client's IP address in text form; empty when not known
 * @param userAgent the name that the client gives its software (RTMP: {@code flashVer}); any client can send any text; empty when it sent none
 * @param parameters further parameters of the client, by name; empty when none. May hold secrets of other systems, so they
 *     are not shown by {@link #toString}
 * @param deadline the latest time for the answer
 */
public record ConnectRequest(
        String connectionId,
        Protocol protocol,
        StreamPath path,
        Credentials credentials,
        String remoteAddress,
        String userAgent,
        Map<String, String> parameters,
        Instant deadline) {

    /** Rejects {@code null}; copies the parameters. */
    public ConnectRequest {
        Objects.requireNonNull(connectionId, "connectionId");
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(credentials, "credentials");
        Objects.requireNonNull(remoteAddress, "remoteAddress");
        Objects.requireNonNull(userAgent, "userAgent");
        parameters = Map.copyOf(parameters);
        Objects.requireNonNull(deadline, "deadline");
    }

    /** The same request with other credentials; with {@link Credentials#NONE} if they must not be kept. */
    public ConnectRequest with(Credentials other) {
        return new ConnectRequest(connectionId, protocol, path, other, remoteAddress, userAgent, parameters, deadline);
    }

    /** Shows no credentials and no parameter. */
    @Override
    public String toString() {
        return "ConnectRequest[connectionId=" + connectionId + ", protocol=" + protocol + ", path=" + path
                + ", credentials=" + credentials + ", remoteAddress=" + remoteAddress + ", parameters="
                + parameters.size() + ", deadline=" + deadline + "]";
    }
}
