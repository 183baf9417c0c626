package io.stagedoor.red5.hook;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The end of what a {@link Gate} allowed. Thread-safe.
 *
 * @since 3.0
 */
@ProviderType
public interface Ended {

    /** What has ended. */
    Use use();

    /** The name of the stream or shared object as Red5 had it; empty for the connection. */
    String name();

    /** Why Stagedoor ended it; empty if the client, the application or Red5 did. */
    Optional<EndReason> reason();

    /** What the client has used, over all of its connection. */
    Usage usage();
}
