package io.stagedoor.red5.plugin.guard;

import static io.stagedoor.red5.plugin.guard.Fixtures.fake;

import io.stagedoor.red5.plugin.guard.Fixtures.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.red5.server.api.IConnection;
import org.red5.server.api.Red5;
import org.red5.server.api.scope.IBroadcastScope;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.service.IServiceCall;
import org.red5.server.api.service.IServiceInvoker;
import org.red5.server.api.stream.IClientBroadcastStream;
import org.red5.server.api.stream.IClientStream;
import org.red5.server.api.stream.IPlayItem;
import org.red5.server.api.stream.IPlaylistSubscriberStream;
import org.red5.server.messaging.IProvider;

/** Does with the streams of clients what Red5's stream service does: one publisher a name, and ids that are numbers of any kind. */
final class StreamingRed5 implements IServiceInvoker {

    /** The streams of one connection, by id as Red5 keeps them. */
    static final class Streams {
        final Map<Number, IClientStream> byId = new ConcurrentHashMap<>();

        IClientStream get(Object id) {
            return byId.get(((Number) id).doubleValue());
        }
    }

    final Map<String, IClientBroadcastStream> published = new ConcurrentHashMap<>();
    final Map<IConnection, Streams> connections = new ConcurrentHashMap<>();
    /** What happens within the next call, when Red5 has done what it was asked. */
    volatile Runnable within = () -> {};

    @Override
    public boolean invoke(IServiceCall call, IScope scope) {
        return true;
    }

    @Override
    public boolean invoke(IServiceCall call, Object service) {
        IConnection connection = Red5.getConnectionLocal();
        Streams streams = connections.computeIfAbsent(connection, any -> new Streams());
        Object[] arguments = call.getArguments();
        boolean done = switch (StreamNames.method(call)) {
            case "publish" ->
                arguments[0] instanceof String name
                        ? publish(connection, streams, name)
                        : close(streams, connection.getStreamId());
            case "play" -> play(connection, streams, arguments);
            case "deleteStream" -> arguments.length == 1 && close(streams, arguments[0]);
            case "initStream" -> close(streams, arguments[0]);
            case "closeStream" -> close(streams, arguments.length == 1 ? arguments[0] : connection.getStreamId());
            default -> true;
        };
        within.run();
        return done;
    }

    private boolean publish(IConnection connection, Streams streams, String sent) {
        String name = sent.replace("mp4:", "");
        if (published.containsKey(name)) {
            return true;
        }
        IProvider provider = fake(IProvider.class, Map.of());
        Map<String, Answer> answers = new HashMap<>();
        answers.put("getPublishedName", none -> name);
        answers.put("getProvider", none -> provider);
        answers.put("getConnection", none -> connection);
        IClientBroadcastStream stream = fake(IClientBroadcastStream.class, answers);
        published.put(name, stream);
        streams.byId.put(connection.getStreamId().doubleValue(), stream);
        return true;
    }

    private static boolean play(IConnection connection, Streams streams, Object[] arguments) {
        double id = connection.getStreamId().doubleValue();
        List<IPlayItem> items = new ArrayList<>();
        items.add(fake(IPlayItem.class, Map.of("getName", none -> arguments[0])));
        boolean isThere = !String.valueOf(arguments[0]).startsWith("missing");
        Map<String, Answer> answers = new HashMap<>();
        answers.put("getItemSize", none -> items.size());
        answers.put("getItem", one -> items.get((Integer) one[0]));
        answers.put("getCurrentItemIndex", none -> isThere ? 0 : -1);
        if (id < 100) { // others were never created
            streams.byId.put(id, fake(IPlaylistSubscriberStream.class, answers));
        }
        return true;
    }

    private boolean close(Streams streams, Object id) {
        IClientStream gone = id instanceof Number number ? streams.byId.remove(number.doubleValue()) : null;
        published.values().removeIf(stream -> stream == gone);
        return id instanceof Number;
    }

    /** What a scope knows of what is published in it. */
    IBroadcastScope scopeOf(Object name) {
        IClientBroadcastStream stream = published.get(name);
        if (stream == null) {
            return null;
        }
        Map<String, Answer> answers = new HashMap<>();
        answers.put("getProviders", none -> List.of(stream.getProvider()));
        answers.put("getClientBroadcastStream", none -> stream);
        return fake(IBroadcastScope.class, answers);
    }
}
