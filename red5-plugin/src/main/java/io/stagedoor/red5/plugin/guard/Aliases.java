package io.stagedoor.red5.plugin.guard;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The streams of one client that Red5 has under another name than the client says: what the client says of them later means
 * those. Not thread-safe: its session guards it.
 */
final class Aliases {

    /** The earliest is forgotten when there are more. */
    static final int MOST = 64;

    private final Map<String, String> names = new LinkedHashMap<>();

    /**
     * A stream was allowed.
     *
     * @param sent its name as the client said it, without query
     * @param red5 its name for Red5, which may be the same
     */
    void add(String sent, String red5) {
        names.remove(sent);
        if (sent.equals(red5)) {
            return;
        }
        names.put(sent, red5);
        if (names.size() > MOST) {
            Iterator<String> earliest = names.keySet().iterator();
            earliest.next();
            earliest.remove();
        }
    }

    /** Whether Red5 has another name for what a client says. */
    boolean has(String said) {
        return names.containsKey(said);
    }

    /** The name for Red5 of what a client says. */
    String of(String said) {
        return names.getOrDefault(said, said);
    }
}
