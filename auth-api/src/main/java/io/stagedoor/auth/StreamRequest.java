package io.stagedoor.auth;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The request of a connected client to publish, play or use a shared object. Immutable. */
public final class StreamRequest {

    /** The {@link #mode()} of a client that only wants to read a shared object. */
    public static final String CONNECT = "connect";

    private final ConnectRequest connect;
    private final Grant grant;
    private final Action action;
    private final StreamPath path;
    private final String mode;
    private final Instant deadline;

    private StreamRequest(Builder builder) {
        connect = builder.connect;
        grant = builder.grant;
        action = builder.action;
        path = builder.path;
        mode = builder.mode;
        deadline = builder.deadline;
    }

    /**
     * A builder of a request with an empty mode.
     *
     * @param connect the request with which the client connected
     * @param grant the grant of the client
     * @param action the action that the client requests
     * @param path the target
     * @param deadline the latest time for the answer
     */
    public static Builder builder(
            ConnectRequest connect, Grant grant, Action action, StreamPath path, Instant deadline) {
        return new Builder(connect, grant, action, path, deadline);
    }

    /**
     * The request with which the client connected; with its credentials only if {@link Grant#keepsCredentials()}, else with
     * {@link Credentials#NONE}.
     */
    public ConnectRequest connect() {
        return connect;
    }

    /** The grant of the client. */
    public Grant grant() {
        return grant;
    }

    /** The action that the client requests. */
    public Action action() {
        return action;
    }

    /** The target: application, room, and the stream or shared object. */
    public StreamPath path() {
        return path;
    }

    /**
     * For {@link Action#PUBLISH} {@code live}, {@code record} or {@code append}; for {@link Action#SHARE} {@code create},
     * {@code connect}, {@code write}, {@code send} or {@code delete}; for {@link Action#SUBSCRIBE} empty.
     */
    public String mode() {
        return mode;
    }

    /** The latest time for the answer. */
    public Instant deadline() {
        return deadline;
    }

    /** Equal to a request of the same values; secrets are compared in constant time. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StreamRequest that
                && connect.equals(that.connect)
                && grant.equals(that.grant)
                && action == that.action
                && path.equals(that.path)
                && mode.equals(that.mode)
                && deadline.equals(that.deadline);
    }

    @Override
    public int hashCode() {
        return Objects.hash(connect, grant, action, path, mode, deadline);
    }

    /** Shows no credentials and no parameter. */
    @Override
    public String toString() {
        return "StreamRequest[connect=" + connect + ", grant=" + grant + ", action=" + action + ", path=" + path
                + ", mode=" + mode + ", deadline=" + deadline + "]";
    }

    /** Builds requests. Not thread-safe. */
    public static final class Builder {

        private final ConnectRequest connect;
        private final Grant grant;
        private final Action action;
        private final StreamPath path;
        private final Instant deadline;
        private String mode = "";

        private Builder(ConnectRequest connect, Grant grant, Action action, StreamPath path, Instant deadline) {
            this.connect = Objects.requireNonNull(connect, "connect");
            this.grant = Objects.requireNonNull(grant, "grant");
            this.action = Objects.requireNonNull(action, "action");
            this.path = Objects.requireNonNull(path, "path");
            this.deadline = Objects.requireNonNull(deadline, "deadline");
        }

        /** Sets how the client wants to do it, see {@link StreamRequest#mode}. */
        public Builder mode(String wanted) {
            mode = Objects.requireNonNull(wanted, "mode");
            return this;
        }

        /** The request. */
        public StreamRequest build() {
            return new StreamRequest(this);
        }
    }
}
