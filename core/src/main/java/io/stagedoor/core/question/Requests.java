package io.stagedoor.core.question;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.auth.support.turn.Networks;
import io.stagedoor.auth.support.turn.Places;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.client.Known;
import io.stagedoor.core.client.Reading;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.IntSupplier;

/**
 * Asks about requests that get one answer and belong to no connection, such as HTTP requests: who sent one, and whether the sender may do it.
 * It waits for later confirmations, because the front end cannot take an answer back. Thread-safe.
 */
public final class Requests {

    private static final String LATE = "did not confirm in time";

    private final Dispatcher dispatcher;
    private final Clock clock;
    private final IntSupplier share;
    private final Duration most;
    /** How many requests wait to be confirmed, by the authenticator that is to. */
    private final Map<String, Places> unconfirmed = new ConcurrentHashMap<>();

    /** Of whoever waits as long as the application's configuration says. */
    public static final Duration PATIENT = Duration.ofSeconds(Integer.MAX_VALUE);

    /** @param share how many callers may wait for one authenticator to confirm; half of them from one network */
    public Requests(Dispatcher dispatcher, Clock clock, IntSupplier share) {
        this(dispatcher, clock, share, PATIENT);
    }

    /** @param most how long a decision may take at most, whatever the application's configuration says */
    public Requests(Dispatcher dispatcher, Clock clock, IntSupplier share, Duration most) {
        this.most = most;
        this.dispatcher = dispatcher;
        this.clock = clock;
        this.share = share;
    }

    /** When a decision has to be there that begins now. */
    public Instant deadline(Route route) {
        Duration time = route.settings().orElseThrow().timing().decisionTimeout();
        return clock.instant().plus(time.compareTo(most) < 0 ? time : most);
    }

    /** Whether nobody may publish or play a stream. */
    boolean isOut(StreamPath stream) {
        return dispatcher.isOut(stream);
    }

    /** The refusal of a stream that {@linkplain #isOut is out}. */
    Decision ofStream(StreamPath stream) {
        return dispatcher.ofStream(stream);
    }

    /** Asks who a request is from, and whether that client may connect. */
    Answer connect(Reading reading, Route route) {
        return reading.request() == null
                ? Answer.refused(reading, route)
                : connected(dispatcher.authenticate(route, reading.request()), reading.request());
    }

    /** What came of a connect, once it is confirmed. */
    public Answer connected(Outcome answer, ConnectRequest connect) {
        Outcome outcome = confirmed(answer, connect);
        return outcome.decision() instanceof Decision.Allow allow
                ? new Answer(outcome, Optional.of(allow.grant()))
                : Answer.refused(outcome);
    }

    /** What came of a connect of a client that came for the room of its path, and is asked about nothing else. */
    public static Answer entering(Answer connected, ConnectRequest connect) {
        return entering(connected, connect, connect.path());
    }

    /** The same of a room. */
    public static Answer entering(Answer connected, ConnectRequest connect, StreamPath path) {
        if (!connected.allowed() || connected.grant().orElseThrow().coversRoom(path)) {
            return connected;
        }
        String room = path.room().isEmpty() ? "the whole application" : "the room '" + path.room() + "'";
        Decision refusal = new Decision.Deny(Reason.ROOM_NOT_ALLOWED, "the client asks for " + room);
        return new Answer(
                new Outcome(
                        refusal,
                        connected.authenticator(),
                        connected.outcome().generation(),
                        connected.outcome().settings()),
                connected.grant());
    }

    /**
     * Asks who a request is from, and whether that client may do what it wants with the stream that the request names.
     *
     * @param mode as of {@link StreamRequest}
     */
    public Answer stream(Reading reading, Action action, String mode, Route route) {
        if (reading.request() == null) {
            return Answer.refused(reading, route);
        }
        Optional<Outcome> refusal =
                Admitting.refusedMode(route.settings().orElseThrow(), action, mode, route.generation());
        return refusal.isPresent()
                ? Answer.refused(refusal.get())
                : stream(connect(reading, route), reading.request(), action, mode, route);
    }

    /** Asks whether a client may do something that may connect, or may not. */
    public Answer stream(Answer connected, ConnectRequest connect, Action action, String mode, Route route) {
        if (!connected.allowed()) {
            return connected;
        }
        return stream(connected, connect, action, connect.path(), mode, route);
    }

    /** Asks whether a client that may connect may go on with something that it has open. */
    public Answer having(Answer connected, ConnectRequest connect, Holder.Open open, Route route) {
        // How it publishes was judged when it began.
        String mode = open.action() == Action.SHARE ? StreamRequest.CONNECT : "";
        return stream(connected, connect, open.action(), open.path(), mode, route);
    }

    /** Asks whether a client that may connect may do something with a stream. */
    public Answer stream(
            Answer connected, ConnectRequest connect, Action action, StreamPath path, String mode, Route route) {
        Grant grant = connected.grant().orElseThrow();
        StreamRequest wanted = StreamRequest.builder(
                        grant.keepsCredentials() ? connect : connect.with(Credentials.NONE),
                        grant,
                        action,
                        path,
                        connect.deadline())
                .mode(mode)
                .build();
        Outcome outcome =
                confirmed(dispatcher.authorize(route, connected.outcome().authenticator(), wanted), connect);
        return new Answer(
                outcome,
                Optional.of(
                        outcome.decision() instanceof Decision.Allow allow ? Known.of(grant, allow.grant()) : grant));
    }

    /** Waits for what is said later: what has been sent cannot be taken back. */
    private Outcome confirmed(Outcome outcome, ConnectRequest connect) {
        if (!(outcome.decision() instanceof Decision.Allow allow)
                || allow.confirmation().isEmpty()) {
            return outcome;
        }
        Places waiting = unconfirmed.computeIfAbsent(outcome.authenticator(), name -> Places.empty());
        ByteBuffer network = Networks.key(connect.remoteAddress());
        int most = share.getAsInt();
        if (!waiting.enter(network, most)) {
            return unavailable(
                    outcome,
                    "too many HTTP requests wait for its confirmation (" + most
                            + " in all, or half as many from one network)");
        }
        try {
            return confirmed(outcome, allow.grant(), connect.deadline());
        } finally {
            waiting.leave(network);
        }
    }

    private Outcome confirmed(Outcome outcome, Grant grant, Instant deadline) {
        try {
            Outcome late = dispatcher
                    .confirmation(outcome, deadline)
                    .toCompletableFuture()
                    .get();
            return late.decision() instanceof Decision.Allow allow
                    ? new Outcome(
                            standing(allow, Known.of(grant, allow.grant())),
                            late.authenticator(),
                            late.generation(),
                            late.settings())
                    : late;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unavailable(outcome, LATE);
        } catch (ExecutionException e) {
            return unavailable(outcome, LATE);
        }
    }

    /** A final allowance with another grant. */
    private static Decision standing(Decision.Allow allow, Grant grant) {
        Decision.Allow standing = new Decision.Allow(grant);
        return allow.failOpen().map(standing::withFailOpen).orElse(standing);
    }

    private static Outcome unavailable(Outcome outcome, String why) {
        return new Outcome(
                new Decision.Unavailable("authenticator '" + outcome.authenticator() + "': " + why),
                outcome.authenticator(),
                outcome.generation(),
                outcome.settings());
    }
}
