package io.stagedoor.red5.plugin.web;

import io.stagedoor.red5.hook.OpenStream;
import io.stagedoor.red5.hook.Usage;
import java.time.Instant;
import java.util.List;

/** What a client has used of a response or WebSocket so far. */
record TransmissionUsage(Instant since, long bytesIn, long bytesOut) implements Usage {

    @Override
    public List<OpenStream> open() {
        return List.of();
    }
}
