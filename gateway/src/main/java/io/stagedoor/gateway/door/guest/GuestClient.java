package io.stagedoor.gateway.door.guest;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.client.EndReason;
import io.stagedoor.core.settings.ClusterMembership;
import io.stagedoor.gateway.hook.Guest;
import java.time.Duration;
import java.util.Optional;

/**
 * A guest, for the time of a question.
 *
 * @param within how soon his server needs an answer; empty where it waits for none
 * @param ender ends him at his server
 */
record GuestClient(Guest guest, Facts facts, Optional<Duration> within, Ender ender) implements Client {

    @Override
    public String id() {
        return facts.id();
    }

    @Override
    public Object handle() {
        return guest;
    }

    @Override
    public Optional<Protocol> protocol() {
        return Optional.of(facts.protocol());
    }

    @Override
    public boolean isOwn() {
        return false;
    }

    @Override
    public String address() {
        return facts.address();
    }

    @Override
    public boolean mayWait() {
        return true;
    }

    /** Not every server can be told that an answer counts no more. */
    @Override
    public boolean waitsForLast() {
        return true;
    }

    @Override
    public Optional<Duration> patience() {
        return within;
    }

    @Override
    public Optional<ClusterMembership> cluster() {
        return Optional.empty();
    }

    /** No application of the other server sees it. */
    @Override
    public void show(ConnectRequest connect, Grant grant) {}

    @Override
    public void show(Grant grant) {}

    @Override
    public void close(EndReason reason) {
        if (guest.end(reason.name())) {
            ender.end(guest, facts.server(), facts.action(), facts.handles());
        }
    }

    @Override
    public String toString() {
        return "GuestClient";
    }
}
