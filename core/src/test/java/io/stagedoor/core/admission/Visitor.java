package io.stagedoor.core.admission;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.client.EndReason;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.client.Reading;
import io.stagedoor.core.client.Wish;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.ClusterMembership;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A client of a {@link Server}, with what the server has of it. Tests change its fields. */
public class Visitor implements Client {

    public final String id;
    final Protocol protocol;
    public volatile Map<String, Object> session = Map.of();
    public volatile EndReason closed;
    /** Is run when it is closed. */
    public volatile Runnable closing = () -> {};
    /** Whether it is still there after it was closed. */
    public volatile boolean lingers;

    /** Whether the server gives it no other session any more. */
    public volatile boolean goes;

    public volatile boolean mayWait = true;
    /** Where it comes from; empty where the server does not know. */
    public volatile String address;

    /** Whether the server can end single streams of it. */
    public volatile boolean endsStreams;

    public volatile boolean silent;
    /** Whether the server fails when it is asked about it. */
    public volatile boolean broken;

    /** When it came. */
    public volatile Instant since = Instant.EPOCH;

    public volatile long countsUntil = Long.MAX_VALUE;
    public final AtomicLong bytes = new AtomicLong();
    /** How often the client was shown what it was granted. */
    public final AtomicInteger shown = new AtomicInteger();

    public final Set<Holder.Open> open = ConcurrentHashMap.newKeySet();

    public Visitor(String id) {
        this(id, Protocol.RTMP);
    }

    public Visitor(String id, Protocol protocol) {
        this.id = id;
        this.protocol = protocol;
        this.address = protocol == Protocol.RTMP ? "192.0.2.1" : "";
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Object handle() {
        return this;
    }

    @Override
    public Optional<Protocol> protocol() {
        return Optional.of(protocol);
    }

    @Override
    public boolean mayWait() {
        return mayWait;
    }

    @Override
    public boolean isOwn() {
        return false;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public Optional<ClusterMembership> cluster() {
        return Optional.empty();
    }

    @Override
    public void show(ConnectRequest connect, Grant grant) {
        shown.incrementAndGet();
    }

    @Override
    public void show(Grant grant) {
        shown.incrementAndGet();
    }

    @Override
    public void close(EndReason reason) {
        synchronized (this) {
            closed = reason;
        }
        closing.run();
    }

    /** As the hook does it. */
    public synchronized boolean replace(Map<String, Object> before, Map<String, Object> after) {
        if (session != before || goes || closed != null && !lingers) {
            return false;
        }
        session = after;
        return true;
    }

    public SessionState state() {
        return SessionState.of(session);
    }

    public Optional<Instant> end() {
        return state().endsAt();
    }

    /** What a client shows that connects to the application {@code live}. */
    public static Reading reading(String id, Credentials credentials, Protocol protocol, StreamPath path, Instant by) {
        return new Reading(
                ConnectRequest.builder(id, protocol, path, by)
                        .credentials(credentials)
                        .remoteAddress("192.0.2.1")
                        .build(),
                "",
                null,
                "",
                Credentials.NONE);
    }

    /** What it wants with a stream that lies in no room. */
    public static Wish wish(Action action, String stream) {
        return wish(action, stream, Credentials.NONE);
    }

    /** @param shown with it, by a client that has not said yet who it is */
    public static Wish wish(Action action, String stream, Credentials shown) {
        return new Wish() {
            @Override
            public Action action() {
                return action;
            }

            @Override
            public String name() {
                return stream;
            }

            @Override
            public String mode() {
                return action == Action.PUBLISH ? "live" : "";
            }

            @Override
            public Optional<StreamPath> path(String where, Optional<ApplicationSettings> settings) {
                return Optional.of(new StreamPath(where, "", stream));
            }

            @Override
            public Reading credentials(ConnectRequest connect) {
                return new Reading(connect.toBuilder().credentials(shown).build(), "", null, "", Credentials.NONE);
            }
        };
    }
}
