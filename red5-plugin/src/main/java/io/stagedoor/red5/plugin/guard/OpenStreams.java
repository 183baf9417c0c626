package io.stagedoor.red5.plugin.guard;

import io.stagedoor.red5.plugin.guard.AllowedStreams.Stream;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IBroadcastScope;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.stream.IBroadcastStream;
import org.red5.server.api.stream.IClientBroadcastStream;
import org.red5.server.api.stream.IClientStream;
import org.red5.server.api.stream.IPlayItem;
import org.red5.server.api.stream.IPlaylistSubscriberStream;
import org.red5.server.api.stream.IStreamCapableConnection;
import org.red5.server.api.stream.IStreamService;
import org.red5.server.api.stream.ISubscriberStream;
import org.red5.server.net.rtmp.RTMPConnection;
import org.red5.server.net.rtmp.codec.RTMP;
import org.red5.server.stream.StreamService;
import org.red5.server.util.ScopeUtils;

/** The streams that Red5 has open for clients now. Neither the request of a client nor the answer to it shows this reliably. */
final class OpenStreams {

    /** Where Red5 finds a place itself, so that any id may be meant. */
    private static final int ANY = 0;

    private OpenStreams() {}

    /**
     * Which of these streams Red5 has: all of them, if the connection does not say what it has.
     *
     * @param called the stream id of the call that has just been answered: it may have changed what is played or published there,
     *     while other ids can only have ended
     * @param wanted what that call was for; {@code null} if it was for no stream
     */
    static Map<Integer, Map<Stream, Boolean>> look(
            IConnection connection,
            @Nullable IScope scope,
            int called,
            @Nullable Stream wanted,
            Map<Integer, Set<Stream>> streams) {
        Map<Integer, Map<Stream, Boolean>> looked = new HashMap<>();
        streams.forEach((id, held) -> {
            if (id != Session.NO_STREAM_ID) { // shared objects last as long as the connection
                looked.put(
                        id,
                        look(connection, id == called ? on(connection, id, scope, wanted) : on(connection, id), held));
            }
        });
        return looked;
    }

    private static Map<Stream, Boolean> look(IConnection connection, Predicate<Stream> there, Set<Stream> held) {
        boolean says = connection instanceof IStreamCapableConnection;
        Map<Stream, Boolean> looked = new HashMap<>();
        held.forEach(stream -> looked.put(stream, !says || there.test(stream)));
        return looked;
    }

    /** Whether Red5 may be taking a connection's streams away because the connection ends. */
    static boolean areClosing(IConnection connection) {
        return !connection.isConnected()
                || (connection instanceof RTMPConnection rtmp && rtmp.getStateCode() > RTMP.STATE_CONNECTED);
    }

    /** Whether Red5 has a published stream: its connection does, and the scope knows it. */
    static boolean isPublished(IConnection connection, @Nullable IScope scope, int streamId, Stream stream) {
        return on(connection, streamId, scope, null).test(stream);
    }

    /** What can be said of an id that nothing was called on: what is open there is what it was. */
    private static Predicate<Stream> on(IConnection connection, int streamId) {
        Collection<IClientStream> open = candidates(connection, streamId);
        return stream -> open.stream().anyMatch(one -> isOpen(one, stream));
    }

    private static Predicate<Stream> on(
            IConnection connection, int streamId, @Nullable IScope scope, @Nullable Stream wanted) {
        Collection<IClientStream> open = candidates(connection, streamId);
        Set<String> played = new HashSet<>();
        open.forEach(one -> {
            if (one instanceof IPlaylistSubscriberStream list) {
                collect(list, wanted, played);
            }
        });
        return stream -> open.stream()
                .filter(one -> isOpen(one, stream))
                .anyMatch(one -> one instanceof IBroadcastStream sent
                        ? isPublished(sent, scope)
                        : !(one instanceof IPlaylistSubscriberStream) || played.contains(stream.name()));
    }

    /** The names in a playlist. Red5 keeps what it has not found there, too, and stands before it. */
    private static void collect(IPlaylistSubscriberStream list, @Nullable Stream wanted, Set<String> names) {
        int size = list.getItemSize();
        for (int i = size - 1; i >= Math.max(0, size - AllowedStreams.MAX_PLAYLIST); i--) {
            nameOf(list, i).ifPresent(names::add);
        }
        if (wanted != null && list.getCurrentItemIndex() < 0) {
            names.remove(wanted.name());
        }
    }

    private static Optional<String> nameOf(IPlaylistSubscriberStream list, int index) {
        try {
            IPlayItem item = list.getItem(index);
            return Optional.ofNullable(item).map(IPlayItem::getName);
        } catch (IndexOutOfBoundsException e) { // an application has taken it out meanwhile
            return Optional.empty();
        }
    }

    private static Collection<IClientStream> candidates(IConnection connection, int streamId) {
        if (!(connection instanceof IStreamCapableConnection streams)) {
            return List.of();
        }
        if (streamId <= ANY) {
            return streams.getStreamsMap().values();
        }
        IClientStream open = streams.getStreamById(streamId);
        return open == null ? List.of() : List.of(open);
    }

    private static boolean isOpen(IClientStream open, Stream stream) {
        return stream.isPublished()
                ? open instanceof IBroadcastStream sent && stream.equals(Stream.publish(sent.getPublishedName()))
                : open instanceof ISubscriberStream;
    }

    private static boolean isPublished(IBroadcastStream sent, @Nullable IScope scope) {
        IBroadcastScope broadcast = scope == null ? null : scope.getBroadcastScope(sent.getPublishedName());
        return broadcast != null && provides(broadcast, sent);
    }

    /** Whether somebody else publishes under a name in a scope. */
    static boolean isPublishedByAnother(IConnection connection, @Nullable IScope scope, String name) {
        IBroadcastScope broadcast = scope == null ? null : scope.getBroadcastScope(name);
        IClientBroadcastStream sent = broadcast == null ? null : broadcast.getClientBroadcastStream();
        // Red5 keeps the last publisher there as long as somebody waits for the next one.
        return sent != null && sent.getConnection() != connection && isPublished(sent, scope);
    }

    /** Ends the item that is played on a stream id: the next one of its playlist begins, if there is one. */
    static void skip(IConnection connection, int streamId) {
        candidates(connection, streamId).stream()
                .filter(ISubscriberStream.class::isInstance)
                .forEach(IClientStream::stop);
    }

    /**
     * Closes what is published on a stream id before another name is. Red5 would rename the stream: the former name would stay taken
     * and the client in memory, both for ever, and the client would hear of no beginning. A name that is taken changes nothing.
     */
    static void closeFormer(IConnection connection, @Nullable IScope scope, int streamId, Stream next) {
        boolean renames = candidates(connection, streamId).stream()
                .anyMatch(one -> one instanceof IClientBroadcastStream && !isOpen(one, next));
        IBroadcastScope broadcast = renames && scope != null ? scope.getBroadcastScope(next.name()) : null;
        boolean taken = broadcast != null && !broadcast.getProviders().isEmpty();
        if (renames
                && !taken
                && ScopeUtils.getScopeService(scope, IStreamService.class, StreamService.class)
                        instanceof IStreamService service) {
            service.closeStream(connection, streamId);
        }
    }

    /** Closes what is open on a stream id, as if the client had. */
    static void close(IConnection connection, @Nullable IScope scope, int streamId) {
        if (scope != null
                && ScopeUtils.getScopeService(scope, IStreamService.class, StreamService.class)
                        instanceof IStreamService service) {
            service.closeStream(connection, streamId);
        }
    }

    /**
     * Has Red5 forget the client whose stream has ended. It keeps the last publisher of a name until the next one, and with it the
     * connection and what that came with.
     */
    static void forget(IConnection connection, @Nullable IScope scope, String name) {
        IBroadcastScope broadcast = scope == null ? null : scope.getBroadcastScope(name);
        IClientBroadcastStream sent = broadcast == null ? null : broadcast.getClientBroadcastStream();
        if (broadcast == null || sent == null || sent.getConnection() != connection || provides(broadcast, sent)) {
            return;
        }
        broadcast.setClientBroadcastStream(null);
        // Red5 names a publisher once more after it has made it a provider: one that came meanwhile is one by now, or
        // names itself.
        broadcast.getProviders().stream()
                .filter(IClientBroadcastStream.class::isInstance)
                .map(IClientBroadcastStream.class::cast)
                .forEach(broadcast::setClientBroadcastStream);
    }

    private static boolean provides(IBroadcastScope broadcast, IBroadcastStream sent) {
        return broadcast.getProviders().stream().anyMatch(provider -> provider == sent.getProvider());
    }
}
