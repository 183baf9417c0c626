package io.stagedoor.gateway.door.guest;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.client.Connected;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.gateway.hook.Guest;
import io.stagedoor.gateway.hook.Guests;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The guests that the gateway's process keeps, as clients of the core. */
public final class ConnectedGuests implements Connected {

    private final Guests guests;
    private final Ender ender;

    /** Over what the gateway's process keeps. */
    public ConnectedGuests(Guests guests, Ender ender) {
        this.guests = guests;
        this.ender = ender;
    }

    @Override
    public Kind kind() {
        return Kind.CONNECTION;
    }

    @Override
    public void forEach(Consumer<Holder> visitor) {
        guests.forEach(guest -> {
            if (guest.isIn() && guest.ended().isEmpty()) {
                held(guest, guest.session()).ifPresent(visitor);
            }
        });
    }

    @Override
    public Optional<Holder> holder(Object handle, Map<String, Object> session) {
        return handle instanceof Guest guest && guests.has(guest) ? held(guest, session) : Optional.empty();
    }

    private Optional<Holder> held(Guest guest, Map<String, Object> session) {
        return Facts.of(guest).map(facts -> new Held(new GuestClient(guest, facts, Optional.empty(), ender), session));
    }

    /** A guest, and his session. */
    private record Held(GuestClient guest, Map<String, Object> session) implements Holder {

        @Override
        public Client client() {
            return guest;
        }

        @Override
        public boolean replace(Map<String, Object> after) {
            return guest.guest().replace(session, after);
        }

        @Override
        public StreamPath path(SessionState state) {
            return state.path();
        }

        @Override
        public ConnectRequest request(SessionState state, Instant deadline) {
            return state.reconnect(guest.id(), deadline);
        }

        @Override
        public Set<StreamPath> streams() {
            return Set.of(guest.facts().path());
        }

        @Override
        public Set<StreamPath> published() {
            return guest.facts().action() == Action.PUBLISH ? streams() : Set.of();
        }

        @Override
        public Set<Open> open() {
            return Set.of(new Open(guest.facts().action(), guest.facts().path()));
        }

        /** His server counts his bytes, and does not tell. */
        @Override
        public Optional<Usage> usage() {
            return Optional.of(new Usage(guest.guest().since(), -1, -1));
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
