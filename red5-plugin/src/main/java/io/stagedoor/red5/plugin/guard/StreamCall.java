package io.stagedoor.red5.plugin.guard;

import io.stagedoor.red5.hook.Use;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.red5.server.api.service.IServiceCall;
import org.red5.server.net.rtmp.RTMPConnection;
import org.red5.server.service.Call;

/**
 * What a client asks of a stream, read from the raw arguments of its call, whatever form they have.
 *
 * @param use {@link Use#PUBLISH} or {@link Use#PLAY}
 * @param name the stream's name with its query, as the client sent it; {@code null} for arguments that Red5 would turn into
 *     some name by conversion: such a call is refused
 * @param mode of a publish
 * @param rename writes another name into the call
 */
record StreamCall(Use use, @Nullable String name, String mode, Rename rename) {

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

    /** Writes names into a call. */
    @FunctionalInterface
    interface Rename {

        /**
         * Writes them.
         *
         * @param name of the stream
         * @param old gives the name for Red5 of a stream that the call names beside it, from what the client said
         */
        void write(String name, UnaryOperator<String> old);
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
        rename.write(bare, StreamNames::withoutQuery);
        return bare;
    }

    /** Has Red5 see a stream of another name, and its own names for other streams in the call. */
    void rename(String red5, UnaryOperator<String> known) {
        rename.write(red5, known);
    }

    /** Whether Red5 can have the stream under another name; it can if there is none. */
    boolean mayBe(Optional<String> other) {
        return !publishes() || other.filter(StreamCall::isNoName).isEmpty();
    }

    boolean publishes() {
        return use == Use.PUBLISH;
    }

    /** Shows no query: it may hold a token. */
    @Override
    public String toString() {
        return "StreamCall[use=" + use + ", name=" + (name == null ? null : StreamNames.withoutQuery(name)) + ", mode="
                + mode + "]";
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
                && isStreamId(id.intValue())
                && id.doubleValue() == id.intValue();
    }

    /** Whether it is an id that Red5 could give. */
    static boolean isStreamId(int id) {
        return id >= 1 && id <= RTMPConnection.MAX_RESERVED_STREAMS;
    }

    private static StreamCall publish(IServiceCall call, Object[] arguments) {
        boolean known = (arguments.length == 1 || (arguments.length == 2 && arguments[1] instanceof String))
                && !isNoName(arguments[0]);
        String mode = arguments.length == 2 && arguments[1] instanceof String text ? text : LIVE;
        return first(Use.PUBLISH, known, call, arguments, mode);
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
        return first(Use.PLAY, known, call, arguments, "");
    }

    private static StreamCall first(Use use, boolean known, IServiceCall call, Object[] arguments, String mode) {
        String name = known && arguments[0] instanceof String text ? text : null;
        return new StreamCall(use, name, mode, (bare, old) -> {
            arguments[0] = bare;
            if (arguments.length == 1 && call instanceof Call writable) {
                spellOut(use, bare, writable);
            }
        });
    }

    /** Red5 2.0 picks one of several methods of one argument at random: the same wish in its full form is not ambiguous. */
    private static void spellOut(Use use, String name, Call call) {
        boolean publishes = use == Use.PUBLISH;
        call.setArguments(new Object[] {name, publishes ? LIVE : (Object) LIVE_OR_RECORDED});
    }

    private static StreamCall play2(Object[] arguments) {
        if (arguments.length == PLAY2_POSITIONAL && arguments[PLAY2_POSITIONAL - 1] instanceof String name) {
            return new StreamCall(Use.PLAY, name, "", (bare, old) -> {
                arguments[PLAY2_POSITIONAL - 1] = bare;
                arguments[0] = arguments[0] instanceof String former ? old.apply(former) : arguments[0];
            });
        }
        if (arguments.length == 1 && arguments[0] instanceof Map<?, ?> options && hasOneName(options)) {
            @SuppressWarnings("unchecked")
            Map<Object, Object> writable = (Map<Object, Object>) options;
            return new StreamCall(Use.PLAY, (String) options.get(STREAM_NAME), "", (bare, old) -> {
                writable.put(STREAM_NAME, bare);
                // Red5 looks for it among the names that lost their query when they were played.
                writable.computeIfPresent(
                        OLD_STREAM_NAME, (key, former) -> former instanceof String text ? old.apply(text) : former);
            });
        }
        return new StreamCall(Use.PLAY, null, "", (bare, old) -> {});
    }

    /** Red5 turns the keys into text: a second key of the same text would be another name than the one judged. */
    private static boolean hasOneName(Map<?, ?> options) {
        long names = options.keySet().stream()
                .filter(key -> STREAM_NAME.equals(String.valueOf(key)))
                .count();
        return names == 1 && options.get(STREAM_NAME) instanceof String;
    }
}
