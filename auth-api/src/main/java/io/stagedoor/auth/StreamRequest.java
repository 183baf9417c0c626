package io.stagedoor.auth;

import java.time.Instant;
import java.util.Objects;

/**
 * The request of a connected client to publish, play or use a shared object.
 *
 * @param connect the request with which the client connected; with its credentials only if {@link
 *     Grant#keepsCredentials()}, else with {@link Credentials#NONE}
 * @param grant the grant of the client
 * @param action the action that the client requests
 * @param path the target: application, room, and the stream or shared object
 * @param mode for {@link Action#PUBLISH} {@code live}, {@code record} or {@code append}; for {@link Action#SHARE}
 *     {@code create}, {@code connect}, {@code write}, {@code send} or {@code delete}; for {@link Action#SUBSCRIBE} empty
 * @param deadline the latest time for the answer
 */
public record StreamRequest(
        ConnectRequest connect, Grant grant, Action action, StreamPath path, String mode, Instant deadline) {

    /** The {@link #mode()} of a client that only wants to read a shared object. */
    public static final String CONNECT = "connect";

    /** Rejects {@code null}. */
    public StreamRequest {
        Objects.requireNonNull(connect, "connect");
        Objects.requireNonNull(grant, "grant");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(deadline, "deadline");
    }
}
