package io.stagedoor.red5.plugin.guard;

import io.stagedoor.red5.hook.EndReason;
import io.stagedoor.red5.hook.Verdict;
import io.stagedoor.red5.plugin.ending.Ending;
import io.stagedoor.red5.plugin.guard.AllowedStreams.News;
import io.stagedoor.red5.plugin.guard.AllowedStreams.State;
import io.stagedoor.red5.plugin.guard.AllowedStreams.Stream;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
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
    /** Of the state; by itself for the timer, which looks without a lock. */
    private volatile long endsAt;
    /** How the timer knows it; null if it has had no end so far. */
    private @Nullable Ending ending;

    private final long since = System.currentTimeMillis();
    /** Why it is being ended; null if it is not. */
    private volatile @Nullable EndReason cut;
    /** Null once the client is an ordinary one. */
    private @Nullable Probation probation;

    /** Where the client was let in; null until it is sent there. */
    private @Nullable IScope scope;
    /** Who takes the client there. */
    private @Nullable Thread sender;

    private AllowedStreams streams = AllowedStreams.NONE;
    /** Null until the client calls something: many never do. */
    private @Nullable ReentrantLock calls;
    /** Null as long as each stream has the name that the client says. */
    private @Nullable Aliases aliases;

    private boolean closed;

    Session(Map<String, Object> state, @Nullable IScope scope) {
        this(state, scope, null);
    }

    /** The session of a client that has still to say who it is. */
    Session(Map<String, Object> state, @Nullable IScope scope, @Nullable Probation probation) {
        this.state = state;
        this.endsAt = Verdict.endsAt(state);
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
        if (closed || cut != null || probation == null || state != before) {
            return false;
        }
        set(after);
        probation.end();
        probation = null;
        return true;
    }

    /** The time is over; whether the client has still not said who it is. It cannot any more. */
    synchronized boolean expire() {
        if (closed || cut != null || probation == null) {
            return false;
        }
        closed = true;
        return true;
    }

    synchronized boolean isClosed() {
        return closed || cut != null;
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
     * meanwhile, on another thread, was not allowed. Nor is anything once its session is being ended.
     */
    synchronized boolean isIn(@Nullable IScope there) {
        return cut == null && scope != null && scope == there;
    }

    /** Where the client was let in; {@code null} until it is sent there. */
    synchronized @Nullable IScope scope() {
        return scope;
    }

    /**
     * Held while Red5 does what the client asks of its streams, so that what Red5 has afterwards is what this call made of it: some
     * versions do several calls of one client at a time. Nobody is judged meanwhile.
     */
    synchronized ReentrantLock calls() {
        if (calls == null) {
            calls = new ReentrantLock();
        }
        return calls;
    }

    /** A stream was allowed, and Red5 has it under a name that may be another than the client said. */
    synchronized void called(String sent, String red5) {
        if (aliases == null && !sent.equals(red5)) {
            aliases = new Aliases();
        }
        if (aliases != null) {
            aliases.add(sent, red5);
        }
    }

    /** Whether the client has said it of a stream that was allowed, so that {@link #nameOf} has the name of that. */
    synchronized boolean knows(String said) {
        return (aliases != null && aliases.has(said))
                || streams.holds(Stream.publish(said))
                || streams.holds(Stream.play(said));
    }

    /** The name that Red5 has for what the client says. */
    synchronized String nameOf(String said) {
        return aliases == null ? said : aliases.of(said);
    }

    synchronized Map<String, Object> state() {
        return state;
    }

    /** Has the gate be told something else of the client; not if that has been done meanwhile, or the client is gone. */
    synchronized boolean replace(Map<String, Object> before, Map<String, Object> after) {
        if (closed || cut != null || state != before) {
            return false;
        }
        set(after);
        return true;
    }

    private void set(Map<String, Object> after) {
        state = after;
        endsAt = Verdict.endsAt(after);
    }

    /** When it ends, in milliseconds since the epoch; {@link Verdict#NEVER} for no end. */
    long endsAt() {
        return endsAt;
    }

    /** How the timer knows it; {@code null} if it has had no end so far. */
    synchronized @Nullable Ending ending() {
        return ending;
    }

    /** Has the timer know it so, unless it knows it already; how it knows it. */
    synchronized Ending ending(Ending first) {
        if (ending == null) {
            ending = first;
        }
        return ending;
    }

    /** When the client was let in. */
    Instant since() {
        return Instant.ofEpochMilli(since);
    }

    /**
     * It is being ended: nothing more is allowed.
     *
     * @param is whether it is to be, by its end at this moment
     * @return {@code false} if it is not, has ended, or is being ended already
     */
    synchronized boolean cut(EndReason reason, LongPredicate is) {
        if (closed || cut != null || !is.test(endsAt)) {
            return false;
        }
        cut = reason;
        return true;
    }

    /** Whether the client is gone. */
    synchronized boolean hasEnded() {
        return closed;
    }

    /** Whether it is being ended. */
    boolean isCut() {
        return cut != null;
    }

    /** Why it is being ended, or was; empty if Stagedoor has no part in it. */
    Optional<EndReason> cutReason() {
        return Optional.ofNullable(cut);
    }

    /** Remembers a stream that was allowed. What comes of a client that is gone is only told. */
    synchronized News allow(int streamId, Stream stream, State as) {
        if (closed || cut != null) {
            return News.unsure(stream);
        }
        if (streams == AllowedStreams.NONE) {
            streams = new AllowedStreams();
        }
        return streams.allow(streamId, stream, as);
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
