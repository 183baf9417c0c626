package io.stagedoor.red5.hook;

import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a client has used so far. Each method looks at that moment, without a lock on the client. Thread-safe.
 *
 * @since 3.0
 */
@ProviderType
public interface Usage {

    /** When it was let in, UTC. */
    Instant since();

    /** Bytes that the server has received from it, as far as Red5 or the container counts them; -1 if nobody does. */
    long bytesIn();

    /** Bytes that the server has sent to it, as {@link #bytesIn}. */
    long bytesOut();

    /** What a connection has open, in no order; empty for a response over HTTP, whose session says what it is for. A copy. */
    List<OpenStream> open();
}
