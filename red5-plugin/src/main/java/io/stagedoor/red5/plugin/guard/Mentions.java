package io.stagedoor.red5.plugin.guard;

import io.stagedoor.red5.hook.Use;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.red5.server.api.IConnection;
import org.red5.server.api.service.IServiceCall;
import org.red5.server.service.Call;

/**
 * Calls that only mention a stream, most of them before the client publishes or plays it. Red5 and the application see the name that Red5
 * will have for the stream: what the client sends may be good for nothing but to find that name, and be a secret.
 */
final class Mentions {

    /** Methods that take a stream's name and do nothing with its query: encoders send it all the same. */
    private static final Map<String, Use> METHODS = Map.of(
            LengthCall.METHOD,
            Use.PLAY,
            "releaseStream",
            Use.PUBLISH,
            "FCPublish",
            Use.PUBLISH,
            "FCUnpublish",
            Use.PUBLISH,
            "FCSubscribe",
            Use.PLAY);

    private static final Set<Class<?>> WITHOUT_NAMES =
            Set.of(Boolean.class, Integer.class, Long.class, Float.class, Double.class, Short.class, Byte.class);

    private final GateHolder gates;

    Mentions(GateHolder gates) {
        this.gates = gates;
    }

    /** What a call mentions, as the client sent it. */
    record Mention(Use use, Object[] sent) {}

    /**
     * Takes the names out of a call that only mentions a stream, so that nobody sees them before they are {@linkplain #write written} anew. A
     * structure may hold a name, and is none that Red5 knows: it is dropped.
     *
     * @return empty for another call
     */
    static Optional<Mention> take(IServiceCall call) {
        Use use = METHODS.get(StreamNames.method(call));
        if (use == null) {
            return Optional.empty();
        }
        Object[] arguments = call.getArguments() == null ? new Object[0] : call.getArguments();
        Object[] sent = arguments.clone();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof String text) {
                arguments[i] = StreamNames.withoutQuery(text);
            } else if (arguments[i] != null && !WITHOUT_NAMES.contains(arguments[i].getClass())) {
                arguments[i] = null;
            }
        }
        return Optional.of(new Mention(use, sent));
    }

    /**
     * Writes the names into a call that Red5 will have for what the client has mentioned.
     *
     * @return {@code false} if nobody can say them: Red5 must not see the call
     */
    boolean write(IConnection connection, Session session, IServiceCall call, Mention mention) {
        Object[] arguments = call.getArguments();
        for (int i = 0; i < mention.sent().length; i++) {
            if (mention.sent()[i] instanceof String sent) {
                Optional<String> name = name(connection, session, mention.use(), sent);
                if (name.isEmpty()) {
                    return false;
                }
                arguments[i] = name.get();
            }
        }
        return true;
    }

    /** Answers a call whose names nobody can say: the length of a recording as of one that is missing. */
    static boolean refuse(IServiceCall call) {
        if (StreamNames.method(call).equals(LengthCall.METHOD)) {
            return LengthCall.answerNothing(call);
        }
        call.setStatus(Call.STATUS_ACCESS_DENIED);
        return false;
    }

    private Optional<String> name(IConnection connection, Session session, Use use, String sent) {
        String bare = StreamNames.withoutQuery(sent);
        return session.knows(bare)
                ? Optional.of(session.nameOf(bare))
                : gates.ask(
                        gate -> Optional.of(gate.mention(connection, session.state(), use, sent)
                                .orElse(bare)),
                        Optional::isPresent,
                        Optional.empty());
    }
}
