package io.stagedoor.gateway.door.guest;

import io.stagedoor.auth.Action;
import io.stagedoor.gateway.hook.Guest;
import java.util.Map;

/** Ends guests at their servers. Thread-safe. */
@FunctionalInterface
public interface Ender {

    /**
     * Ends one, as far as his server can. Does not wait for it.
     *
     * @param server that he is at
     * @param action that he does there
     * @param handles what the server's API needs to end him
     */
    void end(Guest guest, String server, Action action, Map<String, String> handles);
}
