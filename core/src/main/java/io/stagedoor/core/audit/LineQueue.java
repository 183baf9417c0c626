package io.stagedoor.core.audit;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Lines on their way, in order. Half of it is for what was allowed and what ended: refusals and comparisons do not keep these out. */
final class LineQueue {

    static final int CAPACITY = 8192;
    static final int FOR_REFUSALS = CAPACITY / 2;

    /** Wakes whoever waits for a line. */
    private static final AuditLine WAKE = AuditLine.of(AuditEvent.none());

    private final BlockingQueue<AuditLine> queue = new LinkedBlockingQueue<>(CAPACITY);

    /** Takes a line if there is room. Never waits. */
    boolean offer(AuditLine line) {
        boolean yields = line.event().isRefusal() || line.event().isShadow();
        return (!yields || queue.size() < FOR_REFUSALS) && queue.offer(line);
    }

    /** Lets whoever waits for a line go on: there is no room for that only while nobody waits. */
    void wake() {
        queue.offer(WAKE);
    }

    static boolean isWake(AuditLine line) {
        return line == WAKE;
    }

    AuditLine take() throws InterruptedException {
        return queue.take();
    }

    /** The next line; {@code null} if there is none. */
    @Nullable
    AuditLine poll() {
        return queue.poll();
    }

    int size() {
        return queue.size();
    }
}
