package io.stagedoor.red5.plugin.guard;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.red5.server.api.service.IServiceCall;
import org.red5.server.net.rtmp.RTMPConnection;
import org.red5.server.service.Call;

/**
 * What a client asks of a stream, read from the raw arguments of its call, whatever form they have.
 *
 * @param action {@code publish} or {@code play}
 * @param name the stream's name with its query, as the client sent it; {@code null} for arguments that Red5 would turn into
 *     some name by conversion: such a call is refused
 * @param mode of a publish
 * @param rename writes another name into the call
 */
record StreamCall(String action, String name, String mode, Consumer<String> rename) {

    private static final int PLAY2_POSITIONAL = 6;
    private static final int MAX_PLAY_ARGUMENTS = 4;
    private static final String LIVE = "live";
    /** The default start of a play, in milliseconds as Red5 has it. */
    private static final int LIVE_OR_RECORDED = -2000;

    private static final String STREAM_NAME = "streamName";
    private static final String OLD_STREAM_NAME = "oldStreamName";

    /** The call as a wish for a stream; empty if it is none, or one to stop. */
    static Optional<StreamCall> of(IServiceCall call, String method) {
        Object[] arguments = arguments(call);
        return switch (method) {
            case "publish" -> stops(arguments) ? Optional.empty() : Optional.of(publish(call, arguments));
            case "play" -> stops(arguments) ? Optional.empty() : Optional.of(play(call, arguments));
            case "play2" -> Optional.of(play2(arguments));
            default -> Optional.empty();
        };
    }

    /**
     * Takes the query off the name in the call. From then on nobody sees it: Red5 would make connection attributes of it, and
     * log it.
     *
     * @return the name without the query
     */
    String hideQuery() {
        if (name == null) {
            return "";
        }
        String bare = StreamNames.withoutQuery(name);
        rename.accept(bare);
        return bare;
    }

    boolean publishes() {
        return action.equals(AllowedStreams.Stream.PUBLISH);
    }

    /** Shows no query: it may hold a token. */
    @Override
    public String toString() {
        return "StreamCall[action=" + action + ", name=" + (name == null ? null : StreamNames.withoutQuery(name))
                + ", mode=" + mode + "]";
    }

    /** Whether it is the form {@code publish(false)} or {@code play(false)}: a wish to end. */
    static boolean stops(Object[] arguments) {
        return arguments.length == 1 && arguments[0] instanceof Boolean;
    }

    /**
     * Writes {@code publish(false)} so that Red5 has one method to choose: Red5 2.0 may take {@code false} for a name.
     *
     * @return whether there is something for Red5 to do; {@code true} means nothing
     */
    static boolean spellOutStop(IServiceCall call, String method) {
        if (!method.equals("publish") || !stops(arguments(call)) || !(call instanceof Call writable)) {
            return true;
        }
        boolean goOn = (Boolean) call.getArguments()[0];
        writable.setServiceMethodName("closeStream");
        writable.setArguments(new Object[0]);
        return !goOn;
    }

    /** Whether it is {@code play(false)}, which goes to the next item of the playlist. */
    static boolean skips(IServiceCall call, String method) {
        return method.equals("play") && stops(arguments(call)) && !((Boolean) call.getArguments()[0]);
    }

    private static Object[] arguments(IServiceCall call) {
        return call.getArguments() == null ? new Object[0] : call.getArguments();
    }

    /** Whether the first argument is an id that Red5 could give: one that the client makes up is kept until the connection ends. */
    static boolean isStreamId(Object[] arguments) {
        return arguments != null
                && arguments.length >= 1
                && arguments[0] instanceof Number id
                && id.doubleValue() >= 1
                && id.doubleValue() <= RTMPConnection.MAX_RESERVED_STREAMS
                && id.doubleValue() == id.intValue();
    }

    private static StreamCall publish(IServiceCall call, Object[] arguments) {
        boolean known = (arguments.length == 1 || (arguments.length == 2 && arguments[1] instanceof String))
                && !isNoName(arguments[0]);
        String mode = arguments.length == 2 && arguments[1] instanceof String text ? text : LIVE;
        return first(AllowedStreams.Stream.PUBLISH, known, call, arguments, mode);
    }

    /** Red5 publishes a stream of this name without a name, and cannot close its connection then. */
    private static boolean isNoName(Object name) {
        return name instanceof String text
                && AllowedStreams.Stream.publish(StreamNames.withoutQuery(text))
                        .name()
                        .equals("false");
    }

    private static StreamCall play(IServiceCall call, Object[] arguments) {
        boolean known = arguments.length >= 1 && arguments.length <= MAX_PLAY_ARGUMENTS;
        return first(AllowedStreams.Stream.PLAY, known, call, arguments, "");
    }

    private static StreamCall first(String action, boolean known, IServiceCall call, Object[] arguments, String mode) {
        String name = known && arguments[0] instanceof String text ? text : null;
        return new StreamCall(action, name, mode, bare -> {
            arguments[0] = bare;
            if (arguments.length == 1 && call instanceof Call writable) {
                spellOut(action, bare, writable);
            }
        });
    }

    /** Red5 2.0 picks one of several methods of one argument at random: the same wish in its full form is not ambiguous. */
    private static void spellOut(String action, String name, Call call) {
        boolean publishes = action.equals(AllowedStreams.Stream.PUBLISH);
        call.setArguments(new Object[] {name, publishes ? LIVE : (Object) LIVE_OR_RECORDED});
    }

    private static StreamCall play2(Object[] arguments) {
        if (arguments.length == PLAY2_POSITIONAL && arguments[PLAY2_POSITIONAL - 1] instanceof String name) {
            return new StreamCall(AllowedStreams.Stream.PLAY, name, "", bare -> {
                arguments[PLAY2_POSITIONAL - 1] = bare;
                arguments[0] = arguments[0] instanceof String old ? StreamNames.withoutQuery(old) : arguments[0];
            });
        }
        if (arguments.length == 1 && arguments[0] instanceof Map<?, ?> options && hasOneName(options)) {
            @SuppressWarnings("unchecked")
            Map<Object, Object> writable = (Map<Object, Object>) options;
            return new StreamCall(AllowedStreams.Stream.PLAY, (String) options.get(STREAM_NAME), "", bare -> {
                writable.put(STREAM_NAME, bare);
                // Red5 looks for it among the names that lost their query when they were played.
                writable.computeIfPresent(
                        OLD_STREAM_NAME,
                        (key, old) -> old instanceof String text ? StreamNames.withoutQuery(text) : old);
            });
        }
        return new StreamCall(AllowedStreams.Stream.PLAY, null, "", bare -> {});
    }

    /** Red5 turns the keys into text: a second key of the same text would be another name than the one judged. */
    private static boolean hasOneName(Map<?, ?> options) {
        long names = options.keySet().stream()
                .filter(key -> STREAM_NAME.equals(String.valueOf(key)))
                .count();
        return names == 1 && options.get(STREAM_NAME) instanceof String;
    }
}
