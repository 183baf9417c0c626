package io.stagedoor.core.output;

import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.core.Lines;
import io.stagedoor.core.audit.OutputState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SenderTest {

    private static final Sender.Times QUICK = new Sender.Times(
            Duration.ofMillis(1),
            Duration.ofMillis(4),
            Duration.ofSeconds(20),
            Duration.ofSeconds(5),
            Duration.ofMillis(1));

    /** A place that takes lines, or fails, or hangs. */
    private static final class Place implements Sink {

        private final String target;
        private final List<Long> taken = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger tried = new AtomicInteger();
        private volatile String failure = "";
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private volatile boolean open;
        private volatile boolean aborted;

        private Place(String target) {
            this.target = target;
        }

        @Override
        public String name() {
            return "syslog";
        }

        @Override
        public String target() {
            return target;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void open() throws IOException {
            tried.incrementAndGet();
            fail();
            open = true;
        }

        private void fail() throws IOException {
            if (!failure.isEmpty()) {
                open = false;
                throw new IOException(failure);
            }
        }

        @Override
        public void write(List<Message> messages) throws IOException {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (aborted) {
                open = false;
                throw new IOException("aborted");
            }
            fail();
            messages.forEach(one -> taken.add(one.number()));
        }

        @Override
        public void check(boolean isNew) {
            // It answers nothing.
        }

        @Override
        public boolean isOnProbation() {
            return true;
        }

        @Override
        public void abort() {
            aborted = true;
            gate.countDown();
        }

        @Override
        public void close() {
            open = false;
        }
    }

    private final Place place = new Place("tls://one:1");
    private final List<Sender> started = new ArrayList<>();

    private Sender sender(Place to, Sender.Times times) {
        Sender sender = new Sender(to, times, System::nanoTime);
        started.add(sender);
        return sender;
    }

    @AfterEach
    void end() throws InterruptedException {
        place.abort();
        for (Sender sender : started) {
            sender.end();
            sender.await();
        }
    }

    private static List<Long> numbers(int last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void lines_are_handed_over_once_and_in_their_order() {
        Sender sender = sender(place, QUICK);
        IntStream.range(0, 1000).forEach(i -> sender.tell(OutputLines.allowed("s" + i)));
        eventually(() -> place.taken.size() == 1000);
        assertThat(place.taken).isEqualTo(numbers(1000));
        eventually(() -> sender.state().sent() == 1000);
        assertThat(sender.state().loss().lines()).isZero();
        assertThat(sender.state().trouble()).isEmpty();
    }

    @Test
    void what_cannot_be_handed_over_is_kept_and_the_trouble_is_told_once_and_its_end() {
        try (Lines log = Lines.of(Sender.class)) {
            place.failure = "cannot connect to 192.0.2.1: nobody listens there";
            Sender sender = sender(place, QUICK);
            IntStream.range(0, 100).forEach(i -> sender.tell(OutputLines.allowed("s" + i)));
            eventually(() -> place.tried.get() > 5);
            assertThat(sender.state().trouble()).contains("cannot connect to 192.0.2.1: nobody listens there");
            assertThat(log.all())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR syslog tls://one:1: audit lines cannot be sent: cannot connect");
            place.failure = "";
            eventually(() -> place.taken.size() == 100);
            assertThat(place.taken).isEqualTo(numbers(100));
            eventually(() -> sender.state().trouble().isEmpty());
            eventually(() -> log.all().size() == 2);
            assertThat(log.all().get(1)).isEqualTo("INFO syslog tls://one:1: audit lines can be sent again.");
        }
    }

    @Test
    void what_does_not_fit_is_lost_and_counted_and_refusals_keep_half_of_the_room_free() {
        place.failure = "down";
        Sender sender = sender(place, QUICK);
        eventually(() -> place.tried.get() > 0);
        IntStream.range(0, Backlog.CAPACITY).forEach(i -> sender.tell(OutputLines.refused("s")));
        OutputState state = sender.state();
        assertThat(state.waiting()).isBetween(Backlog.FOR_REFUSALS - Sender.BATCH, Backlog.FOR_REFUSALS);
        assertThat(state.loss().lines())
                .isBetween((long) Backlog.FOR_REFUSALS - Sender.BATCH, (long) Backlog.FOR_REFUSALS);
        long before = state.loss().lines();
        IntStream.range(0, Backlog.FOR_REFUSALS - 1).forEach(i -> sender.tell(OutputLines.allowed("s")));
        assertThat(sender.state().loss().lines()).isEqualTo(before);
        IntStream.range(0, 100).forEach(i -> sender.tell(OutputLines.allowed("s")));
        assertThat(sender.state().loss().lines()).isGreaterThan(before);
        assertThat(sender.state().loss().last()).isPresent();
        place.failure = "";
        eventually(() -> sender.state().waiting() == 0);
        long told = Backlog.CAPACITY + Backlog.FOR_REFUSALS - 1 + 100;
        eventually(() -> sender.state().sent() + sender.state().loss().lines() == told);
        assertThat(place.taken).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(Backlog.FOR_REFUSALS);
        assertThat(place.taken.get(place.taken.size() - 1))
                .as("a gap tells of a loss")
                .isGreaterThan(place.taken.size());
    }

    @Test
    void telling_never_waits_for_a_place_that_hangs_and_its_hanging_is_told() {
        place.gate = new CountDownLatch(1);
        Sender sender = sender(
                place,
                new Sender.Times(
                        QUICK.firstRetry(),
                        QUICK.longestRetry(),
                        Duration.ofMillis(2),
                        QUICK.stop(),
                        QUICK.probation()));
        IntStream.range(0, 3 * Backlog.CAPACITY).forEach(i -> sender.tell(OutputLines.allowed("s")));
        assertThat(sender.state().loss().lines()).isGreaterThan(Backlog.CAPACITY);
        eventually(() -> sender.state()
                .trouble()
                .filter(why -> why.startsWith("it takes nothing"))
                .isPresent());
        assertThat(place.taken).isEmpty();
    }

    @Test
    void a_call_that_hangs_is_ended_and_its_lines_go_again() {
        place.gate = new CountDownLatch(1);
        Sender sender = sender(
                place,
                new Sender.Times(
                        QUICK.firstRetry(),
                        QUICK.longestRetry(),
                        Duration.ofMillis(2),
                        QUICK.stop(),
                        QUICK.probation()));
        sender.tell(OutputLines.allowed("s"));
        eventually(() -> {
            sender.look();
            return place.aborted;
        });
        place.aborted = false;
        eventually(() -> place.taken.size() == 1);
        assertThat(place.taken).containsExactly(1L);
    }

    @Test
    void what_waits_goes_to_the_new_place_without_a_loss() {
        place.failure = "no such name";
        Sender sender = sender(
                place,
                new Sender.Times(
                        Duration.ofHours(1), Duration.ofHours(1), QUICK.stuck(), QUICK.stop(), QUICK.probation()));
        IntStream.range(0, 500).forEach(i -> sender.tell(OutputLines.allowed("s" + i)));
        eventually(() -> sender.state().trouble().isPresent());
        Place second = new Place("tls://two:2");
        sender.change(second);
        eventually(() -> second.taken.size() == 500);
        assertThat(second.taken).isEqualTo(numbers(500));
        assertThat(sender.state().target()).isEqualTo("tls://two:2");
        eventually(() -> sender.state().trouble().isEmpty());
    }

    @Test
    void a_place_that_hangs_keeps_no_line_from_the_new_one() {
        place.gate = new CountDownLatch(1);
        Sender sender = sender(
                place,
                new Sender.Times(
                        QUICK.firstRetry(),
                        QUICK.longestRetry(),
                        Duration.ofHours(1),
                        Duration.ofMillis(2),
                        QUICK.probation()));
        sender.tell(OutputLines.allowed("s"));
        eventually(() -> sender.state().waiting() == 0);
        Place second = new Place("tls://two:2");
        sender.change(second);
        eventually(() -> {
            sender.look();
            return second.taken.size() == 1;
        });
    }

    @Test
    void the_last_lines_are_handed_over_at_the_end() throws Exception {
        Sender sender = sender(place, QUICK);
        IntStream.range(0, 500).forEach(i -> sender.tell(OutputLines.allowed("s" + i)));
        sender.end();
        sender.await();
        assertThat(sender.isAlive()).isFalse();
        assertThat(place.taken).isEqualTo(numbers(500));
        assertThat(place.open).isFalse();
        sender.tell(OutputLines.allowed("late"));
        assertThat(sender.state().loss().lines()).isEqualTo(1);
    }

    @Test
    void what_cannot_be_handed_over_at_the_end_is_counted_and_said() throws Exception {
        try (Lines log = Lines.of(Sender.class)) {
            place.failure = "down";
            Sender sender = sender(
                    place,
                    new Sender.Times(
                            Duration.ofHours(1),
                            Duration.ofHours(1),
                            QUICK.stuck(),
                            Duration.ofMillis(20),
                            QUICK.probation()));
            IntStream.range(0, 50).forEach(i -> sender.tell(OutputLines.allowed("s" + i)));
            eventually(() -> place.tried.get() > 0);
            sender.end();
            eventually(() -> !sender.isAlive());
            assertThat(sender.state().loss().lines()).isEqualTo(50);
            assertThat(log.all())
                    .anyMatch(
                            line -> line.equals(
                                    "WARN syslog tls://one:1: 50 audit line(s) could not be sent before the end; the files of the audit log have them."));
        }
    }
}
