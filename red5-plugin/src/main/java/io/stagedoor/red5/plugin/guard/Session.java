package io.stagedoor.red5.plugin.guard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A client that was let in: what the gate said of it, and the streams that it may send and receive now. */
final class Session {

    /** What shared objects are remembered under, until the connection ends. */
    static final int NO_STREAM_ID = -1;

    /** An allowed stream, or shared object. {@code name} has no query. */
    record Stream(String action, String name) {
        static final String PUBLISH = "publish";
        static final String PLAY = "play";
        static final String SHARE = "share";

        /** A published stream, by the name that Red5 opens: it takes these prefixes off, wherever they stand. */
        static Stream publish(String name) {
            return new Stream(PUBLISH, String.valueOf(name).replace("mp4:", "").replace("f4v:", ""));
        }

        static Stream play(String name) {
            return new Stream(PLAY, String.valueOf(name));
        }

        static Stream share(String name) {
            return new Stream(SHARE, name);
        }
    }

    /** How many names one stream id may play in a row; the earliest counts as ended when there are more. */
    private static final int MAX_PLAYLIST = 1024;

    /**
     * What the gate is asked about at one moment.
     *
     * @param provisional whether the client has still to say who it is
     */
    record Held(Map<String, Object> state, boolean provisional) {}

    private Map<String, Object> state;
    /** Null once the client is an ordinary one. */
    private Probation probation;

    private boolean arriving;
    private final Map<Integer, Deque<Stream>> streams = new HashMap<>();
    private boolean closed;

    Session(Map<String, Object> state) {
        this(state, null);
    }

    /** The session of a client that has still to say who it is. */
    Session(Map<String, Object> state, Probation probation) {
        this.state = state;
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

    /** It is on the way to the scope that it was let into: the next connect is part of that. */
    synchronized void sent() {
        arriving = true;
    }

    /** Whether a connect is the one that it was sent on. */
    synchronized boolean arrives() {
        boolean sent = arriving;
        arriving = false;
        return sent;
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

    /**
     * Remembers a stream that was allowed.
     *
     * @return the streams that ended thereby; the stream itself when the client is already gone
     */
    synchronized List<Stream> begin(int streamId, Stream stream) {
        if (closed) {
            return List.of(stream);
        }
        List<Stream> ended = stream.action().equals(Stream.PUBLISH) ? end(streamId) : new ArrayList<>();
        Deque<Stream> playlist = streams.computeIfAbsent(streamId, id -> new ArrayDeque<>(1));
        if (!playlist.contains(stream)) {
            if (playlist.size() == MAX_PLAYLIST) {
                ended.add(playlist.removeFirst());
            }
            playlist.addLast(stream);
        }
        return ended;
    }

    /** Whether the stream was allowed on this id, and has not ended. */
    synchronized boolean holds(int streamId, Stream stream) {
        Deque<Stream> playlist = streams.get(streamId);
        return playlist != null && playlist.contains(stream);
    }

    /** Forgets the streams of an id, and returns them. */
    synchronized List<Stream> end(int streamId) {
        Deque<Stream> ended = streams.remove(streamId);
        return ended == null ? new ArrayList<>() : new ArrayList<>(ended);
    }

    /** Forgets one stream, on whatever id; whether it was there. */
    synchronized boolean end(Stream stream) {
        return streams.values().stream().anyMatch(playlist -> playlist.remove(stream));
    }

    /** Forgets all streams, and returns them; none is remembered from now on. */
    synchronized List<Stream> close() {
        closed = true;
        if (probation != null) {
            probation.end();
        }
        List<Stream> ended = new ArrayList<>();
        streams.values().forEach(ended::addAll);
        streams.clear();
        return ended;
    }
}
