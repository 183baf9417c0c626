package io.stagedoor.red5.bridge.gate;

import io.stagedoor.red5.hook.OpenStream;
import io.stagedoor.red5.hook.Usage;
import java.time.Instant;
import java.util.List;

/** A client that has used nothing yet. */
final class Idle implements Usage {

    private final List<OpenStream> open;

    Idle() {
        this(List.of());
    }

    /** One that has some open, by which nothing has flowed. */
    Idle(List<OpenStream> open) {
        this.open = open;
    }

    @Override
    public Instant since() {
        return Instant.EPOCH;
    }

    @Override
    public long bytesIn() {
        return 0;
    }

    @Override
    public long bytesOut() {
        return 0;
    }

    @Override
    public List<OpenStream> open() {
        return open;
    }
}
