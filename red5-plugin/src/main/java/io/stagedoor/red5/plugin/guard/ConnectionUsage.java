package io.stagedoor.red5.plugin.guard;

import io.stagedoor.red5.hook.OpenStream;
import io.stagedoor.red5.hook.Usage;
import java.time.Instant;
import java.util.List;
import org.red5.server.api.IConnection;

/** What a connected client has used so far. */
record ConnectionUsage(IConnection connection, Session session) implements Usage {

    @Override
    public Instant since() {
        return session.since();
    }

    @Override
    public long bytesIn() {
        return connection.getReadBytes();
    }

    @Override
    public long bytesOut() {
        return connection.getWrittenBytes();
    }

    @Override
    public List<OpenStream> open() {
        return session.streams().values().stream()
                .flatMap(streams -> streams.stream().map(stream -> new OpenStream(stream.use(), stream.name())))
                .toList();
    }
}
