package io.stagedoor.gateway.door.ending;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.http.ConnectionSettings;
import io.stagedoor.auth.support.http.Deadline;
import io.stagedoor.auth.support.http.NoAnswer;
import io.stagedoor.auth.support.http.Transport;
import io.stagedoor.auth.support.http.Workers;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.auth.support.tls.Tls;
import io.stagedoor.gateway.door.guest.Ender;
import io.stagedoor.gateway.door.settings.Kind;
import io.stagedoor.gateway.door.settings.ServerSettings;
import io.stagedoor.gateway.door.settings.Servers;
import io.stagedoor.gateway.hook.Guest;
import io.stagedoor.gateway.hook.Guests;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends clients at their servers, and tries again until the server has them no more, or it has been tried often enough. A server that can be told nothing has only the answers to its
 * next questions. Thread-safe.
 */
public final class Endings implements Ender, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Endings.class);
    private static final int THREADS = 4;
    private static final int MOST_WAITING = 100_000;
    private static final int TRIES = 20;
    private static final long PAUSE_MILLIS = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /** No judgement takes so long. */
    private static final Duration JUDGED = Duration.ofMinutes(1);

    private static final int OK = 200;
    private static final int UNKNOWN = 404;
    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.US_ASCII);

    private final Servers servers;
    private final Guests guests;
    private final Workers workers = new Workers("stagedoor-ending");
    private final ThreadPoolExecutor threads = Workers.pool("stagedoor-ending", THREADS, MOST_WAITING);
    private final Transport transport = new Transport(
            new ConnectionSettings(
                    PATIENCE, new Tls(Tls.TRUST, Optional.empty(), Optional.empty(), Optional.empty(), Secret.of(""))),
            workers);

    /** Whom nobody has to end any more. */
    private volatile Consumer<Guest> gone = guest -> {};

    /**
     * Ends nobody yet.
     *
     * @param guests who are in
     */
    public Endings(Servers servers, Guests guests) {
        this.servers = servers;
        this.guests = guests;
    }

    /** @param next told of those whose server tells of no end, once it has ended them */
    public void tell(Consumer<Guest> next) {
        gone = next;
    }

    /** Why clients of a server cannot be ended, in words for operators; empty if they can. */
    public static Optional<String> problem(ServerSettings server) {
        if (!server.kind().isHook()) {
            return Optional.empty(); // the next request is refused
        }
        String consequence = "; who is in there stays until the server lets go of him";
        if (!ServerApi.canEnd(server.kind())) {
            return Optional.of("server '" + server.name() + "': "
                    + server.kind().text() + " cannot be told to end a client" + consequence);
        }
        return server.api().isEmpty() && !server.kind().endsByItself()
                ? Optional.of("server '" + server.name()
                        + "': apiUrl: is empty, so that Stagedoor cannot end clients there" + consequence + "; set it")
                : Optional.empty();
    }

    @Override
    public void end(Guest guest, String server, Action action, Map<String, String> handles) {
        try {
            threads.execute(() -> run(guest, server, action, handles));
        } catch (RejectedExecutionException e) { // too many wait, or this bundle is going: the next sweep finds him
            LOG.debug("A client could not be ended at once.", e);
        }
    }

    private void run(Guest guest, String name, Action action, Map<String, String> handles) {
        try {
            for (int tries = 0; tries < TRIES && guests.has(guest); tries++) {
                Optional<ServerSettings> server = servers.find(name);
                Optional<URI> api = server.flatMap(ServerSettings::api);
                List<ServerApi.Call> calls =
                        api.isPresent() ? ServerApi.calls(server.get().kind(), api.get(), action, handles) : List.of();
                if (calls.isEmpty()) {
                    over(guest, server);
                    return;
                }
                if (isEnded(server.get(), calls)) {
                    over(guest, server);
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            if (guests.has(guest)) {
                LOG.warn("Server '{}' did not end a client that is to end; look at its apiUrl.", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("A client of server '{}' could not be ended.", name, Redacted.of(e));
        }
    }

    /** A server that tells of ends tells of this one, too. */
    private void over(Guest guest, Optional<ServerSettings> server) {
        if (server.map(one -> !one.kind().tellsEnds()).orElse(true)) {
            gone.accept(guest);
        }
    }

    private boolean isEnded(ServerSettings server, List<ServerApi.Call> calls) {
        boolean unknown = false;
        for (ServerApi.Call call : calls) {
            try {
                Transport.Reply reply = send(call, headers(server));
                if (reply.status() == OK && (!call.counts() || isMoreThanNone(reply.body()))) {
                    return true;
                }
                unknown |= reply.status() == UNKNOWN;
            } catch (NoAnswer e) {
                LOG.debug("Server '{}' did not answer at its apiUrl: {}", server.name(), e.getMessage());
            }
        }
        // MediaMTX and SRS say so of a client that has gone.
        return unknown && server.kind() != Kind.NGINX_RTMP;
    }

    private static boolean isMoreThanNone(byte[] body) {
        String text = new String(body, StandardCharsets.US_ASCII).strip();
        return text.matches("[0-9]{1,9}") && Integer.parseInt(text) > 0;
    }

    private Transport.Reply send(ServerApi.Call call, Map<String, String> headers) throws NoAnswer {
        Deadline deadline = Deadline.in(PATIENCE);
        return switch (call.method()) {
            case GET -> transport.get(call.url(), headers, Transport.MAX_BYTES, deadline);
            case POST -> transport.post(call.url(), headers, NOTHING, deadline);
            case DELETE -> transport.delete(call.url(), headers, deadline);
        };
    }

    /** A pair by Basic, anything else by Bearer; OvenMediaEngine takes its token by Basic. */
    private static Map<String, String> headers(ServerSettings server) {
        return server.apiSecret()
                .flatMap(secret -> secret.secret())
                .map(secret -> {
                    String text = secret.reveal();
                    boolean basic = text.indexOf(':') >= 0 || server.kind() == Kind.OVENMEDIAENGINE;
                    String value = basic
                            ? "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
                            : "Bearer " + text;
                    return Map.of("Authorization", value);
                })
                .orElse(Map.of());
    }

    /**
     * Looks at everybody who is to end, or of whom nothing has been heard for long. From time to time, by one thread. Does not wait for servers.
     *
     * @param now the time
     */
    public void look(Instant now) {
        guests.forEach(guest -> {
            if (!guest.isIn()) { // of a version of this bundle that went while it judged him
                if (guest.since().plus(JUDGED).isBefore(now)) {
                    guests.remove(guest);
                }
                return;
            }
            String name = guest.key().substring(0, guest.key().indexOf('/'));
            Duration keep = servers.find(name).map(ServerSettings::keep).orElse(Duration.ofDays(1));
            if (guest.seen().plus(keep).isBefore(now)) {
                gone.accept(guest);
            }
        });
    }

    /** Ends nobody any more: the next version of this bundle does. */
    @Override
    public void close() {
        threads.shutdownNow();
        transport.retire();
    }
}
