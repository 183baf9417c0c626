package io.stagedoor.core.start;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.client.FrontEnds;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.limit.Occupant;
import io.stagedoor.core.limit.Token;
import io.stagedoor.core.session.Entry;
import io.stagedoor.core.session.SessionState;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Clients of front ends as those who have places. Thread-safe. */
final class Occupants {

    private final FrontEnds clients;
    private final Clock clock;

    Occupants(FrontEnds clients, Clock clock) {
        this.clients = clients;
        this.clock = clock;
    }

    /** One of them, with what it has in the index. */
    interface Guest extends Occupant {

        /** What it has at this moment. */
        Collection<Entry> entries();
    }

    /** Who begins. */
    Guest of(Start start) {
        Start.Who who = start.who();
        Optional<Token> token = Token.of(start.authenticator(), start.grant());
        return who.session().isEmpty()
                ? new Player(who.id(), token, clock.millis() + who.holds().toMillis())
                : new Connection(clients.entry(who.id(), who.handle(), who.session()), token);
    }

    /** A connection that is in. */
    Guest connection(Entry entry) {
        return new Connection(entry, Optional.empty());
    }

    /** A player over HTTP that is in. */
    Guest player(String id, String authenticator, Grant grant) {
        return new Player(id, Token.of(authenticator, grant), clock.millis());
    }

    /** A connection: the index has it as the same object as long as it is in. */
    private final class Connection implements Guest {

        private final Entry entry;
        private volatile Optional<Token> token;
        /** The session that the token was read from; {@code null} for what the client has shown since. */
        private volatile @Nullable Map<String, Object> read;

        Connection(Entry entry, Optional<Token> shown) {
            this.entry = entry;
            this.token = shown;
            this.read = shown.isPresent() ? entry.session() : null;
        }

        @Override
        public Object key() {
            return entry;
        }

        /** The client may have shown another one since it began. */
        @Override
        public Optional<Token> token() {
            Map<String, Object> now = entry.session();
            if (now != read) {
                Optional<Token> found = SessionState.peekGrant(now)
                        .flatMap(grant -> Token.of(SessionState.peek(now, SessionState.AUTHENTICATOR), grant));
                if (found.isPresent()) {
                    token = found;
                }
                read = now;
            }
            return token;
        }

        @Override
        public boolean isHere(Optional<Action> action) {
            return !clients.isAttached()
                    || clients.holder(entry).map(holder -> has(holder, action)).orElse(false);
        }

        private boolean has(Holder holder, Optional<Action> action) {
            try {
                return holder.open().stream()
                        .anyMatch(open -> action.map(open.action()::equals).orElse(open.action() != Action.SHARE));
            } catch (IllegalArgumentException e) { // another version of this bundle wrote the session
                return true;
            }
        }

        @Override
        public long received() {
            return clients.holder(entry)
                    .flatMap(Holder::usage)
                    .map(Holder.Usage::bytesIn)
                    .orElse(-1L);
        }

        @Override
        public boolean publishes(StreamPath stream) {
            return clients.holder(entry)
                    .map(holder -> holder.published().contains(stream))
                    .orElse(false);
        }

        @Override
        public Collection<Entry> entries() {
            return List.of(entry);
        }
    }

    /** A player over HTTP: it has a session, and responses under way. */
    private final class Player implements Guest {

        private final String id;
        private final Optional<Token> token;
        /** In milliseconds since 1970. */
        private final long until;

        Player(String id, Optional<Token> token, long until) {
            this.id = id;
            this.token = token;
            this.until = until;
        }

        @Override
        public Object key() {
            return id;
        }

        @Override
        public Optional<Token> token() {
            return token;
        }

        @Override
        public boolean isHere(Optional<Action> action) {
            long now = clock.millis();
            return now < until
                    || !clients.isAttached()
                    || entries().stream()
                            .flatMap(entry -> clients.holder(entry).stream())
                            .anyMatch(holder -> holder.countsUntil() > now);
        }

        /** It sends nothing but requests. */
        @Override
        public long received() {
            return -1;
        }

        @Override
        public boolean publishes(StreamPath stream) {
            return false;
        }

        @Override
        public Collection<Entry> entries() {
            return clients.sessions().withId(id);
        }
    }
}
