package io.stagedoor.red5.plugin.guard;

import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.host.log.StagedoorLog;
import io.stagedoor.red5.hook.EndReason;
import java.util.Map;
import java.util.Set;
import org.red5.server.api.IConnection;
import org.red5.server.net.rtmp.Channel;
import org.red5.server.net.rtmp.RTMPConnection;
import org.red5.server.net.rtmp.event.Invoke;
import org.red5.server.net.rtmp.status.Status;
import org.red5.server.net.rtmp.status.StatusCodes;
import org.red5.server.service.PendingCall;
import org.red5.server.stream.StreamService;
import org.slf4j.Logger;

/** Tells an RTMP client that its session ends soon; and when it does, why: of each stream, then of the connection. Other clients have no words for it. */
final class Farewell {

    private static final Logger LOG = StagedoorLog.logger(Farewell.class);

    /** Red5 has no constant for it. */
    private static final String PUBLISH_DENIED = "NetStream.Publish.Denied";

    /** Red5's channel for commands of the connection. */
    private static final int COMMANDS = 3;

    private Farewell() {}

    /** Writes it; waits where the connection is being written to. */
    static void say(IConnection connection, Map<Integer, Set<AllowedStreams.Stream>> streams, EndReason reason) {
        if (!(connection instanceof RTMPConnection rtmp)) {
            return;
        }
        try {
            streams.forEach((id, open) -> open.forEach(stream -> say(rtmp, id, stream, reason)));
            Channel commands = rtmp.getChannel(COMMANDS);
            commands.sendStatus(new Status(StatusCodes.NC_CONNECT_CLOSED, Status.STATUS, reason.text()));
        } catch (RuntimeException e) { // of a connection that is taken apart at this moment
            LOG.debug("Could not tell a client why its session ends.", Redacted.of(e));
        }
    }

    /** Tells of the end of one stream; waits where the connection is being written to. */
    static void say(IConnection connection, int streamId, AllowedStreams.Stream stream, EndReason reason) {
        if (connection instanceof RTMPConnection rtmp) {
            try {
                say(rtmp, streamId, stream, reason);
            } catch (RuntimeException e) { // of a connection that is taken apart at this moment
                LOG.debug("Could not tell a client why its stream ends.", Redacted.of(e));
            }
        }
    }

    /**
     * Calls a method of a client, and waits for no answer. Clients listen to commands, and not to the data messages of Red5's {@code notify}; Red5
     * keeps what its {@code invoke} sends until the client answers.
     */
    static void call(RTMPConnection connection, String method, Map<String, Object> message) {
        Invoke command = new Invoke();
        command.setCall(new PendingCall(method, new Object[] {message}));
        try {
            connection.getChannel(COMMANDS).write(command);
        } catch (RuntimeException e) { // of a connection that is taken apart at this moment
            LOG.debug("Could not call {} of a client.", method, Redacted.of(e));
        }
    }

    private static void say(RTMPConnection connection, int streamId, AllowedStreams.Stream stream, EndReason reason) {
        switch (stream.use()) {
            case PUBLISH ->
                StreamService.sendNetStreamStatus(
                        connection, PUBLISH_DENIED, reason.text(), stream.name(), Status.ERROR, streamId);
            case PLAY ->
                StreamService.sendNetStreamStatus(
                        connection, StatusCodes.NS_PLAY_STOP, reason.text(), stream.name(), Status.STATUS, streamId);
            default -> {
                // A shared object has no words of its own for it.
            }
        }
    }
}
