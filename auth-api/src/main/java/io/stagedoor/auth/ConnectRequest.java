package io.stagedoor.auth;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The request of a client to connect: its credentials, its protocol and its target. Immutable. */
public final class ConnectRequest {

    private final String connectionId;
    private final Protocol protocol;
    private final StreamPath path;
    private final Credentials credentials;
    private final String remoteAddress;
    private final String userAgent;
    private final Map<String, String> parameters;
    private final Instant deadline;
    private final Purpose purpose;
    private final @Nullable Consumer<String> trail;

    private ConnectRequest(Builder builder) {
        connectionId = builder.connectionId;
        protocol = builder.protocol;
        path = builder.path;
        credentials = builder.credentials;
        remoteAddress = builder.remoteAddress;
        userAgent = builder.userAgent;
        parameters = builder.parameters;
        deadline = builder.deadline;
        purpose = builder.purpose;
        trail = builder.trail;
    }

    /**
     * A builder of a request of the purpose {@link Purpose#LIVE}, without credentials, address, name of the software and parameters.
     *
     * @param connectionId the server's id of the connection; not empty
     * @param protocol the protocol of the client
     * @param path the target
     * @param deadline the latest time for the answer
     */
    public static Builder builder(String connectionId, Protocol protocol, StreamPath path, Instant deadline) {
        return new Builder(connectionId, protocol, path, deadline);
    }

    /** A builder that starts with all values of this request. */
    public Builder toBuilder() {
        Builder builder = new Builder(connectionId, protocol, path, deadline)
                .credentials(credentials)
                .remoteAddress(remoteAddress)
                .userAgent(userAgent)
                .parameters(parameters)
                .purpose(purpose);
        builder.trail = trail;
        return builder;
    }

    /** The same request with other credentials; with {@link Credentials#NONE} if they must not be kept. */
    public ConnectRequest with(Credentials other) {
        return toBuilder().credentials(other).build();
    }

    /** The same request for another purpose. */
    public ConnectRequest with(Purpose other) {
        return toBuilder().purpose(other).build();
    }

    /** The server's id of the connection, for logs and for telling connections apart; not empty. */
    public String connectionId() {
        return connectionId;
    }

    /** The protocol of the client. */
    public Protocol protocol() {
        return protocol;
    }

    /**
     * The application and, where the client connects to one, the room; the stream where the protocol names it at connect
     * already.
     */
    public StreamPath path() {
        return path;
    }

    /** The credentials that the client sent; {@link Credentials#NONE} if it sent none. */
    public Credentials credentials() {
        return credentials;
    }

    /** The client's IP address in text form; empty when not known. */
    public String remoteAddress() {
        return remoteAddress;
    }

    /**
     * The name that the client gives its software (RTMP: {@code flashVer}). Any client can send any text; empty when it sent
     * none.
     */
    public String userAgent() {
        return userAgent;
    }

    /**
     * Further parameters of the client, by name; empty when none. May hold secrets of other systems, so {@link #toString} does
     * not show them.
     *
     * @return unmodifiable
     */
    public Map<String, String> parameters() {
        return parameters;
    }

    /** The latest time for the answer. */
    public Instant deadline() {
        return deadline;
    }

    /** Why the authenticator is asked. For some purposes, asking must change nothing: see {@link Purpose#changesNothing}. */
    public Purpose purpose() {
        return purpose;
    }

    /**
     * Tells whoever asks how far the authenticator came: this check has held. Only an operator who makes a {@link Purpose#DRY_RUN} reads
     * it; with any other purpose nothing happens. Cheap, and may be called from any thread.
     *
     * @param check the name of the check, for people: a few words, such as {@code signature}; without any part of a secret
     * @since 2.0
     */
    public void held(String check) {
        if (trail != null) {
            trail.accept(check);
        }
    }

    /** Equal to a request of the same values; secrets are compared in constant time. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConnectRequest that
                && connectionId.equals(that.connectionId)
                && protocol == that.protocol
                && path.equals(that.path)
                && credentials.equals(that.credentials)
                && remoteAddress.equals(that.remoteAddress)
                && userAgent.equals(that.userAgent)
                && parameters.equals(that.parameters)
                && deadline.equals(that.deadline)
                && purpose == that.purpose;
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                connectionId, protocol, path, credentials, remoteAddress, userAgent, parameters, deadline, purpose);
    }

    /** Shows no credentials and no parameter. */
    @Override
    public String toString() {
        return "ConnectRequest[connectionId=" + connectionId + ", protocol=" + protocol + ", path=" + path
                + ", credentials=" + credentials + ", remoteAddress=" + remoteAddress + ", parameters="
                + parameters.size() + ", deadline=" + deadline + ", purpose=" + purpose + "]";
    }

    /** Builds requests. Not thread-safe. */
    public static final class Builder {

        private final String connectionId;
        private final Protocol protocol;
        private final StreamPath path;
        private final Instant deadline;
        private Credentials credentials = Credentials.NONE;
        private String remoteAddress = "";
        private String userAgent = "";
        private Map<String, String> parameters = Map.of();
        private Purpose purpose = Purpose.LIVE;
        private @Nullable Consumer<String> trail;

        private Builder(String connectionId, Protocol protocol, StreamPath path, Instant deadline) {
            this.connectionId = Objects.requireNonNull(connectionId, "connectionId");
            this.protocol = Objects.requireNonNull(protocol, "protocol");
            this.path = Objects.requireNonNull(path, "path");
            this.deadline = Objects.requireNonNull(deadline, "deadline");
        }

        /** Sets the credentials that the client sent. */
        public Builder credentials(Credentials sent) {
            credentials = Objects.requireNonNull(sent, "credentials");
            return this;
        }

        /** Sets the client's IP address in text form; empty when not known. */
        public Builder remoteAddress(String address) {
            remoteAddress = Objects.requireNonNull(address, "remoteAddress");
            return this;
        }

        /** Sets the name that the client gives its software; empty for none. */
        public Builder userAgent(String name) {
            userAgent = Objects.requireNonNull(name, "userAgent");
            return this;
        }

        /** Sets the further parameters of the client, which are copied. */
        public Builder parameters(Map<String, String> further) {
            parameters = Map.copyOf(further);
            return this;
        }

        /** Sets why the authenticator is asked. */
        public Builder purpose(Purpose why) {
            purpose = Objects.requireNonNull(why, "purpose");
            return this;
        }

        /**
         * Sets who is told of the checks that held; see {@link ConnectRequest#held}. No part of the request's value.
         *
         * @param told called on the thread that judges; must not block
         * @since 2.0
         */
        public Builder trail(Consumer<String> told) {
            trail = Objects.requireNonNull(told, "trail");
            return this;
        }

        /** The request. */
        public ConnectRequest build() {
            return new ConnectRequest(this);
        }
    }
}
