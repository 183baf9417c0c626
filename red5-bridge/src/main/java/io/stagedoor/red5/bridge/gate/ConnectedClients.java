package io.stagedoor.red5.bridge.gate;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.carrier.StreamNames;
import io.stagedoor.core.client.Connected;
import io.stagedoor.core.client.EndReason;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.red5.bridge.settings.ServerSettings;
import io.stagedoor.red5.hook.Clients;
import io.stagedoor.red5.hook.OpenStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.red5.server.api.IConnection;

/** The connections of Red5 that are in. */
public final class ConnectedClients implements Connected {

    private final Clients clients;
    private final ServerSettings server;

    /** Over the clients that the plugin knows. */
    public ConnectedClients(Clients clients, ServerSettings server) {
        this.clients = clients;
        this.server = server;
    }

    @Override
    public Kind kind() {
        return Kind.CONNECTION;
    }

    @Override
    public void forEach(Consumer<Holder> visitor) {
        clients.forEach((connection, session) -> visitor.accept(held(connection, session)));
    }

    @Override
    public Optional<Holder> holder(Object handle, Map<String, Object> session) {
        return handle instanceof IConnection connection
                        && clients.usage(connection).isPresent()
                ? Optional.of(held(connection, session))
                : Optional.empty();
    }

    private Holder held(IConnection connection, Map<String, Object> session) {
        return new Held(
                new Red5Client(connection, server.types().of(connection), server.cluster(), clients), session, clients);
    }

    /** A connection, and its session. */
    private record Held(Red5Client client, Map<String, Object> session, Clients clients) implements Holder {

        @Override
        public boolean replace(Map<String, Object> after) {
            return clients.replace(client.connection(), session, after);
        }

        @Override
        public StreamPath path(SessionState state) {
            return state.path();
        }

        @Override
        public ConnectRequest request(SessionState state, Instant deadline) {
            return state.reconnect(client.id(), deadline);
        }

        /** Those that began while nobody indexed them, too. */
        @Override
        public Set<StreamPath> streams() {
            return paths(use -> use != io.stagedoor.red5.hook.Use.SHARE);
        }

        @Override
        public Set<StreamPath> published() {
            return paths(use -> use == io.stagedoor.red5.hook.Use.PUBLISH);
        }

        private Set<StreamPath> paths(Predicate<io.stagedoor.red5.hook.Use> uses) {
            List<OpenStream> open =
                    clients.usage(client.connection()).map(used -> used.open()).orElse(List.of());
            return open.isEmpty() ? Set.of() : paths(open, uses);
        }

        private Set<StreamPath> paths(List<OpenStream> open, Predicate<io.stagedoor.red5.hook.Use> uses) {
            try {
                StreamPath here = SessionState.peekPath(session);
                return open.stream()
                        .filter(stream -> uses.test(stream.use()))
                        .flatMap(stream -> StreamNames.resolve(here, stream.name()).stream())
                        .collect(Collectors.toUnmodifiableSet());
            } catch (IllegalArgumentException e) { // another version of this bundle wrote the session
                return Set.of();
            }
        }

        @Override
        public Set<Open> open() {
            List<OpenStream> open =
                    clients.usage(client.connection()).map(used -> used.open()).orElse(List.of());
            if (open.isEmpty()) {
                return Set.of();
            }
            StreamPath here = SessionState.peekPath(session);
            return open.stream()
                    .flatMap(stream -> StreamNames.resolve(here, stream.name()).stream()
                            .map(path -> new Open(action(stream.use()), path)))
                    .collect(Collectors.toUnmodifiableSet());
        }

        @Override
        public boolean end(Open open, EndReason reason) {
            StreamPath here = SessionState.peekPath(session);
            List<OpenStream> named =
                    clients.usage(client.connection()).map(used -> used.open()).orElse(List.of()).stream()
                            .filter(stream -> action(stream.use()) == open.action()
                                    && StreamNames.resolve(here, stream.name()).equals(Optional.of(open.path())))
                            .toList();
            io.stagedoor.red5.hook.EndReason why = io.stagedoor.red5.hook.EndReason.valueOf(reason.name());
            boolean ended = true;
            for (OpenStream stream : named) {
                ended &= clients.end(client.connection(), stream.use(), stream.name(), why);
            }
            return ended;
        }

        private static Action action(io.stagedoor.red5.hook.Use use) {
            return switch (use) {
                case PUBLISH -> Action.PUBLISH;
                case PLAY -> Action.SUBSCRIBE;
                case SHARE, CONNECT -> Action.SHARE;
            };
        }

        @Override
        public Optional<Usage> usage() {
            return clients.usage(client.connection())
                    .map(used -> new Usage(used.since(), used.bytesIn(), used.bytesOut()));
        }

        @Override
        public Optional<Use> use() {
            return Optional.empty();
        }

        @Override
        public boolean isForRoom() {
            return false;
        }
    }
}
