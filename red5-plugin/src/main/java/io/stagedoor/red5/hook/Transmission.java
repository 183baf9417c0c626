package io.stagedoor.red5.hook;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** A response over HTTP that is being sent. Thread-safe. */
@ProviderType
public interface Transmission {

    /** The state that the gate gave it. Unmodifiable. */
    Map<String, Object> session();

    /**
     * Gives it another session.
     *
     * @param before the session that it was visited with
     * @param after strings, numbers, booleans, and lists and maps of these; not empty
     * @return {@code false}, and nothing has changed, if it is over or holds another session by now
     */
    boolean replace(Map<String, Object> before, Map<String, Object> after);

    /**
     * Cuts it off, and visits it no more: nothing more is sent to the client or read from it. A response that the application answers later is ended at once; one
     * that it is still writing ends with what it writes next.
     */
    void close();
}
