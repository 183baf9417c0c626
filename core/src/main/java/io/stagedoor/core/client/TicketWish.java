package io.stagedoor.core.client;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.carrier.ClientParameters;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.TicketSettings;
import io.stagedoor.core.ticket.Ticket;
import io.stagedoor.core.ticket.TicketKey;
import io.stagedoor.core.ticket.Tickets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants that sends a ticket where the name of a stream would be: the stream that the ticket is for. Nobody sees what it sent.
 *
 * @param sent what it wants by the name
 * @param key of the ticket; empty for what only begins as one
 * @param allowed whether the application takes tickets as names
 * @param bound the stream; empty if there is no such ticket, or it is for no stream, or one elsewhere
 * @param name of that stream, from where the client is
 */
public record TicketWish(Wish sent, Optional<TicketKey> key, boolean allowed, Optional<StreamPath> bound, String name)
        implements Wish {

    /** What stands where nobody may see the name. */
    static final String HIDDEN = TicketKey.PREFIX + "***";

    /**
     * A wish as it is meant.
     *
     * @param state of the client
     * @param tickets {@code null} where there are none
     * @return the same for one that names a stream
     */
    public static Wish of(Wish wish, SessionState state, Door door, @Nullable Tickets tickets) {
        String written = wish.name();
        boolean isClaimed = wish.action() != Action.SHARE && written.contains(TicketKey.PREFIX);
        Optional<TicketSettings> settings =
                door.settings().map(ApplicationSettings::tickets).filter(TicketSettings::allowed);
        if (!isClaimed || settings.isEmpty() || !isTicket(written)) {
            return wish;
        }
        // Only as it was made: behind a type or a star it is none, and still nobody may see it.
        Optional<TicketKey> key = written.startsWith(TicketKey.PREFIX) ? TicketKey.of(written) : Optional.empty();
        Optional<StreamPath> bound =
                settings.get().streamKeys() ? key.flatMap(one -> bound(one, state, tickets)) : Optional.empty();
        Optional<String> name = bound.flatMap(stream -> below(state.path(), stream));
        return new TicketWish(
                wish,
                key,
                settings.get().streamKeys(),
                name.isPresent() ? bound : Optional.empty(),
                name.orElse(HIDDEN));
    }

    /** Whether there is something in a name that may be a ticket. */
    private static boolean isTicket(String written) {
        int at = written.indexOf(TicketKey.PREFIX);
        return TicketKey.of(written.substring(at)).isPresent()
                || written.length() - at >= TicketKey.PREFIX.length() + TicketKey.CHARACTERS;
    }

    /** The stream of a ticket: of the one that the client is in by, though it has ended since, or of one that there is. */
    private static Optional<StreamPath> bound(TicketKey key, SessionState state, @Nullable Tickets tickets) {
        Optional<Grant> held = state.grant().filter(grant -> isOf(grant, key));
        Ticket ticket = held.isPresent() || tickets == null ? null : tickets.find(key);
        String application = state.path().application();
        return held.or(() -> Optional.ofNullable(ticket)
                        .filter(one -> one.application().equals(application))
                        .map(Ticket::grant))
                .flatMap(Grant::stream)
                .flatMap(stream -> StreamPath.of(application, "").orElseThrow().resolve(stream));
    }

    private static boolean isOf(Grant grant, TicketKey key) {
        return grant.use().filter(use -> use.id().equals(key.use())).isPresent();
    }

    /** The name of a stream from a place; empty if it is not below it. */
    private static Optional<String> below(StreamPath here, StreamPath stream) {
        String whole = stream.room().isEmpty() ? stream.stream() : stream.room() + "/" + stream.stream();
        String name = here.room().isEmpty()
                ? whole
                : whole.startsWith(here.room() + "/")
                        ? whole.substring(here.room().length() + 1)
                        : "";
        return here.resolve(name.isEmpty() ? "." : name).filter(stream::equals).map(same -> name);
    }

    /**
     * Why a client that is in already may not say what it wants by a ticket; empty if it may, and what it wants is judged.
     *
     * @param state of the client
     */
    public Optional<Outcome> refusal(SessionState state, long generation) {
        if (!allowed) {
            return Optional.of(off(generation));
        }
        boolean isOwn = state.isOpen()
                || state.grant()
                        .filter(grant -> key.isPresent() && isOf(grant, key.get()))
                        .isPresent();
        if (!isOwn) {
            return Optional.of(Outcome.deny(
                    Reason.AMBIGUOUS_CREDENTIALS,
                    "the client is in by something else than the ticket that it sends as the name of the stream",
                    generation));
        }
        return bound.isPresent() ? Optional.empty() : Optional.of(nothing(generation));
    }

    /** The refusal where tickets are no names. */
    public static Outcome off(long generation) {
        return Outcome.deny(
                Reason.BAD_PATH,
                "the name of the stream is a ticket, and " + TicketSettings.STREAM_KEYS + "=false",
                generation);
    }

    /** The refusal of a ticket that names no stream. */
    public static Outcome nothing(long generation) {
        return Outcome.deny(Reason.BAD_PATH, "the ticket is for no stream at this place", generation);
    }

    @Override
    public Action action() {
        return sent.action();
    }

    @Override
    public String mode() {
        return sent.mode();
    }

    @Override
    public Optional<StreamPath> path(String application, Optional<ApplicationSettings> settings) {
        return bound.filter(stream -> stream.application().equals(application));
    }

    /** The ticket is all that counts: whoever sends something else beside it contradicts itself. */
    @Override
    public Reading credentials(ConnectRequest connect) {
        Reading beside = sent.credentials(connect);
        if (beside.request() == null || !beside.shown().equals(Credentials.NONE)) {
            return beside.request() == null
                    ? beside
                    : new Reading(
                            null,
                            "",
                            Reason.AMBIGUOUS_CREDENTIALS,
                            "a ticket as the name of the stream, and credentials behind it",
                            beside.shown());
        }
        ClientParameters parameters = new ClientParameters();
        parameters.from("name of the stream").add("token", sent.name());
        return Reading.later(connect, parameters);
    }

    /** Shows nothing of what was sent. */
    @Override
    public String toString() {
        return "TicketWish[" + action() + ", " + bound + "]";
    }
}
