package io.stagedoor.core.oversight;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.audit.AuditEvent;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A line of the audit log, as far as it says what a client wanted. Nobody has written down what the client showed.
 *
 * @param line names and values; nothing is believed of it
 */
record RecordedRequest(Map<String, String> line) {

    private static final String CONNECT = "connect";
    private static final String SHARE = "share:";
    private static final int MOST_DIGITS = 9;

    String text(String name) {
        return line.getOrDefault(name, "");
    }

    /** Whether it is a decision about a client, and neither an end nor an act nor a comparison. */
    boolean isDecision() {
        return wasAllowed() || AuditEvent.isRefusal(text("decision"));
    }

    boolean wasAllowed() {
        return text("decision").equals("allow");
    }

    /** How many requests the line stands for. */
    long count() {
        String count = text("count");
        return count.matches("[1-9][0-9]{0," + (MOST_DIGITS - 1) + "}") ? Long.parseLong(count) : 1;
    }

    /** Whether it stands for requests of several kinds, of which it tells the last one only. */
    boolean isOfMany() {
        return text("of").equals("others");
    }

    /** Whether it is about a connect, or the use of a stream or shared object. */
    boolean isKnown() {
        return isConnect() || action().isPresent();
    }

    boolean isConnect() {
        return text("action").equals(CONNECT);
    }

    Optional<Action> action() {
        String name = text("action");
        return switch (name) {
            case "publish" -> Optional.of(Action.PUBLISH);
            case "play" -> Optional.of(Action.SUBSCRIBE);
            default -> name.startsWith(SHARE) ? Optional.of(Action.SHARE) : Optional.empty();
        };
    }

    /** As of {@link io.stagedoor.auth.StreamRequest}: that of a publisher is not recorded. */
    String mode() {
        return action().filter(Action.SHARE::equals).isPresent()
                ? text("action").substring(SHARE.length())
                : "";
    }

    Optional<Protocol> protocol() {
        try {
            return Optional.of(Protocol.valueOf(text("protocol")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Where it led; empty if the name that is recorded is none: the server refused it, or it is cut or redacted. */
    Optional<StreamPath> path() {
        try {
            return Optional.of(new StreamPath(text("application"), text("room"), text("stream")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The request of a client that shows nothing, for nobody. */
    ConnectRequest connect(Protocol protocol, StreamPath path, Instant deadline) {
        return ConnectRequest.builder("replay", protocol, path, deadline)
                .remoteAddress(text("address"))
                .purpose(Purpose.DRY_RUN)
                .build();
    }
}
