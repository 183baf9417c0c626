package io.stagedoor.red5.plugin.guard;

import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.host.log.StagedoorLog;
import io.stagedoor.red5.hook.Attempt;
import io.stagedoor.red5.hook.Gate;
import io.stagedoor.red5.hook.SharedObjectUse;
import io.stagedoor.red5.hook.Verdict;
import io.stagedoor.red5.plugin.guard.AllowedStreams.State;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.red5.server.api.IConnection;
import org.red5.server.api.Red5;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.so.ISharedObject;
import org.red5.server.api.so.ISharedObjectSecurity;
import org.red5.server.api.stream.IStreamPlaybackSecurity;
import org.red5.server.api.stream.IStreamPublishSecurity;
import org.slf4j.Logger;

/**
 * The second lock, on the application's adapter: for streams it asks whether {@link GuardedInvoker} has let them through, for
 * shared objects, which do not pass the invoker, it is the only one. Registered once for each application, never taken away,
 * because Red5 keeps these handlers in sets that are not synchronised.
 */
final class StreamLock implements IStreamPublishSecurity, IStreamPlaybackSecurity, ISharedObjectSecurity {

    private static final Logger LOG = StagedoorLog.logger(StreamLock.class);

    private final Admission admission;

    StreamLock(Admission admission) {
        this.admission = admission;
    }

    @Override
    public boolean isPublishAllowed(IScope scope, String name, String mode) {
        return publishPassed(name, mode);
    }

    @Override
    public boolean isPlaybackAllowed(IScope scope, String name, int start, int length, boolean flushPlaylist) {
        return playPassed(name);
    }

    @Override
    public boolean isCreationAllowed(IScope scope, String name, boolean persistent) {
        return share(name, SharedObjectUse.CREATE);
    }

    @Override
    public boolean isConnectionAllowed(ISharedObject object) {
        return share(object.getName(), SharedObjectUse.CONNECT);
    }

    @Override
    public boolean isWriteAllowed(ISharedObject object, String key, Object value) {
        return share(object.getName(), SharedObjectUse.WRITE);
    }

    @Override
    public boolean isDeleteAllowed(ISharedObject object, String key) {
        return share(object.getName(), SharedObjectUse.DELETE);
    }

    @Override
    public boolean isSendAllowed(ISharedObject object, String message, List<?> arguments) {
        return share(object.getName(), SharedObjectUse.SEND);
    }

    private boolean publishPassed(String name, String mode) {
        return passed(
                AllowedStreams.Stream.publish(name),
                connection -> (gate, state) -> gate.publish(connection, state, text(name), mode));
    }

    private boolean playPassed(String name) {
        return passed(
                AllowedStreams.Stream.play(name),
                connection -> (gate, state) -> gate.play(connection, state, text(name)));
    }

    private boolean passed(
            AllowedStreams.Stream stream,
            Function<IConnection, BiFunction<Gate, Map<String, Object>, Verdict>> question) {
        return judge(stream.isPublished() ? Attempt.PUBLISH : Attempt.PLAY, (connection, session) -> {
            int streamId = Admission.streamId(connection);
            if (session.holds(streamId, stream)) {
                return true;
            }
            // Not a stream that the invoker let through: Red5 has made another name of it, or it came another way.
            Verdict verdict = admission.stream(connection, session, question.apply(connection));
            if (!verdict.allowed() || isOther(stream, verdict)) {
                admission.closer().closeLater(connection);
                return false;
            }
            admission.sessions().tell(connection, session, session.allow(streamId, stream, State.ASKED));
            return true;
        });
    }

    /** Whether Red5 was to be asked for another stream: it has chosen this one already. */
    private static boolean isOther(AllowedStreams.Stream stream, Verdict verdict) {
        return verdict.stream().filter(name -> !name.equals(stream.name())).isPresent();
    }

    private static String text(String name) {
        return name == null ? "" : name;
    }

    private boolean share(String name, SharedObjectUse operation) {
        return judge(Attempt.SHARE, (connection, session) -> {
            if (session.isProvisional()) {
                admission.tellRefused(connection, Attempt.SHARE);
                return false;
            }
            boolean allowed = admission
                    .gates()
                    .ask(gate -> gate.share(connection, session.state(), name, operation))
                    .allowed();
            if (allowed) {
                AllowedStreams.Stream object = AllowedStreams.Stream.share(name);
                admission
                        .sessions()
                        .tell(connection, session, session.allow(Session.NO_STREAM_ID, object, State.BEGUN));
            }
            return allowed;
        });
    }

    /** Judges for a handler that Red5 asks: it must not throw, or the client is left hanging. */
    private boolean judge(Attempt attempt, BiPredicate<IConnection, Session> allowed) {
        try {
            IConnection connection = Red5.getConnectionLocal();
            Session session = admission.sessions().in(connection);
            if (session != null) {
                return allowed.test(connection, session);
            }
            if (connection != null) {
                admission.tellRefused(connection, attempt);
            }
            return false;
        } catch (RuntimeException e) {
            LOG.error("Could not judge a {}; refused.", attempt.text(), Redacted.of(e));
            return false;
        }
    }
}
