package io.stagedoor.http;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Grant;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.settings.ClusterMembership;
import java.util.Optional;

/** What all clients that are in over HTTP have in common: each request has a thread of its own, and no application sees its client. */
public interface HttpHolder extends Holder, Client {

    @Override
    default Client client() {
        return this;
    }

    @Override
    default boolean isOwn() {
        return false;
    }

    @Override
    default boolean mayWait() {
        return true;
    }

    @Override
    default Optional<ClusterMembership> cluster() {
        return Optional.empty();
    }

    @Override
    default void show(ConnectRequest connect, Grant grant) {}

    @Override
    default void show(Grant grant) {}
}
