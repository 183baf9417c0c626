package io.stagedoor.core.shared.embedded;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Both clocks of a test. */
final class ManualTime {

    final AtomicReference<Instant> wall = new AtomicReference<>(Instant.parse("2026-05-01T12:00:00Z"));
    final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000); // it turns around soon

    final Clock clock = new Clock() {

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return wall.get();
        }
    };

    void pass(Duration time) {
        // A step of a clock of nanoseconds is within what it can tell.
        wall.updateAndGet(now -> now.plus(time));
        nanos.addAndGet(time.toNanos());
    }
}
