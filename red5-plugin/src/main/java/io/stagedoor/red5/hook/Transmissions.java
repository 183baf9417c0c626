package io.stagedoor.red5.hook;

import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The responses over HTTP that are under way and that a {@link Gate} wants to hear of ({@link HttpAnswer#watched}): some never end by
 * themselves. The plugin offers it to bundles as a service; thread-safe, and nothing here waits for a client.
 */
@ProviderType
public interface Transmissions {

    /** Visits them. One that comes or goes meanwhile may be left out. */
    void forEach(Consumer<Transmission> visitor);
}
