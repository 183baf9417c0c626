package io.stagedoor.red5.plugin.guard;

import io.stagedoor.red5.hook.Verdict;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.red5.server.api.IConnection;
import org.red5.server.api.service.IServiceCall;
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
        boolean done = delegate.getAsBoolean();
        noticeEnd(method);
        return done;
    }

    private boolean stream(StreamCall wish, BooleanSupplier delegate) {
        if (wish.name() == null || !allowed(wish)) {
            return refuse(wish);
        }
        String bare = wish.hideQuery();
        Session.Stream stream = new Session.Stream(wish.action(), opened(wish, bare));
        guard.sessions().tellEnded(connection, session, session.begin(streamId, stream));
        return delegate.getAsBoolean();
    }

    private boolean allowed(StreamCall wish) {
        boolean publishes = wish.action().equals(Session.Stream.PUBLISH);
        Verdict verdict = guard.gates()
                .ask(gate -> publishes
                        ? gate.publish(connection, session.state(), wish.name(), wish.mode())
                        : gate.play(connection, session.state(), wish.name()));
        return verdict.allowed();
    }

    private boolean refuse(StreamCall wish) {
        boolean publishes = wish.action().equals(Session.Stream.PUBLISH);
        String name = wish.hideQuery();
        StreamService.sendNetStreamStatus(
                connection,
                publishes ? StatusCodes.NS_PUBLISH_BADNAME : StatusCodes.NS_FAILED,
                publishes ? "You are not allowed to publish the stream." : "You are not allowed to play the stream.",
                name,
                Status.ERROR,
                streamId);
        guard.closeRefused(connection);
        // Answered: with this status Red5 sends no second one.
        call.setStatus(Call.STATUS_SUCCESS_VOID);
        return true;
    }

    private void noticeEnd(String method) {
        Object[] arguments = call.getArguments() == null ? new Object[0] : call.getArguments();
        switch (method) {
            case "deleteStream", "initStream" -> {
                if (arguments.length >= 1 && arguments[0] instanceof Number id) {
                    end(id.intValue());
                }
            }
            case "closeStream" ->
                end(arguments.length == 1 && arguments[0] instanceof Number id ? id.intValue() : streamId);
            case "publish" -> {
                if (StreamCall.stops(arguments) && Boolean.FALSE.equals(arguments[0])) {
                    end(streamId);
                }
            }
            default -> {
                // nothing else ends a stream
            }
        }
    }

    private void end(int id) {
        guard.sessions().tellEnded(connection, session, session.end(id));
    }

    /** The name under which Red5 opens a stream: of a published one it takes these prefixes off, wherever they stand. */
    private static String opened(StreamCall wish, String bare) {
        return wish.action().equals(Session.Stream.PUBLISH)
                ? bare.replace("mp4:", "").replace("f4v:", "")
                : bare;
    }
}
