package io.stagedoor.red5.plugin.guard;

import static java.util.Objects.requireNonNull;

import io.stagedoor.red5.hook.Use;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The streams that one client was allowed, by stream id, and what Red5 made of each. Not thread-safe: its session guards it. */
final class AllowedStreams {

    /** How many names one stream id may play in a row; the earliest counts as ended when there are more. */
    static final int MAX_PLAYLIST = 1024;

    /** An allowed stream, or shared object. {@code name} has no query. */
    record Stream(Use use, String name) {

        /** A published stream, by the name that Red5 opens: it takes these prefixes off, wherever they stand. */
        static Stream publish(String name) {
            return new Stream(
                    Use.PUBLISH, String.valueOf(name).replace("mp4:", "").replace("f4v:", ""));
        }

        boolean isPublished() {
            return use == Use.PUBLISH;
        }

        static Stream play(String name) {
            return new Stream(Use.PLAY, String.valueOf(name));
        }

        static Stream share(String name) {
            return new Stream(Use.SHARE, name);
        }
    }

    /** What is known of a stream that was allowed. */
    enum State {
        /** Its call is with Red5 at this moment, and the caller will say what became of it. */
        CALLED,
        /** Red5 asked about it, and nobody will say what became of it. */
        ASKED,
        /** Red5 has it. */
        BEGUN
    }

    /**
     * What has become of streams.
     *
     * @param ended had begun, and Red5 has them no more
     * @param unsure were allowed, and may or may not have begun before the client went
     * @param refused were allowed, and Red5 did not begin them
     */
    record News(List<Stream> ended, List<Stream> unsure, List<Stream> refused) {

        News() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        /** Of one stream that was allowed and may not have begun. */
        static News unsure(Stream stream) {
            News news = new News();
            news.unsure.add(stream);
            return news;
        }

        /** The same, where what did not begin may have begun. */
        News refusedUnsure() {
            List<Stream> all = new ArrayList<>(unsure);
            all.addAll(refused);
            return new News(ended, all, List.of());
        }

        private void gone(Stream stream, @Nullable State state) {
            (state == State.BEGUN ? ended : unsure).add(stream);
        }
    }

    /** Of a client that was allowed none so far, as most are at first. None can be allowed here. */
    static final AllowedStreams NONE = new AllowedStreams(Collections.emptyMap());

    private final Map<Integer, Map<Stream, State>> byId;

    AllowedStreams() {
        this(new HashMap<>());
    }

    private AllowedStreams(Map<Integer, Map<Stream, State>> byId) {
        this.byId = byId;
    }

    /**
     * Remembers a stream, in this state unless it is there already. Where only Red5's question tells of a publish, it tells as well
     * that what was published before it on the same id has ended.
     */
    News allow(int streamId, Stream stream, State state) {
        News news =
                state == State.ASKED && stream.isPublished() && !holds(streamId, stream) ? end(streamId) : new News();
        Map<Stream, State> streams = byId.computeIfAbsent(streamId, id -> new LinkedHashMap<>());
        if (streams.putIfAbsent(stream, state) == null && streams.size() > MAX_PLAYLIST) {
            Map.Entry<Stream, State> earliest = streams.entrySet().iterator().next();
            streams.remove(earliest.getKey());
            news.gone(earliest.getKey(), earliest.getValue());
        }
        return news;
    }

    boolean holds(int streamId, Stream stream) {
        return byId.getOrDefault(streamId, Map.of()).containsKey(stream);
    }

    boolean holds(Stream stream) {
        return byId.values().stream().anyMatch(streams -> streams.containsKey(stream));
    }

    /** Whether something is published that Red5 has, or is about to have. */
    boolean publishes() {
        return byId.values().stream()
                .flatMap(streams -> streams.entrySet().stream())
                .anyMatch(one -> one.getKey().isPublished() && one.getValue() != State.ASKED);
    }

    /** All that is known, by stream id. A copy. */
    Map<Integer, Set<Stream>> copy() {
        Map<Integer, Set<Stream>> copy = new HashMap<>();
        byId.forEach((id, streams) -> copy.put(id, Set.copyOf(streams.keySet())));
        return copy;
    }

    /**
     * A call has been answered: of the streams that were looked at, those that are there have begun, and the others are forgotten.
     *
     * @param called the stream id of the call: elsewhere something may be about to begin
     */
    News settle(int called, Map<Integer, Map<Stream, Boolean>> looked) {
        News news = new News();
        looked.forEach((id, streams) -> streams.forEach((stream, isThere) -> {
            State state = byId.getOrDefault(id, Map.of()).get(stream);
            if (state == State.BEGUN || (state != null && id == called)) {
                settle(id, stream, isThere, news);
            }
        }));
        return news;
    }

    private void settle(int streamId, Stream stream, boolean isThere, News news) {
        if (isThere) {
            requireNonNull(byId.get(streamId)).put(stream, State.BEGUN);
        } else if (forget(streamId, stream) == State.BEGUN) {
            news.ended().add(stream);
        } else {
            news.refused().add(stream);
        }
    }

    private @Nullable State forget(int streamId, Stream stream) {
        Map<Stream, State> streams = requireNonNull(byId.get(streamId));
        State state = streams.remove(stream);
        if (streams.isEmpty()) {
            byId.remove(streamId);
        }
        return state;
    }

    private News end(int streamId) {
        News news = new News();
        Set.copyOf(byId.getOrDefault(streamId, Map.of()).keySet()).forEach(stream -> {
            if (byId.getOrDefault(streamId, Map.of()).get(stream) != State.CALLED) {
                news.gone(stream, forget(streamId, stream));
            }
        });
        return news;
    }

    /** Red5 has a stream no more. Nothing is known of one whose call is with Red5: its caller will say. */
    News end(int streamId, Stream stream) {
        News news = new News();
        State state = byId.getOrDefault(streamId, Map.of()).get(stream);
        if (state != null && state != State.CALLED) {
            news.gone(stream, forget(streamId, stream));
        }
        return news;
    }

    /** Forgets all, but tells nothing of those whose call is with Red5: their caller does. */
    News clear() {
        News news = new News();
        byId.values()
                .forEach(streams -> streams.forEach((stream, state) -> {
                    if (state != State.CALLED) {
                        news.gone(stream, state);
                    }
                }));
        byId.clear();
        return news;
    }
}
