package io.stagedoor.red5.plugin.guard;

import io.stagedoor.red5.hook.Attempt;
import java.util.Set;
import org.red5.server.api.IConnection;
import org.red5.server.api.service.IPendingServiceCall;
import org.red5.server.api.service.IServiceCall;
import org.red5.server.api.stream.IStreamCapableConnection;
import org.red5.server.service.Call;

/**
 * What clients ask before they publish or play, answered for one that has still to say who it is: here, so that neither the
 * application nor a service of its own is reached.
 */
final class ProvisionalCalls {

    /** Taken note of by nobody; clients wait for the answer all the same, or are content without one. */
    private static final Set<String> NOTICES = Set.of("FCPublish", "FCSubscribe", "_checkbw", "releaseStream");

    private final Admission admission;

    ProvisionalCalls(Admission admission) {
        this.admission = admission;
    }

    /** Answers a call to the application, or to Red5's stream service. */
    boolean answer(IConnection connection, Session session, IServiceCall call) {
        if (!session.mayAsk()) {
            admission.refuseCall(connection);
            call.setStatus(Call.STATUS_ACCESS_DENIED);
            return false;
        }
        String service = call.getServiceName();
        if ((service == null || service.isEmpty()) && isAnswered(connection, call)) {
            return true;
        }
        admission.gates().tell(gate -> gate.refused(connection, Attempt.CALL));
        call.setStatus(Call.STATUS_ACCESS_DENIED);
        return false;
    }

    private static boolean isAnswered(IConnection connection, IServiceCall call) {
        String method = StreamNames.method(call);
        if (NOTICES.contains(method) || method.equals("closeStream")) { // there is no stream yet
            call.setStatus(Call.STATUS_SUCCESS_VOID);
            return true;
        }
        return switch (method) {
            case "createStream" -> createStream(connection, call);
            case "deleteStream" -> deleteStream(connection, call);
            // ffmpeg asks before it plays, and gives up when it is refused; 0 is the answer for what is live or not
            // there.
            case LengthCall.METHOD -> LengthCall.answerNothing(call);
            default -> false;
        };
    }

    private static boolean createStream(IConnection connection, IServiceCall call) {
        if (!(connection instanceof IStreamCapableConnection streams)) {
            return false;
        }
        try {
            return result(call, streams.reserveStreamId());
        } catch (IndexOutOfBoundsException e) { // it has all there are
            return false;
        }
    }

    private static boolean deleteStream(IConnection connection, IServiceCall call) {
        Object[] arguments = call.getArguments();
        if (connection instanceof IStreamCapableConnection streams
                && arguments != null
                && arguments.length == 1
                && arguments[0] instanceof Number id) {
            streams.unreserveStreamId(id);
            call.setStatus(Call.STATUS_SUCCESS_VOID);
            return true;
        }
        return false;
    }

    private static boolean result(IServiceCall call, Object result) {
        if (call instanceof IPendingServiceCall pending) {
            pending.setResult(result);
        }
        call.setStatus(Call.STATUS_SUCCESS_RESULT);
        return true;
    }
}
