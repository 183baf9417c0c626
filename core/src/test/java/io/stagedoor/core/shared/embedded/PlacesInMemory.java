package io.stagedoor.core.shared.embedded;

import io.stagedoor.core.shared.SharedState;
import java.nio.file.Path;
import java.time.Clock;

/** The store of a server on its own, without a file: it has places only. */
public final class PlacesInMemory implements AutoCloseable {

    private final EmbeddedState state = new EmbeddedState(
            Path.of("none"),
            true,
            Clock.systemUTC(),
            System::nanoTime,
            () -> {
                throw new IllegalStateException("there is no file");
            },
            1);

    /** The store. */
    public SharedState state() {
        return state;
    }

    @Override
    public void close() {
        try {
            state.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
