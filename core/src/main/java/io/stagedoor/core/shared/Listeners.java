package io.stagedoor.core.shared;

import io.stagedoor.auth.support.text.Redacted;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who listens on this server. Thread-safe. */
public final class Listeners {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final ConcurrentMap<String, List<Listener>> topics = new ConcurrentHashMap<>();

    /** Tells all, whatever they listen to. */
    public void tellAll(byte[] message) {
        topics.keySet().forEach(topic -> tell(topic, message));
    }

    /** One of a topic; by identity, so that the same function may listen twice. */
    private static final class Listener {

        private final Consumer<byte[]> told;

        Listener(Consumer<byte[]> told) {
            this.told = told;
        }
    }

    /** Listens to a topic until closed. */
    public SharedState.Registration add(String topic, Consumer<byte[]> told) {
        Listener listener = new Listener(told);
        topics.computeIfAbsent(topic, name -> new CopyOnWriteArrayList<>()).add(listener);
        return () -> topics.computeIfPresent(topic, (name, all) -> {
            all.remove(listener);
            return all.isEmpty() ? null : all;
        });
    }

    /** Tells those who listen to a topic; what one throws is logged. */
    public void tell(String topic, byte[] message) {
        for (Listener listener : topics.getOrDefault(topic, List.of())) {
            try {
                listener.told.accept(message.clone());
            } catch (RuntimeException | LinkageError e) { // the others are told all the same
                LOG.error("A listener of '{}' failed.", topic, Redacted.of(e));
            }
        }
    }
}
