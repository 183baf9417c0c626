package io.stagedoor.gateway.door;

import io.stagedoor.auth.support.text.Redacted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what is no question of a server: of nobody that is configured, of somebody who does not prove himself, or of a server that says what nobody understands. The first of a kind is in the log
 * at once, all others are counted there each minute. Thread-safe; what a stranger can make grow is bounded.
 */
final class Strangers {

    private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);
    /** So many different sentences a minute are told apart. */
    private static final int MOST = 100;

    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
    private final AtomicLong unproven = new AtomicLong();

    /** A request for a server that is not configured. */
    void unknown(String address) {
        count("a request for no server that is configured, from " + Redacted.of(address));
    }

    /** @param flaw why, in words */
    void unproven(String server, String address, String flaw) {
        unproven.incrementAndGet();
        count("server '" + server + "' did not prove itself, from " + Redacted.of(address) + ": " + flaw);
    }

    /** @param flaw why, in words */
    void malformed(String server, String flaw) {
        count("server '" + server + "' asked what cannot be understood: " + flaw);
    }

    private void count(String sentence) {
        AtomicLong count = counts.get(sentence);
        if (count == null) {
            if (counts.size() >= MOST) {
                return;
            }
            count = counts.computeIfAbsent(sentence, first -> new AtomicLong());
        }
        if (count.getAndIncrement() == 0) {
            LOG.warn("Refused {}.", sentence);
        }
    }

    /** How many did not prove themselves so far. */
    long unproven() {
        return unproven.get();
    }

    /** What happened more than once since the last time, in words. By one thread. */
    List<String> summary() {
        List<String> sentences = new ArrayList<>();
        new TreeMap<>(counts).forEach((sentence, count) -> {
            long times = count.get();
            counts.remove(sentence);
            if (times > 1) {
                sentences.add("refused " + times + " times in the last minute " + sentence);
            }
        });
        return sentences;
    }
}
