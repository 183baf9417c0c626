package io.stagedoor.auth.jwt.internal.remote;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.http.ConnectionSettings;
import io.stagedoor.auth.support.http.Transport;
import io.stagedoor.auth.support.http.Workers;
import io.stagedoor.auth.support.tls.Tls;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/** Keys whose fetches a test makes by hand, at moments that it chooses. */
final class RemoteFixtures {

    static final Access.Pace PACE =
            new Access.Pace(Duration.ofMinutes(60), Duration.ofSeconds(30), Duration.ofHours(24));

    private RemoteFixtures() {}

    static Access access() {
        return new Access(
                PACE,
                new Tls("keysCaFile", Optional.empty(), Optional.empty(), Optional.empty(), Secret.of("")),
                Optional.empty());
    }

    static Retrieval retrieval(KeyPlace place, Times times, Duration longest) {
        return new Retrieval(
                place,
                new Transport(
                        new ConnectionSettings(Duration.ofSeconds(5), access().tls()), new Workers("stagedoor-test")),
                new Schedule(PACE.refresh()),
                times,
                longest);
    }

    static RemoteKeys keys(KeyPlace place, Path folder, Times times, Duration longest) {
        return new RemoteKeys(place, PACE, retrieval(place, times, longest), folder, RemoteFixtures::check, times);
    }

    static RemoteKeys keys(KeyPlace place, Path folder, Times times) {
        return keys(place, folder, times, Duration.ofSeconds(20));
    }

    /** Stands for whoever reads keys. */
    static void check(String text) {
        if (text.contains("trips")) {
            throw new IllegalStateException("a reader with a mistake");
        }
        if (!text.startsWith("{\"keys\":[\"")) {
            throw new IllegalArgumentException("the document has no key that can be used");
        }
    }

    static String set(String... kids) {
        return "{\"keys\":[\"" + String.join("\",\"", kids) + "\"]}";
    }

    static String ok(String headers, String body) {
        return "HTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** Both clocks, set by hand. */
    static final class ManualTimes extends Clock {
        private volatile Instant wall = Instant.parse("2026-11-29T10:00:00Z");
        private volatile long nanos = Long.MAX_VALUE - 7;

        Times times() {
            return new Times(this, () -> nanos);
        }

        synchronized void pass(Duration duration) {
            nanos += duration.toNanos();
            wall = wall.plus(duration);
        }

        /** Somebody sets the clock, or the machine sleeps. */
        synchronized void set(Duration by) {
            wall = wall.plus(by);
        }

        @Override
        public Instant instant() {
            return wall;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
