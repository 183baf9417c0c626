package io.stagedoor.red5.plugin.guard;

import io.stagedoor.red5.hook.EndReason;
import io.stagedoor.red5.hook.Verdict;
import io.stagedoor.red5.plugin.ending.Ending;
import io.stagedoor.red5.plugin.ending.Ends;
import java.util.Map;
import org.red5.server.api.IConnection;

/** Ends the sessions of connections: by their own end, or because somebody says so. Needs no gate. */
final class Cuts {

    private final Ends ends;
    private final Closer closer;

    Cuts(Ends ends, Closer closer) {
        this.ends = ends;
        this.closer = closer;
    }

    /** The end of one session. */
    private static final class SessionEnd extends Ending {

        private final Cuts cuts;
        private final IConnection connection;
        private final Session session;

        SessionEnd(Cuts cuts, IConnection connection, Session session) {
            this.cuts = cuts;
            this.connection = connection;
            this.session = session;
        }

        @Override
        protected long endsAt() {
            return session.endsAt();
        }

        @Override
        protected void over() {
            if (session.cut(EndReason.EXPIRED, cuts.ends::isOver)) {
                cuts.close(connection, session, EndReason.EXPIRED);
            }
        }
    }

    /** Whether the end of a session has come. */
    boolean isOver(Map<String, Object> state) {
        return ends.isOver(Verdict.endsAt(state));
    }

    /** Sees to it that a session ends when it says now. To be called whenever the session of a connection has been set. */
    void follow(IConnection connection, Session session) {
        Ending known = session.ending();
        if (known == null && session.endsAt() == Verdict.NEVER) {
            return;
        }
        ends.look(known == null ? session.ending(new SessionEnd(this, connection, session)) : known);
    }

    /** The session has ended otherwise. */
    void forget(Session session) {
        Ending known = session.ending();
        if (known != null) {
            ends.forget(known);
        }
    }

    /**
     * Ends a session: tells the client why, and closes its connection.
     *
     * @return {@code false} if that has been done, or the session has ended
     */
    boolean cut(IConnection connection, Session session, EndReason reason) {
        if (!session.cut(reason, any -> true)) {
            return false;
        }
        close(connection, session, reason);
        return true;
    }

    private void close(IConnection connection, Session session, EndReason reason) {
        closer.closeAfter(connection, () -> Farewell.say(connection, session.streams(), reason));
    }
}
