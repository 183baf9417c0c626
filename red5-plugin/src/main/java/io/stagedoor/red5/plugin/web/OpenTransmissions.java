package io.stagedoor.red5.plugin.web;

import io.stagedoor.red5.hook.Transmission;
import io.stagedoor.red5.hook.Transmissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The responses under way, of all web applications: as many at most as the container has requests. */
public final class OpenTransmissions implements Transmissions {

    private final Set<Transmission> open = ConcurrentHashMap.newKeySet();

    private OpenTransmissions() {}

    /** None yet. */
    public static OpenTransmissions none() {
        return new OpenTransmissions();
    }

    void add(Transmission transmission) {
        open.add(transmission);
    }

    void remove(Transmission transmission) {
        open.remove(transmission);
    }

    @Override
    public void forEach(Consumer<Transmission> visitor) {
        open.forEach(visitor);
    }
}
