package io.stagedoor.red5.plugin.guard;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.red5.server.api.IConnection;
import org.red5.server.api.service.IPendingServiceCall;
import org.red5.server.api.service.IServiceCall;
import org.red5.server.service.Call;

/**
 * A client's question how long a recording is, and thereby whether there is one. A client that may not play it gets
 * the answer for a missing recording. So does a name that makes Red5 fail, because Red5's answer would have a stack
 * trace.
 */
final class LengthCall {

    /** The method of Red5's adapter. */
    static final String METHOD = "getStreamLength";

    /** What Red5 answers for what is live, or not there. */
    private static final Double NOTHING = 0d;

    private final GateHolder gates;

    LengthCall(GateHolder gates) {
        this.gates = gates;
    }

    /** Answers the question, by asking Red5 if the client may know. */
    boolean answer(IConnection connection, Session session, IServiceCall call, BooleanSupplier red5) {
        if (!allows(connection, session, call)) {
            return answerNothing(call);
        }
        boolean answered = red5.getAsBoolean();
        return answered && call.getException() == null || answerNothing(call);
    }

    private boolean allows(IConnection connection, Session session, IServiceCall call) {
        Object[] arguments = call.getArguments();
        if (arguments == null || arguments.length != 1 || !(arguments[0] instanceof String name) || !isPath(name)) {
            return false;
        }
        boolean playing = session.holds(AllowedStreams.Stream.play(name));
        return gates.ask(gate -> gate.length(connection, session.state(), name, playing))
                .allowed();
    }

    /** Whether the name can be one of a file here: Red5 takes it for granted. */
    private static boolean isPath(String name) {
        try {
            var unused = Path.of(name);
            return true;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Answers as for a recording that is not there. */
    static boolean answerNothing(IServiceCall call) {
        call.setException(null);
        if (call instanceof IPendingServiceCall pending) {
            pending.setResult(NOTHING);
        }
        call.setStatus(Call.STATUS_SUCCESS_RESULT);
        return true;
    }
}
