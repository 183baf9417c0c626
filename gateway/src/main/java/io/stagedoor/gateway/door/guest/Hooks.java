package io.stagedoor.gateway.door.guest;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.Transport;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.carrier.ClientParameters;
import io.stagedoor.core.client.Admission;
import io.stagedoor.core.client.Arrival;
import io.stagedoor.core.client.Door;
import io.stagedoor.core.client.EndReason;
import io.stagedoor.core.client.Reading;
import io.stagedoor.core.question.Inquiries;
import io.stagedoor.core.question.Inquiry;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.gateway.door.codec.Codec;
import io.stagedoor.gateway.door.codec.Hook;
import io.stagedoor.gateway.door.settings.ServerSettings;
import io.stagedoor.gateway.hook.Guest;
import io.stagedoor.gateway.hook.Guests;
import io.stagedoor.gateway.hook.Reply;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/** Judges what media servers ask by hooks, and keeps those who are in. Thread-safe; holds nobody itself. */
public final class Hooks {

    private static final AtomicLong COUNT = new AtomicLong();
    private static final String CONNECT = "connect";

    private final Admissions admissions;
    private final Guests guests;
    private final Ender ender;
    private final IntSupplier share;
    private final Clock clock;

    /**
     * Over the core.
     *
     * @param share how many requests may wait for one authenticator
     * @param ender ends guests at their servers
     */
    public Hooks(Admissions admissions, Guests guests, Ender ender, IntSupplier share, Clock clock) {
        this.admissions = admissions;
        this.guests = guests;
        this.ender = ender;
        this.share = share;
        this.clock = clock;
    }

    /** Answers a hook of a server that has proven itself. */
    public Reply answer(ServerSettings server, Codec codec, Hook hook) {
        boolean named = server.vhosts().isEmpty() || server.vhosts().contains(hook.vhost());
        if (!named && hook.event() != Hook.Event.END && hook.event() != Hook.Event.OTHER) {
            return refused(server, codec, hook, Reason.BAD_PATH, "vhosts does not list the virtual host of the client");
        }
        return switch (hook.event()) {
            case OTHER -> codec.allow(hook, Optional.empty());
            case CONNECT -> connect(server, codec, hook);
            case BEGIN -> begin(server, codec, hook);
            case UPDATE -> update(server, codec, hook);
            case END -> {
                guests.find(server.name(), hook.key()).ifPresent(this::gone);
                yield codec.allow(hook, Optional.empty());
            }
        };
    }

    /** A client that connects, and may say later who it is. Nothing is kept of it: no later hook names it. */
    private Reply connect(ServerSettings server, Codec codec, Hook hook) {
        ClientParameters parameters = parameters(hook);
        boolean shows =
                parameters.refusal().isPresent() || !parameters.credentials().equals(Credentials.NONE);
        if (!shows && server.opensConnects()) {
            return codec.allow(hook, Optional.empty());
        }
        Optional<StreamPath> path = application(server, hook.path());
        if (path.isEmpty() || hook.protocol().isEmpty()) {
            return refused(server, codec, hook, Reason.BAD_PATH, "invalid name of an application");
        }
        Door door = admissions.door(path.get().application());
        Inquiries inquiries = admissions.inquiries(share, server.deadline());
        String id = id(server);
        Inquiry inquiry = inquiries
                .begin(CONNECT, hook.protocol().get(), hook.address(), door)
                .at(path.get())
                .as(id)
                .shows(parameters.credentials());
        if (door.isOff(hook.protocol().get())) {
            inquiry.off(Optional.empty());
            return codec.allow(hook, Optional.empty());
        }
        if (inquiry.refusal().isPresent()) {
            return codec.refuse();
        }
        Decision decision = inquiry.log(inquiry.connect(
                Reading.later(connect(id, hook, hook.protocol().get(), path.get(), inquiry.deadline()), parameters)));
        return decision instanceof Decision.Allow ? codec.allow(hook, Optional.empty()) : codec.refuse();
    }

    /** The path of a connect names the application, and perhaps rooms. */
    private static Optional<StreamPath> application(ServerSettings server, String path) {
        return server.template()
                .path(path + "/x")
                .flatMap(stream -> StreamPath.of(stream.application(), stream.room()));
    }

    private Reply begin(ServerSettings server, Codec codec, Hook hook) {
        Action action = hook.action().orElseThrow();
        Optional<StreamPath> path = server.template().path(hook.path());
        if (path.isEmpty()) {
            return refused(
                    server, codec, hook, Reason.BAD_PATH, "the path is not as pathTemplate says, or a name is refused");
        }
        Optional<Protocol> protocol = hook.protocol();
        if (protocol.isEmpty()) {
            return refused(
                    server, codec, hook, Reason.UNKNOWN_PROTOCOL, "the server names a protocol that is not known");
        }
        String key = hook.key().isEmpty() ? "one-" + COUNT.incrementAndGet() : hook.key();
        // Of one who has begun already the server has forgotten to tell the end, or it has started anew.
        guests.find(server.name(), key).ifPresent(this::gone);
        Facts facts = Facts.of(server, id(server), hook, protocol.get(), path.get());
        Optional<Guest> added = guests.add(server.name(), key, facts.toMap());
        if (added.isEmpty()) {
            return refused(
                    server,
                    codec,
                    hook,
                    Reason.TOO_MANY_SESSIONS,
                    "the server has as many clients as the gateway keeps, or asks about one of them twice at once");
        }
        Guest guest = added.get();
        boolean in = false;
        try {
            in = judge(server, hook, guest, facts, action);
        } finally {
            if (!in) {
                guests.remove(guest);
            }
        }
        return in ? codec.allow(hook, rest(guest)) : codec.refuse();
    }

    private boolean judge(ServerSettings server, Hook hook, Guest guest, Facts facts, Action action) {
        StreamPath path = facts.path();
        GuestClient client = new GuestClient(guest, facts, Optional.of(server.deadline()), ender);
        Door door = admissions.door(path.application());
        StreamPath place = new StreamPath(path.application(), path.room(), "");
        Arrival arrival = new Arrival(
                Optional.of(place),
                deadline ->
                        Reading.later(connect(facts.id(), hook, facts.protocol(), place, deadline), parameters(hook)));
        Admission admitted = admissions.connect(client, door, arrival);
        if (!admitted.allowed()
                || !guest.replace(guest.session(), admitted.session().orElseThrow())) {
            return false;
        }
        if (!hook.sure() && isOfSomeTransports(guest.session())) {
            leave(client, guest, false);
            refuse(
                    server,
                    hook,
                    Reason.TRANSPORT_NOT_ALLOWED,
                    "the server does not tell by which protocol the client comes");
            return false;
        }
        HookWish wish = new HookWish(hook, action, path);
        Admission allowed = admissions.stream(client, guest.session(), path.application(), wish);
        Map<String, Object> held = guest.session();
        boolean in = allowed.allowed()
                && allowed.name().isEmpty() // another name than the client sent: no server takes one
                && allowed.session()
                        .map(session -> guest.replace(held, session))
                        .orElse(true)
                && guest.ended().isEmpty();
        if (!in) {
            leave(client, guest, allowed.allowed());
        }
        return in;
    }

    private static boolean isOfSomeTransports(Map<String, Object> session) {
        return SessionState.peekGrant(session)
                .map(grant -> grant.transports().size() < Transport.values().length)
                .orElse(false);
    }

    private static ConnectRequest connect(String id, Hook hook, Protocol protocol, StreamPath place, Instant deadline) {
        return ConnectRequest.builder(id, protocol, place, deadline)
                .remoteAddress(hook.address())
                .userAgent(hook.userAgent())
                .build();
    }

    private static ClientParameters parameters(Hook hook) {
        ClientParameters parameters = new ClientParameters();
        hook.credentials().accept(parameters);
        return parameters;
    }

    /** By which the audit log names a client. */
    private static String id(ServerSettings server) {
        return server.name() + "-" + Long.toString(Clock.systemUTC().millis(), Character.MAX_RADIX) + "-"
                + Long.toString(COUNT.incrementAndGet(), Character.MAX_RADIX);
    }

    /** From memory, if he is known; else he is judged as if he began. */
    private Reply update(ServerSettings server, Codec codec, Hook hook) {
        Optional<Guest> known = guests.find(server.name(), hook.key());
        if (known.isEmpty()) {
            return begin(server, codec, hook);
        }
        Guest guest = known.get();
        guest.see();
        if (guest.isIn() && isOver(guest)) {
            end(guest, EndReason.EXPIRED);
        }
        return guest.ended().isPresent() ? codec.refuse() : codec.allow(hook, rest(guest));
    }

    private boolean isOver(Guest guest) {
        return SessionState.peekEnd(guest.session()) <= clock.millis();
    }

    private void end(Guest guest, EndReason reason) {
        Facts.of(guest).ifPresent(facts -> new GuestClient(guest, facts, Optional.empty(), ender).close(reason));
    }

    /** Ends those whose grant has ended. Does not wait for servers. */
    public void endExpired() {
        guests.forEach(guest -> {
            if (guest.isIn() && guest.ended().isEmpty() && isOver(guest)) {
                end(guest, EndReason.EXPIRED);
            }
        });
    }

    /** Ends those whom the version of this bundle before this one was about to end. Does not wait for servers. */
    public void resume() {
        guests.forEach(guest -> {
            if (guest.ended().isPresent()) {
                Facts.of(guest).ifPresent(facts -> ender.end(guest, facts.server(), facts.action(), facts.handles()));
            }
        });
    }

    private Optional<Duration> rest(Guest guest) {
        long end = SessionState.peekEnd(guest.session());
        return end == SessionState.NO_END
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(Math.max(0, end - clock.millis())));
    }

    /** His server has him no more, or can be told nothing more of him. */
    public void gone(Guest guest) {
        if (!guests.remove(guest)) {
            return;
        }
        Facts.of(guest)
                .filter(facts -> guest.isIn())
                .ifPresent(facts -> leave(new GuestClient(guest, facts, Optional.empty(), ender), guest, true));
    }

    /** @param streams whether what he wanted had begun */
    private void leave(GuestClient client, Guest guest, boolean streams) {
        Facts facts = client.facts();
        Optional<EndReason> reason = guest.ended().map(EndReason::valueOf);
        Map<String, Object> session = guest.session();
        if (streams) {
            String name = facts.action() == Action.PUBLISH ? "publish" : "play";
            admissions.ended(client, session, Optional.of(facts.action()), name, facts.path().stream(), reason);
        }
        admissions.ended(client, session, Optional.empty(), CONNECT, "", reason);
    }

    private Reply refused(ServerSettings server, Codec codec, Hook hook, Reason reason, String detail) {
        refuse(server, hook, reason, detail);
        return codec.refuse();
    }

    private void refuse(ServerSettings server, Hook hook, Reason reason, String detail) {
        String action = hook.action()
                .map(one -> one == Action.PUBLISH ? "publish" : "play")
                .orElse(CONNECT);
        Protocol protocol = hook.protocol().orElse(Protocol.RTMP);
        String application =
                server.template().path(hook.path()).map(StreamPath::application).orElse("");
        admissions
                .inquiries(share, server.deadline())
                .begin(action, protocol, hook.address(), admissions.door(application))
                .wanted(hook.path())
                .as(id(server))
                .refuse(reason, detail);
    }
}
