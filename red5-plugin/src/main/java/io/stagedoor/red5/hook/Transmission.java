package io.stagedoor.red5.hook;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** A response over HTTP that is being sent, or a WebSocket that is open. Thread-safe; no method waits for the client. */
@ProviderType
public interface Transmission {

    /** The state that the gate gave it. Unmodifiable. */
    Map<String, Object> session();

    /**
     * What its client has used so far.
     *
     * @since 3.0
     */
    Usage usage();

    /**
     * Gives it another session, and with it another end.
     *
     * @param before the session that it was visited with
     * @param after strings, numbers, booleans, and lists and maps of these; not empty
     * @return {@code false}, and nothing has changed, if it is over or holds another session by now
     * @throws IllegalArgumentException if the new session is empty, or its end is malformed, see {@link Verdict#ENDS_AT}
     */
    boolean replace(Map<String, Object> before, Map<String, Object> after);

    /**
     * Cuts it off, and visits it no more. Nothing more of a response is sent to the client or read from it: one that the
     * application answers later is ended at once; one that it is still writing ends with what it writes next. A WebSocket is
     * closed with 1008 and the reason's text, and its socket a few seconds later if the client does not answer.
     *
     * @since 3.0
     */
    void close(EndReason reason);
}
