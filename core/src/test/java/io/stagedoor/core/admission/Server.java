package io.stagedoor.core.admission;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.client.Connected;
import io.stagedoor.core.client.EndReason;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The clients of one kind that a front end has. */
public final class Server implements Connected {

    private final Kind kind;
    public final List<Visitor> all = new CopyOnWriteArrayList<>();
    /** Whether it is known of all who is in. */
    public volatile boolean known = true;

    public Server(Kind kind) {
        this.kind = kind;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public boolean isKnown() {
        return known;
    }

    @Override
    public void forEach(Consumer<Holder> visitor) {
        if (known) {
            all.stream().filter(Server::isIn).forEach(one -> visitor.accept(new Held(kind, one, one.session)));
        }
    }

    @Override
    public Optional<Holder> holder(Object handle, Map<String, Object> session) {
        if (!(handle instanceof Visitor one)) {
            return Optional.empty();
        }
        if (one.broken) {
            throw new IllegalStateException("broken");
        }
        return all.contains(one) && isIn(one) ? Optional.of(new Held(kind, one, session)) : Optional.empty();
    }

    private static boolean isIn(Visitor one) {
        return one.closed == null || one.lingers;
    }

    /**
     * A client with a session.
     *
     * @param session that it had when it was looked at
     */
    private record Held(Kind kind, Visitor one, Map<String, Object> session) implements Holder {

        @Override
        public Client client() {
            return one;
        }

        @Override
        public boolean replace(Map<String, Object> after) {
            return one.replace(session, after);
        }

        @Override
        public StreamPath path(SessionState state) {
            return state.path();
        }

        @Override
        public ConnectRequest request(SessionState state, Instant deadline) {
            return state.reconnect(one.id, deadline);
        }

        @Override
        public Set<StreamPath> streams() {
            return one.open.stream().map(Open::path).collect(Collectors.toSet());
        }

        @Override
        public Set<StreamPath> published() {
            return one.open.stream()
                    .filter(open -> open.action() == Action.PUBLISH)
                    .map(Open::path)
                    .collect(Collectors.toSet());
        }

        @Override
        public Set<Open> open() {
            return kind == Kind.CONNECTION ? Set.copyOf(one.open) : Set.of();
        }

        @Override
        public boolean end(Open open, EndReason reason) {
            return one.endsStreams && one.open.remove(open);
        }

        @Override
        public boolean isSilent() {
            return one.silent;
        }

        @Override
        public Optional<Use> use() {
            return kind == Kind.CONNECTION
                    ? Optional.empty()
                    : one.open.stream()
                            .findFirst()
                            .map(open -> new Use(open.action(), ""))
                            .or(() -> Optional.of(new Use(Action.SUBSCRIBE, "")));
        }

        @Override
        public long countsUntil() {
            return one.countsUntil;
        }

        @Override
        public Optional<Usage> usage() {
            return Optional.of(new Usage(one.since, one.bytes.get(), 0));
        }

        @Override
        public boolean isForRoom() {
            return false;
        }
    }
}
