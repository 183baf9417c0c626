package io.stagedoor.red5.plugin.guard;

import io.stagedoor.red5.plugin.guard.AllowedStreams.News;
import io.stagedoor.red5.plugin.guard.AllowedStreams.State;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.red5.server.api.IConnection;
import org.red5.server.api.service.IServiceCall;
import org.red5.server.net.rtmp.RTMPConnection;
import org.red5.server.net.rtmp.status.Status;
import org.red5.server.net.rtmp.status.StatusCodes;
import org.red5.server.service.Call;
import org.red5.server.stream.StreamService;

/** One call of an admitted client to Red5's stream service. */
final class StreamInvocation {

    private final Guard guard;
    private final IConnection connection;
    private final Session session;
    private final IServiceCall call;
    private final int streamId;

    StreamInvocation(Guard guard, IConnection connection, Session session, IServiceCall call) {
        this.guard = guard;
        this.connection = connection;
        this.session = session;
        this.call = call;
        this.streamId = Guard.streamId(connection);
    }

    boolean run(BooleanSupplier delegate) {
        String method = StreamNames.method(call);
        Optional<StreamCall> wish = StreamCall.of(call, method);
        if (wish.isPresent()) {
            return stream(wish.get(), delegate);
        }
        if (session.isProvisional()) {
            return guard.provisionalCalls().answer(connection, session, call);
        }
        if (method.equals("initStream") && !StreamCall.isStreamId(call.getArguments())) {
            call.setStatus(Call.STATUS_ACCESS_DENIED);
            return false;
        }
        if (!StreamCall.spellOutStop(call, method)) {
            call.setStatus(Call.STATUS_SUCCESS_VOID);
            return true;
        }
        BooleanSupplier red5 = StreamCall.skips(call, method) ? this::skip : delegate;
        // GStreamer, for one, ends a stream by its name with what stands behind it.
        StreamNames.hideQueries(call);
        return oneAtATime(() -> {
            try {
                return red5.getAsBoolean();
            } finally {
                tell(session.settle(streamId, look(null)));
            }
        });
    }

    /** As Red5 does it; of its methods of one argument, Red5 2.0 may take another. */
    private boolean skip() {
        OpenStreams.skip(connection, streamId);
        call.setStatus(Call.STATUS_SUCCESS_VOID);
        return true;
    }

    private boolean stream(StreamCall wish, BooleanSupplier delegate) {
        if (!allowed(wish) || wish.name() == null) {
            return refuse(wish);
        }
        String name = wish.hideQuery();
        return oneAtATime(() -> begin(
                wish.publishes() ? AllowedStreams.Stream.publish(name) : AllowedStreams.Stream.play(name), delegate));
    }

    private boolean oneAtATime(BooleanSupplier work) {
        session.calls().lock();
        try {
            return work.getAsBoolean();
        } finally {
            session.calls().unlock();
        }
    }

    private boolean begin(AllowedStreams.Stream stream, BooleanSupplier delegate) {
        boolean again = stream.isPublished() && session.holds(streamId, stream);
        tell(session.allow(streamId, stream, State.CALLED));
        if (!session.holds(streamId, stream)) { // the client has gone, or was cut off, while it was judged
            call.setStatus(Call.STATUS_ACCESS_DENIED);
            return false;
        }
        if (stream.isPublished()) {
            OpenStreams.closeFormer(connection, session.scope(), streamId, stream);
        }
        try {
            return delegate.getAsBoolean();
        } finally {
            Map<Integer, Map<AllowedStreams.Stream, Boolean>> looked = look(stream);
            News news = session.settle(streamId, looked, stream, OpenStreams.areClosing(connection));
            if (again && session.holds(streamId, stream)) { // its own name is as taken as any other: what runs goes on
                news.refused().add(stream);
            }
            tell(news);
        }
    }

    private Map<Integer, Map<AllowedStreams.Stream, Boolean>> look(AllowedStreams.Stream wanted) {
        return OpenStreams.look(connection, session.scope(), streamId, wanted, session.streams());
    }

    private void tell(News news) {
        guard.sessions().tell(connection, session, news);
    }

    /** What has no name is asked about too, under a name that nobody can open: each refusal is told of. */
    private boolean allowed(StreamCall wish) {
        String name = wish.name() == null ? "" : wish.name();
        return guard.allowsStream(
                connection,
                session,
                (gate, state) -> wish.publishes()
                        ? gate.publish(connection, state, name, wish.mode())
                        : gate.play(connection, state, name));
    }

    private boolean refuse(StreamCall wish) {
        String name = wish.hideQuery();
        if (connection instanceof RTMPConnection) {
            StreamService.sendNetStreamStatus(
                    connection,
                    wish.publishes() ? StatusCodes.NS_PUBLISH_BADNAME : StatusCodes.NS_FAILED,
                    wish.publishes()
                            ? "You are not allowed to publish the stream."
                            : "You are not allowed to play the stream.",
                    name,
                    Status.ERROR,
                    streamId);
        }
        guard.closeRefused(connection);
        // Answered: with this status Red5 sends no second one.
        call.setStatus(Call.STATUS_SUCCESS_VOID);
        return true;
    }
}
