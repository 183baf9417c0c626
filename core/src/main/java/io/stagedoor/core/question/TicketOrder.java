package io.stagedoor.core.question;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody wants a ticket for.
 *
 * @param place the application, and the room
 * @param stream the one stream that it is for; empty for all of the room, or of the application
 * @param action to publish, or to play
 * @param protocol as a client of which the sender is judged
 * @param once whether it can be used once only, and not by one client after another
 * @param longest how long it lasts at most; empty for as long as it may
 */
public record TicketOrder(
        StreamPath place,
        Optional<StreamPath> stream,
        Action action,
        Protocol protocol,
        boolean once,
        Optional<Duration> longest) {

    /** The names by which {@link #of} finds what is ordered. */
    public static final String ACTION = "action";

    public static final String STREAM = "stream";
    public static final String ROOM = "room";
    public static final String PROTOCOL = "protocol";
    public static final String USE = "ticketUse";
    public static final String SECONDS = "seconds";

    /** All of these names. */
    public static final Set<String> NAMES = Set.of(ACTION, STREAM, ROOM, PROTOCOL, USE, SECONDS);

    private static final String SECONDS_FORM = "[1-9][0-9]{0,8}";

    /** Rejects a ticket to publish without a stream. */
    public TicketOrder {
        if (action == Action.PUBLISH && stream.isEmpty()) {
            throw new IllegalArgumentException(STREAM + ": is missing; a ticket to publish is for one stream");
        }
    }

    /**
     * Reads an order.
     *
     * @param application that it comes to
     * @param named by the names above; others are not looked at
     * @throws IllegalArgumentException naming what is wrong with it, without any value
     */
    public static TicketOrder of(String application, Map<String, String> named) {
        StreamPath place = StreamPath.of(application, named.getOrDefault(ROOM, ""))
                .orElseThrow(() -> new IllegalArgumentException(ROOM + ": is no name of a room"));
        String stream = named.getOrDefault(STREAM, "");
        Optional<StreamPath> path = stream.isEmpty() ? Optional.empty() : place.resolve(stream);
        if (!stream.isEmpty() && path.isEmpty()) {
            throw new IllegalArgumentException(STREAM + ": is no name of a stream");
        }
        Action action = action(named.getOrDefault(ACTION, ""));
        return new TicketOrder(
                place,
                path,
                action,
                protocol(named.getOrDefault(PROTOCOL, "")),
                once(named.getOrDefault(USE, "")),
                longest(named.getOrDefault(SECONDS, "")));
    }

    private static Action action(String text) {
        return switch (text) {
            case "publish" -> Action.PUBLISH;
            case "play" -> Action.SUBSCRIBE;
            default -> throw new IllegalArgumentException(ACTION + ": is neither publish nor play");
        };
    }

    private static Protocol protocol(String text) {
        if (text.isEmpty()) {
            return Protocol.RTMP;
        }
        for (Protocol protocol : Protocol.values()) {
            if (protocol != Protocol.MPEGTS && protocol.name().equalsIgnoreCase(text)) {
                return protocol;
            }
        }
        throw new IllegalArgumentException(PROTOCOL + ": is none of rtmp, rtsp, rtc, srt, http and ws");
    }

    private static boolean once(String text) {
        return switch (text) {
            case "", "client" -> false;
            case "once" -> true;
            default -> throw new IllegalArgumentException(USE + ": is neither once nor client");
        };
    }

    private static Optional<Duration> longest(String text) {
        if (!text.isEmpty() && !text.matches(SECONDS_FORM)) {
            throw new IllegalArgumentException(SECONDS + ": is no number of seconds, 1 or more");
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }

    /** The path that is judged. */
    StreamPath target() {
        return stream.orElse(place);
    }

    /** What the stream is called below the application, see {@link io.stagedoor.auth.Grant#stream}. */
    Optional<String> name() {
        return stream.map(path -> path.room().isEmpty() ? path.stream() : path.room() + "/" + path.stream());
    }
}
