package io.stagedoor.red5.plugin.guard;

import io.stagedoor.red5.plugin.guard.Session.Stream;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IBroadcastScope;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.stream.IBroadcastStream;
import org.red5.server.api.stream.IClientBroadcastStream;
import org.red5.server.api.stream.IClientStream;
import org.red5.server.api.stream.IPlayItem;
import org.red5.server.api.stream.IPlaylistSubscriberStream;
import org.red5.server.api.stream.IStreamCapableConnection;
import org.red5.server.api.stream.ISubscriberStream;

/** What Red5 has of clients' streams at this moment: neither a client's words nor the answer to its call say so. */
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
            IConnection connection, IScope scope, int called, Stream wanted, Map<Integer, Set<Stream>> streams) {
        Map<Integer, Map<Stream, Boolean>> looked = new HashMap<>();
        boolean says = connection instanceof IStreamCapableConnection;
        streams.forEach((id, held) -> {
            if (id != Session.NO_STREAM_ID) { // shared objects last as long as the connection
                Map<Stream, Boolean> there = new HashMap<>();
                for (Stream stream : held) {
                    boolean open = id == called ? has(connection, scope, id, stream) : isOpen(connection, id, stream);
                    boolean found = !stream.equals(wanted) || id != called || isFound(connection, id, stream);
                    there.put(stream, !says || (open && found));
                }
                looked.put(id, there);
            }
        });
        return looked;
    }

    /** Whether Red5 has a stream: a published one is also known to the scope, a played one is in the playlist. */
    static boolean has(IConnection connection, IScope scope, int streamId, Stream stream) {
        return candidates(connection, streamId).stream()
                .filter(open -> isOpen(open, stream))
                .anyMatch(open -> open instanceof IBroadcastStream sent
                        ? isPublished(sent, scope)
                        : isPlayed(open, stream.name()));
    }

    /** Of what is played, whether Red5 has found it: it keeps in the playlist what it has not found, and stands before it. */
    private static boolean isFound(IConnection connection, int streamId, Stream stream) {
        return stream.isPublished()
                || candidates(connection, streamId).stream()
                        .anyMatch(open ->
                                !(open instanceof IPlaylistSubscriberStream list) || list.getCurrentItemIndex() >= 0);
    }

    private static boolean isOpen(IConnection connection, int streamId, Stream stream) {
        return candidates(connection, streamId).stream().anyMatch(open -> isOpen(open, stream));
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

    private static boolean isPublished(IBroadcastStream sent, IScope scope) {
        IBroadcastScope broadcast = scope == null ? null : scope.getBroadcastScope(sent.getPublishedName());
        return broadcast != null
                && broadcast.getProviders().stream().anyMatch(provider -> provider == sent.getProvider());
    }

    private static boolean isPlayed(IClientStream open, String name) {
        if (!(open instanceof IPlaylistSubscriberStream playlist)) {
            return true;
        }
        int size = playlist.getItemSize();
        for (int i = size - 1; i >= Math.max(0, size - AllowedStreams.MAX_PLAYLIST); i--) {
            if (name.equals(nameOf(playlist, i))) {
                return true;
            }
        }
        return false;
    }

    private static String nameOf(IPlaylistSubscriberStream playlist, int index) {
        try {
            IPlayItem item = playlist.getItem(index);
            return item == null ? null : item.getName();
        } catch (IndexOutOfBoundsException e) { // an application has taken it out meanwhile
            return null;
        }
    }

    /** Whether somebody else publishes under a name in a scope. */
    static boolean isPublishedByAnother(IConnection connection, IScope scope, String name) {
        IBroadcastScope broadcast = scope == null ? null : scope.getBroadcastScope(name);
        IClientBroadcastStream sent = broadcast == null ? null : broadcast.getClientBroadcastStream();
        return sent != null && sent.getConnection() != connection;
    }
}
