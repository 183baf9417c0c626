package io.stagedoor.red5.plugin.guard;

import io.stagedoor.red5.hook.Verdict;
import io.stagedoor.red5.plugin.guard.AllowedStreams.News;
import io.stagedoor.red5.plugin.guard.AllowedStreams.State;
import io.stagedoor.red5.plugin.guard.Mentions.Mention;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.red5.server.api.IConnection;
import org.red5.server.api.service.IServiceCall;
import org.red5.server.net.rtmp.RTMPConnection;
import org.red5.server.net.rtmp.status.Status;
import org.red5.server.net.rtmp.status.StatusCodes;
import org.red5.server.service.Call;
import org.red5.server.stream.StreamService;

/** One call of an admitted client to Red5's stream service. */
final class StreamInvocation {

    private final Admission admission;
    private final IConnection connection;
    private final Session session;
    private final IServiceCall call;
    private final int streamId;

    StreamInvocation(Admission admission, IConnection connection, Session session, IServiceCall call) {
        this.admission = admission;
        this.connection = connection;
        this.session = session;
        this.call = call;
        this.streamId = Admission.streamId(connection);
    }

    /** @param mention of a stream in the call; empty if it only mentions none */
    boolean run(Optional<Mention> mention, BooleanSupplier delegate) {
        String method = StreamNames.method(call);
        Optional<StreamCall> wish = StreamCall.of(call, method);
        if (wish.isPresent() && isOutOfReach(connection, streamId)) {
            call.setStatus(Call.STATUS_ACCESS_DENIED);
            return false;
        }
        if (wish.isPresent()) {
            return stream(wish.get(), delegate);
        }
        if (session.isProvisional()) {
            return admission.provisionalCalls().answer(connection, session, call);
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
        if (mention.isPresent()) {
            if (!admission.mentions().write(connection, session, call, mention.get())) {
                return Mentions.refuse(call);
            }
        } else { // GStreamer, for one, ends a stream by its name with what stands behind it
            StreamNames.hideQueries(call);
            StreamNames.rename(call, session::nameOf);
        }
        return oneAtATime(() -> {
            try {
                return red5.getAsBoolean();
            } finally {
                tell(session.settle(streamId, look(null)));
            }
        });
    }

    /** Whether Red5 begins nothing on the id; it keeps a channel for each such id that anything is answered on. */
    static boolean isOutOfReach(IConnection connection, int streamId) {
        return connection instanceof RTMPConnection && !StreamCall.isStreamId(streamId);
    }

    /** As Red5 does it; of its methods of one argument, Red5 2.0 may take another. */
    private boolean skip() {
        OpenStreams.skip(connection, streamId);
        call.setStatus(Call.STATUS_SUCCESS_VOID);
        return true;
    }

    private boolean stream(StreamCall wish, BooleanSupplier delegate) {
        Verdict verdict = judge(wish);
        if (!verdict.allowed() || wish.name() == null || !wish.mayBe(verdict.stream())) {
            return refuse(wish);
        }
        String sent = wish.hideQuery();
        String name = verdict.stream().orElse(sent);
        wish.rename(name, session::nameOf);
        session.called(sent, name);
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

    private Map<Integer, Map<AllowedStreams.Stream, Boolean>> look(AllowedStreams.@Nullable Stream wanted) {
        return OpenStreams.look(connection, session.scope(), streamId, wanted, session.streams());
    }

    private void tell(News news) {
        admission.sessions().tell(connection, session, news);
    }

    /** What has no name is asked about too, under a name that nobody can open: each refusal is told of. */
    private Verdict judge(StreamCall wish) {
        String name = wish.name() == null ? "" : wish.name();
        return admission.stream(
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
        admission.closeRefused(connection);
        // Answered: with this status Red5 sends no second one.
        call.setStatus(Call.STATUS_SUCCESS_VOID);
        return true;
    }
}
