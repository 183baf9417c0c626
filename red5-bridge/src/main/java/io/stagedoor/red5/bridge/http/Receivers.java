package io.stagedoor.red5.bridge.http;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.admission.Client;
import io.stagedoor.core.admission.Connected;
import io.stagedoor.core.admission.Holder;
import io.stagedoor.core.routing.ClusterMembership;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.red5.bridge.http.request.RequestIds;
import io.stagedoor.red5.bridge.http.session.UnderWay;
import io.stagedoor.red5.hook.Transmission;
import io.stagedoor.red5.hook.Transmissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The responses over HTTP that are under way: a live stream over HTTP may never end by itself. */
public final class Receivers implements Connected {

    private final Transmissions transmissions;

    /** Over the responses that the plugin knows. */
    public Receivers(Transmissions transmissions) {
        this.transmissions = transmissions;
    }

    /** A bridge of another version wrote what cannot be read: it is left alone. */
    @Override
    public void forEach(Consumer<Holder> visitor) {
        transmissions.forEach(transmission -> {
            Map<String, Object> whole = transmission.session();
            UnderWay.client(whole).ifPresent(session -> visitor.accept(new Receiver(transmission, whole, session)));
        });
    }

    /**
     * A response under way.
     *
     * @param whole what the hook keeps, read only when it is needed
     * @param session the part of it that is the client's
     */
    private record Receiver(Transmission transmission, Map<String, Object> whole, Map<String, Object> session)
            implements Holder, Client {

        private UnderWay underWay() {
            return UnderWay.of(whole).orElseThrow(() -> new IllegalStateException("a response without its request"));
        }

        @Override
        public Client client() {
            return this;
        }

        @Override
        public boolean replace(Map<String, Object> after) {
            return transmission.replace(
                    whole, underWay().with(SessionState.of(after)).toMap());
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
        public Optional<Use> use() {
            UnderWay request = underWay();
            return Optional.of(new Use(request.action(), request.mode()));
        }

        @Override
        public String id() {
            return underWay().player();
        }

        @Override
        public Optional<Protocol> protocol() {
            return Optional.of(underWay().client().protocol());
        }

        @Override
        public boolean isOwn() {
            return false;
        }

        @Override
        public String address() {
            return underWay().client().remoteAddress();
        }

        @Override
        public Optional<ClusterMembership> cluster() {
            return Optional.empty();
        }

        /** No application of Red5 sees a request's client. */
        @Override
        public void show(ConnectRequest connect, Grant grant) {}

        @Override
        public void show(Grant grant) {}

        @Override
        public void close() {
            transmission.close();
        }

        @Override
        public String toString() {
            return "Receiver";
        }
    }
}
