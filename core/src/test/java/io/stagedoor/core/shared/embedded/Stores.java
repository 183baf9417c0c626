package io.stagedoor.core.shared.embedded;

import io.stagedoor.core.shared.SharedState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.SFChunk;
import org.h2.mvstore.SingleFileStore;

/** Stores of a test, on a disk that can hang and be full. All are closed by {@link #close}. */
final class Stores {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    final ManualTime time = new ManualTime();
    final Path folder;
    private final List<EmbeddedState> open = new ArrayList<>();
    /** Taken while the disk answers. */
    private final Semaphore answering = new Semaphore(1);

    volatile boolean full;

    Stores(Path folder) {
        this.folder = folder;
    }

    EmbeddedState open() {
        return open(Entries.MOST_ENTRIES);
    }

    EmbeddedState open(long most) {
        EmbeddedState state = new EmbeddedState(folder, false, time.clock, time.nanos::get, Disk::new, most);
        open.add(state);
        return state;
    }

    /** As a kill does: nothing is written any more. */
    Entries entries(long most) throws Entries.Unusable {
        return Entries.open(folder, new Ages(time.clock, time.nanos::get), Disk::new, most);
    }

    void hang() {
        answering.acquireUninterruptibly();
    }

    void answerAgain() {
        answering.release();
    }

    boolean isHanging() {
        return answering.hasQueuedThreads();
    }

    void stop(EmbeddedState state) throws InterruptedException {
        open.remove(state);
        state.close();
    }

    void close() throws InterruptedException {
        for (EmbeddedState state : open) {
            state.close();
        }
    }

    /** Waits until something is so. */
    static void until(BooleanSupplier fact, Supplier<String> otherwise) {
        long end = System.nanoTime() + WAIT_NANOS;
        while (!fact.getAsBoolean()) {
            if (System.nanoTime() - end >= 0) {
                throw new AssertionError(otherwise.get());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Waits until a store says this of itself. */
    static void untilProblem(SharedState state, String part) {
        until(
                () -> state.problem().orElse("").contains(part),
                () -> "not '" + part + "' but '" + state.problem().orElse("") + "'");
    }

    static void untilWell(SharedState state) {
        until(() -> state.problem().isEmpty(), () -> state.problem().orElse(""));
    }

    private final class Disk extends SingleFileStore {

        Disk() {
            super(new HashMap<>());
        }

        @Override
        protected void writeFully(SFChunk chunk, long pos, ByteBuffer src) {
            answering.acquireUninterruptibly();
            answering.release();
            if (full) {
                throw DataUtils.newMVStoreException(
                        DataUtils.ERROR_WRITING_FAILED, "test", new IOException("No space left on device"));
            }
            super.writeFully(chunk, pos, src);
        }
    }

    /** So long a store waits for the disk, and a little. */
    static final Duration PAST_DEADLINE = Writer.DEADLINE.plusSeconds(1);
}
