package io.stagedoor.core.audit;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The last lines of a sort, in memory: a bounded number, and a bounded number of characters, because clients choose the names in them. Takes no
 * lock.
 */
final class RecentLines {

    static final int MOST = 10_000;
    /** Eight MiB at most; as a rule 10,000 lines have half of it. */
    static final long MOST_CHARACTERS = 4_000_000;

    /** Of what is in a line beside the texts of clients. */
    private static final long OTHERS = 100;

    private final int most;
    private final long mostCharacters;
    private final AtomicReferenceArray<AuditLine> lines;
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong oldest = new AtomicLong();
    private final AtomicLong characters = new AtomicLong();

    RecentLines() {
        this(MOST, MOST_CHARACTERS);
    }

    /** @param most how many, at least one */
    RecentLines(int most, long mostCharacters) {
        this.most = most;
        this.mostCharacters = mostCharacters;
        this.lines = new AtomicReferenceArray<>(most);
    }

    void add(AuditLine line) {
        long number = next.getAndIncrement();
        exchange(number, line);
        oldest.accumulateAndGet(number - most + 1, Math::max);
        while (characters.get() > mostCharacters && dropOldest()) {
            // Until there is room.
        }
    }

    /** Whether there was one. */
    private boolean dropOldest() {
        long number = oldest.get();
        if (number >= next.get()) {
            return false;
        }
        if (oldest.compareAndSet(number, number + 1)) {
            exchange(number, null);
        }
        return true;
    }

    private void exchange(long number, @Nullable AuditLine line) {
        AuditLine before = lines.getAndSet((int) (number % most), line);
        characters.addAndGet(lengthOf(line) - lengthOf(before));
    }

    private static long lengthOf(@Nullable AuditLine line) {
        if (line == null) {
            return 0;
        }
        AuditEvent event = line.event();
        return OTHERS
                + event.connection().length()
                + event.address().length()
                + event.application().length()
                + event.room().length()
                + event.stream().length()
                + event.subject().length()
                + event.claimed().length()
                + event.detail().length();
    }

    /** The lines of this moment; those that go meanwhile may be left out. */
    Stream<AuditLine> newestFirst() {
        long end = next.get();
        long begin = Math.max(oldest.get(), 0);
        return LongStream.iterate(end - 1, number -> number >= begin, number -> number - 1)
                .takeWhile(number -> number >= next.get() - most)
                .mapToObj(number -> lines.get((int) (number % most)))
                .filter(Objects::nonNull);
    }
}
