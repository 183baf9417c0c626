package io.stagedoor.red5.plugin.guard;

import io.stagedoor.red5.hook.Attempt;
import io.stagedoor.red5.hook.Verdict;
import io.stagedoor.red5.plugin.ending.Workers;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IScope;

/**
 * Clients that have not sent credentials yet. The hook keeps them, and not a gate, because a gate may be replaced meanwhile.
 */
final class ProvisionalClients {

    private final Sessions sessions;
    private final GateHolder gates;
    private final Workers workers;
    private final Closer closer;
    private final AtomicInteger places = new AtomicInteger();

    ProvisionalClients(Sessions sessions, GateHolder gates, Workers workers, Closer closer) {
        this.sessions = sessions;
        this.gates = gates;
        this.workers = workers;
        this.closer = closer;
    }

    /**
     * Lets a connection in on these terms.
     *
     * @param scope where it is let in; {@code null} if it is sent there
     * @return its session; {@code null} if it has ended already, or there are too many
     */
    @Nullable
    Session admit(IConnection connection, @Nullable IScope scope, Map<String, Object> state, Verdict.Provision terms) {
        Probation probation = Probation.begin(places, terms.most());
        if (probation == null) {
            gates.tell(gate -> gate.refused(connection, Attempt.CROWD));
            return null;
        }
        Session session = new Session(state, scope, probation);
        Future<?> timer = workers.later(terms.time(), () -> workers.cut(() -> expire(connection, session)));
        if (timer == null) {
            probation.end();
            return null;
        }
        probation.timer(timer);
        return sessions.admit(connection, session) ? session : null;
    }

    private void expire(IConnection connection, Session session) {
        if (session.expire()) {
            gates.tell(gate -> gate.refused(connection, Attempt.PROVISIONAL));
            closer.closeNow(connection);
        }
    }

    /** How many there are at this moment. */
    int size() {
        return places.get();
    }
}
