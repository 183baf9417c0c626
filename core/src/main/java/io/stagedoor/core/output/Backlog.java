package io.stagedoor.core.output;

import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.audit.AuditLine;
import io.stagedoor.core.audit.LostLines;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines that wait for an output, numbered and in their order. There is room for a bounded number, half of it for what was allowed and what ended: refusals do
 * not keep these out. What does not fit is counted as lost. Thread-safe.
 */
final class Backlog {

    static final int CAPACITY = 8192;
    static final int FOR_REFUSALS = CAPACITY / 2;

    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

    /** @param line empty: no line, but a reason to wake up */
    private record Waiting(long number, Optional<AuditLine> line) {}

    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(CAPACITY);
    private final AtomicLong numbers = new AtomicLong();
    private final LostLines lost = new LostLines();

    /** Takes a line, or counts it as lost. Never waits. */
    void offer(AuditLine line) {
        Waiting waiting = new Waiting(numbers.incrementAndGet(), Optional.of(line));
        boolean hasRoom = !line.event().isRefusal() || queue.size() < FOR_REFUSALS;
        if (!hasRoom || !queue.offer(waiting)) {
            lose(line.count());
        }
    }

    /** Counts lines as lost. */
    void lose(long lines) {
        lost.add(lines);
    }

    /** Lets whoever waits for a line go on: there is no room for that only while nobody waits. */
    void wake() {
        queue.offer(new Waiting(0, Optional.empty()));
    }

    /** Waits for a line, and takes those that are there. One that cannot be formatted is lost. */
    void take(List<Message> batch, int most, long waitMillis) throws InterruptedException {
        Waiting next = queue.poll(waitMillis, TimeUnit.MILLISECONDS);
        while (next != null) {
            add(next, batch);
            next = batch.size() < most ? queue.poll() : null;
        }
    }

    private void add(Waiting waiting, List<Message> batch) {
        waiting.line().ifPresent(line -> {
            try {
                batch.add(Message.of(waiting.number(), line));
            } catch (RuntimeException | Error e) { // one line is lost, and the output's only thread goes on
                LOG.error("Could not format a line of the audit log.", Redacted.of(e));
                lose(line.count());
            }
        });
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    int size() {
        return queue.size();
    }

    LostLines.Loss lost() {
        return lost.now();
    }

    /** Nobody takes lines any more: those that are left are lost. */
    void giveUp() {
        for (Waiting next = queue.poll(); next != null; next = queue.poll()) {
            next.line().ifPresent(line -> lose(line.count()));
        }
    }
}
