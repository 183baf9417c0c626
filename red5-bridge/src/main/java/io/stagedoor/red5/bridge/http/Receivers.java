package io.stagedoor.red5.bridge.http;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.client.Connected;
import io.stagedoor.core.client.EndReason;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.http.HttpHolder;
import io.stagedoor.http.request.RequestIds;
import io.stagedoor.http.session.UnderWay;
import io.stagedoor.red5.hook.Transmission;
import io.stagedoor.red5.hook.Transmissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The responses over HTTP that are under way, and the open WebSockets: a live stream over HTTP may never end by itself. */
public final class Receivers implements Connected {

    private final Transmissions transmissions;

    /** Over the responses that the plugin knows. */
    public Receivers(Transmissions transmissions) {
        this.transmissions = transmissions;
    }

    @Override
    public Kind kind() {
        return Kind.UNDER_WAY;
    }

    /** A bridge of another version wrote what cannot be read: it is left alone. */
    @Override
    public void forEach(Consumer<Holder> visitor) {
        transmissions.forEach(transmission -> receiver(transmission).ifPresent(visitor));
    }

    @Override
    public Optional<Holder> holder(Object handle, Map<String, Object> session) {
        return handle instanceof Transmission transmission
                ? receiver(transmission).filter(holder -> holder.session() == session)
                : Optional.empty();
    }

    private static Optional<Holder> receiver(Transmission transmission) {
        Map<String, Object> whole = transmission.session();
        return UnderWay.client(whole).map(session -> new Receiver(transmission, whole, session));
    }

    /**
     * A response under way, or a WebSocket.
     *
     * @param whole what the hook keeps, read only when it is needed
     * @param session the part of it that is the client's
     */
    private record Receiver(Transmission transmission, Map<String, Object> whole, Map<String, Object> session)
            implements HttpHolder {

        private UnderWay underWay() {
            return UnderWay.of(whole).orElseThrow(() -> new IllegalStateException("a response without its request"));
        }

        @Override
        public boolean replace(Map<String, Object> after) {
            return transmission.replace(whole, UnderWay.with(whole, after));
        }

        @Override
        public StreamPath path(SessionState state) {
            return underWay().path();
        }

        @Override
        public ConnectRequest request(SessionState state, Instant deadline) {
            return underWay().connect(RequestIds.next(id()), deadline);
        }

        @Override
        public Set<StreamPath> streams() {
            UnderWay request = underWay();
            return request.action().isPresent() ? Set.of(request.path()) : Set.of();
        }

        @Override
        public Set<StreamPath> published() {
            return underWay().action().equals(Optional.of(Action.PUBLISH)) ? streams() : Set.of();
        }

        @Override
        public Optional<Use> use() {
            UnderWay request = underWay();
            return request.action().map(action -> new Use(action, request.mode()));
        }

        @Override
        public boolean isForRoom() {
            return underWay().action().isEmpty();
        }

        @Override
        public Optional<Usage> usage() {
            return Optional.of(Used.of(transmission.usage()));
        }

        @Override
        public String id() {
            return underWay().player();
        }

        @Override
        public Object handle() {
            return transmission;
        }

        @Override
        public Optional<Protocol> protocol() {
            return Optional.of(underWay().client().protocol());
        }

        @Override
        public String address() {
            return underWay().client().remoteAddress();
        }

        @Override
        public void close(EndReason reason) {
            transmission.close(io.stagedoor.red5.hook.EndReason.valueOf(reason.name()));
        }

        @Override
        public String toString() {
            return "Receiver";
        }
    }
}
