package io.stagedoor.red5.plugin.guard;

import io.stagedoor.red5.plugin.guard.AllowedStreams.News;
import io.stagedoor.red5.plugin.guard.AllowedStreams.State;
import io.stagedoor.red5.plugin.guard.AllowedStreams.Stream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.red5.server.api.scope.IScope;

/** An admitted client: its session from the gate, and the streams that it may send and receive now. */
final class Session {

    /** What shared objects are remembered under, until the connection ends. */
    static final int NO_STREAM_ID = -1;

    /**
     * What the gate is asked about at one moment.
     *
     * @param provisional whether the client has still to say who it is
     */
    record Held(Map<String, Object> state, boolean provisional) {}

    private Map<String, Object> state;
    /** Null once the client is an ordinary one. */
    private Probation probation;

    /** Where the client was let in; null until it is sent there. */
    private IScope scope;
    /** Who takes the client there. */
    private Thread sender;

    private final AllowedStreams streams = new AllowedStreams();
    private final ReentrantLock calls = new ReentrantLock();
    private boolean closed;

    Session(Map<String, Object> state, IScope scope) {
        this(state, scope, null);
    }

    /** The session of a client that has still to say who it is. */
    Session(Map<String, Object> state, IScope scope, Probation probation) {
        this.state = state;
        this.scope = scope;
        this.probation = probation;
    }

    synchronized Held held() {
        return new Held(state, probation != null);
    }

    /** Whether the client has still to say who it is. */
    synchronized boolean isProvisional() {
        return probation != null;
    }

    /** Whether a client that has still to say who it is may go on asking for other things. */
    synchronized boolean mayAsk() {
        return probation != null && !closed && probation.mayAsk();
    }

    /** The client has said who it is; not if its time was over, or if it was asked about as somebody else. */
    synchronized boolean settle(Map<String, Object> before, Map<String, Object> after) {
        if (closed || probation == null || state != before) {
            return false;
        }
        state = after;
        probation.end();
        probation = null;
        return true;
    }

    /** The time is over; whether the client has still not said who it is. It cannot any more. */
    synchronized boolean expire() {
        if (closed || probation == null) {
            return false;
        }
        closed = true;
        return true;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /**
     * It is on the way to a scope that it was let into: what this thread connects until it {@linkplain #arrived has arrived} is
     * part of that. Another connect of the same client, on another thread, is not.
     */
    synchronized void sent(IScope there) {
        scope = there;
        sender = Thread.currentThread();
    }

    /** Whether a connect is part of the way that it was sent on. */
    synchronized boolean arrives() {
        return sender == Thread.currentThread();
    }

    /** It is where it was sent, or will not get there. */
    synchronized void arrived() {
        sender = null;
    }

    /**
     * Whether the client is where it was let in. Red5 moves a connection before anybody is asked; what the client does there
     * meanwhile, on another thread, was not allowed.
     */
    synchronized boolean isIn(IScope there) {
        return scope != null && scope == there;
    }

    /** Where the client was let in; {@code null} until it is sent there. */
    synchronized IScope scope() {
        return scope;
    }

    /**
     * Held while Red5 does what the client asks of its streams, so that what Red5 has afterwards is what this call made of it: some
     * versions do several calls of one client at a time. Nobody is judged meanwhile.
     */
    ReentrantLock calls() {
        return calls;
    }

    synchronized Map<String, Object> state() {
        return state;
    }

    /** Has the gate be told something else of the client; not if that has been done meanwhile, or the client is gone. */
    synchronized boolean replace(Map<String, Object> before, Map<String, Object> after) {
        if (closed || state != before) {
            return false;
        }
        state = after;
        return true;
    }

    /** Remembers a stream that was allowed. What comes of a client that is gone is only told. */
    synchronized News allow(int streamId, Stream stream, State as) {
        return closed ? News.unsure(stream) : streams.allow(streamId, stream, as);
    }

    /** Whether the stream was allowed on this id, and has not ended. */
    synchronized boolean holds(int streamId, Stream stream) {
        return streams.holds(streamId, stream);
    }

    /** Whether the stream was allowed on any id, and has not ended. */
    synchronized boolean holds(Stream stream) {
        return streams.holds(stream);
    }

    /** Whether the client publishes, as Red5 itself has it. */
    synchronized boolean publishes() {
        return streams.publishes();
    }

    /** The streams that were allowed and have not ended, by stream id. A copy. */
    synchronized Map<Integer, Set<Stream>> streams() {
        return streams.copy();
    }

    /**
     * A call on a stream id has been answered.
     *
     * @param looked which of the streams Red5 has now
     */
    synchronized News settle(int streamId, Map<Integer, Map<Stream, Boolean>> looked) {
        return streams.settle(streamId, looked);
    }

    /**
     * As {@link #settle(int, Map)}, after a call for a stream. Red5 takes the streams of a client that goes before it says that it is
     * gone: so what is not there may have begun.
     *
     * @param goes whether the client was about to go when that was looked at
     */
    synchronized News settle(int streamId, Map<Integer, Map<Stream, Boolean>> looked, Stream called, boolean goes) {
        if (closed) {
            return News.unsure(called);
        }
        News news = streams.settle(streamId, looked);
        return goes ? news.refusedUnsure() : news;
    }

    /** Red5 has a stream no more. */
    synchronized News end(int streamId, Stream stream) {
        return streams.end(streamId, stream);
    }

    /** Forgets all streams; none is remembered from now on. */
    synchronized News close() {
        closed = true;
        if (probation != null) {
            probation.end();
        }
        return streams.clear();
    }
}
