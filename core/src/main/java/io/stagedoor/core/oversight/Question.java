package io.stagedoor.core.oversight;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.StreamPath;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a dry run is about: a client that nobody has seen.
 *
 * @param path where it connects to: without a stream
 * @param stream what it wants to publish or play; empty for a client that only connects
 * @param action what it wants to do with the stream; empty without one
 * @param protocol how it comes
 * @param address where it comes from; empty if that is not said
 * @param credentials what it shows
 */
record Question(
        StreamPath path,
        Optional<StreamPath> stream,
        Optional<Action> action,
        Protocol protocol,
        String address,
        Credentials credentials) {

    private static final String CONNECT = "connect";
    private static final String PLAY = "play";
    private static final int MOST_ADDRESS = 64;

    /**
     * Reads what was asked, by the names of {@link DryRun}.
     *
     * @throws IllegalArgumentException naming the parameter and what it may be; never a value
     */
    static Question of(Map<String, String> asked) {
        StreamPath path = StreamPath.of(asked.getOrDefault(DryRun.APPLICATION, ""), asked.getOrDefault(DryRun.ROOM, ""))
                .orElseThrow(() -> wrong("app and room must be names, and app must be there"));
        String name = asked.getOrDefault(DryRun.STREAM, "");
        Optional<StreamPath> stream = name.isEmpty()
                ? Optional.empty()
                : Optional.of(path.resolve(name).orElseThrow(() -> wrong("stream is not the name of a stream")));
        String wanted = asked.getOrDefault(DryRun.ACTION, stream.isPresent() ? PLAY : CONNECT);
        Optional<Action> action = action(wanted);
        if (action.isPresent() != stream.isPresent()) {
            throw wrong(
                    action.isPresent()
                            ? "action " + PLAY + " or publish needs stream"
                            : "stream needs action publish or " + PLAY);
        }
        String address = asked.getOrDefault(DryRun.ADDRESS, "");
        if (address.length() > MOST_ADDRESS || !address.matches("[0-9A-Fa-f:.]*")) {
            throw wrong("address is not an IP address");
        }
        Credentials credentials =
                Credentials.of(asked.get(DryRun.USER), asked.get(DryRun.PASSWORD), asked.get(DryRun.TOKEN));
        return new Question(
                path, stream, action, protocol(asked.getOrDefault(DryRun.PROTOCOL, "RTMP")), address, credentials);
    }

    private static Optional<Action> action(String name) {
        return switch (name) {
            case CONNECT -> Optional.empty();
            case PLAY -> Optional.of(Action.SUBSCRIBE);
            case "publish" -> Optional.of(Action.PUBLISH);
            default -> throw wrong("action must be connect, publish or play");
        };
    }

    private static Protocol protocol(String name) {
        return Arrays.stream(Protocol.values())
                .filter(one -> one.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> wrong("protocol must be one of "
                        + Stream.of(Protocol.values()).map(Protocol::name).collect(Collectors.joining(", "))));
    }

    private static IllegalArgumentException wrong(String sentence) {
        return new IllegalArgumentException(sentence);
    }

    /** What may be in no answer. */
    List<Secret> secrets() {
        return Stream.of(credentials.token(), credentials.password())
                .flatMap(Optional::stream)
                .toList();
    }

    /** The request of the client to connect. */
    ConnectRequest connect(Instant deadline) {
        return ConnectRequest.builder("dry-run", protocol, path, deadline)
                .credentials(credentials)
                .remoteAddress(address)
                .purpose(Purpose.DRY_RUN)
                .build();
    }

    /** What was asked, for a log: {@code publish live/room/name, RTMP}. */
    String shown() {
        String wanted =
                action.map(one -> one == Action.PUBLISH ? "publish" : PLAY).orElse(CONNECT);
        return wanted.toLowerCase(Locale.ROOT) + " " + stream.orElse(path) + ", " + protocol;
    }
}
