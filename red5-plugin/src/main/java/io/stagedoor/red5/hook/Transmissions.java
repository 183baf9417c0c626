package io.stagedoor.red5.hook;

import io.stagedoor.hook.HttpAnswer;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The responses over HTTP that are being sent, and the WebSockets that are open, that a {@link Gate} watches ({@link HttpAnswer#watched}), because
 * some never end by themselves. The plugin registers it as a service for bundles. Thread-safe; no method waits for a
 * client.
 */
@ProviderType
public interface Transmissions {

    /** Visits them. One that comes or goes meanwhile may be left out. */
    void forEach(Consumer<Transmission> visitor);

    /**
     * What gates keep of allowed requests: the same map that the hook hands over with each request, see {@link Gate#http}. A gate that has just
     * come finds in it who is in, also before anybody asks for anything.
     *
     * @return always the same; thread-safe
     * @since 3.2
     */
    ConcurrentMap<String, Map<String, Object>> sessions();
}
