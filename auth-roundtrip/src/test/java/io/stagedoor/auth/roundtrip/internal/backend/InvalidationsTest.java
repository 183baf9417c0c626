package io.stagedoor.auth.roundtrip.internal.backend;

import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.connect;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.publish;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.settings;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.stream;
import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.auth.roundtrip.internal.RoundTripAuthenticator;
import io.stagedoor.auth.roundtrip.internal.RoundTripFixtures;
import io.stagedoor.auth.roundtrip.internal.TestBackend;
import io.stagedoor.auth.roundtrip.internal.message.Question;
import io.stagedoor.auth.support.http.NoAnswer;
import io.stagedoor.auth.support.turn.Networks;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class InvalidationsTest {

    private static final ByteBuffer NETWORK = Networks.key("192.0.2.1");

    private static final Duration PAUSE = Duration.ofMillis(1);
    private static final Duration BOUND = Duration.ofSeconds(30);

    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private Invalidations invalidations;

    @AfterEach
    void stop() {
        over.countDown();
        if (invalidations != null) {
            invalidations.close(BOUND);
        }
    }

    private Invalidations by(Invalidations.Sender sender) {
        invalidations = new Invalidations(sender, PAUSE, Clock.systemUTC());
        return invalidations;
    }

    private static Question question(String user, String name) {
        return Question.ended(stream(connect(user), Action.PUBLISH, name, "live"), false);
    }

    private static String text(Question question) {
        return new String(question.json(), StandardCharsets.UTF_8);
    }

    private static String name(Question question) {
        return text(question).replaceAll(".*\"streamID\":\"([^\"]*)\".*", "$1");
    }

    @Test
    void keeps_the_order_of_a_connection_also_when_some_fail() {
        Map<String, Integer> tries = new ConcurrentHashMap<>();
        by(question -> {
            if (tries.merge(text(question), 1, Integer::sum) <= name(question).hashCode() % 3) {
                throw new NoAnswer("not yet");
            }
            sent.add(text(question));
        });
        for (int i = 0; i < 50; i++) {
            for (String user : List.of("a", "b", "c")) {
                invalidations.offer(user, NETWORK, question(user, "s" + i));
            }
        }
        eventually("all are told", () -> sent.size() == 150);
        for (String user : List.of("a", "b", "c")) {
            assertThat(sent.stream().filter(text -> text.contains("\"username\":\"" + user + "\"")))
                    .containsExactlyElementsOf(java.util.stream.IntStream.range(0, 50)
                            .mapToObj(i -> text(question(user, "s" + i)))
                            .toList());
        }
        assertThat(invalidations.lost()).isZero();
    }

    @Test
    void gives_up_after_a_few_tries_counts_it_and_goes_on() {
        AtomicInteger tries = new AtomicInteger();
        by(question -> {
            if (name(question).equals("bad")) {
                tries.incrementAndGet();
                throw new NoAnswer("never");
            }
            sent.add(name(question));
        });
        invalidations.offer("c", NETWORK, question("u", "bad"));
        invalidations.offer("c", NETWORK, question("u", "good"));
        eventually("the next is told", () -> sent.contains("good"));
        assertThat(tries).hasValue(Invalidations.ATTEMPTS);
        assertThat(invalidations.lost()).isEqualTo(1);
    }

    @Test
    void one_that_throws_is_lost_and_the_next_is_told() {
        by(question -> {
            if (name(question).equals("bad")) {
                throw new IllegalStateException("a bug");
            }
            sent.add(name(question));
        });
        invalidations.offer("c", NETWORK, question("u", "bad"));
        invalidations.offer("c", NETWORK, question("u", "good"));
        eventually("the next is told", () -> sent.contains("good"));
        assertThat(invalidations.lost()).isEqualTo(1);
    }

    @Test
    void never_blocks_and_is_bounded_when_the_backend_hangs() {
        by(question -> await());
        int half = Invalidations.CAPACITY / 2;
        for (int i = 0; i < half + 500; i++) {
            invalidations.offer("c" + i, NETWORK, question("u", "s"));
        }
        assertThat(invalidations.waiting()).as("of one network").isEqualTo(half);
        for (int i = 0; i < half; i++) {
            invalidations.offer("d" + i, Networks.key("192.0.2.2"), question("u", "s"));
        }
        invalidations.offer("e", Networks.key("192.0.2.3"), question("u", "s"));
        assertThat(invalidations.waiting()).isEqualTo(Invalidations.CAPACITY);
        assertThat(invalidations.lost()).isEqualTo(501);
    }

    private void await() {
        try {
            over.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void what_is_left_is_told_before_it_stops() {
        by(question -> sent.add(name(question)));
        for (int i = 0; i < 1000; i++) {
            invalidations.offer("c" + i % 10, NETWORK, question("u", "s" + i));
        }
        invalidations.close(BOUND);
        assertThat(sent).hasSize(1000);
        invalidations.offer("c", NETWORK, question("u", "late"));
        assertThat(sent).hasSize(1000);
        assertThat(invalidations.lost()).isEqualTo(1);
    }

    @Test
    void a_long_pause_does_not_keep_it_from_stopping() {
        AtomicInteger tries = new AtomicInteger();
        invalidations = new Invalidations(
                question -> {
                    if (tries.incrementAndGet() == 1) {
                        throw new NoAnswer("once");
                    }
                    sent.add(name(question));
                },
                Duration.ofHours(1),
                Clock.systemUTC());
        invalidations.offer("c", NETWORK, question("u", "s"));
        eventually("tried", () -> tries.get() == 1);
        invalidations.close(BOUND);
        assertThat(sent).containsExactly("s");
    }

    @Test
    void stopping_is_bounded_when_the_backend_hangs() {
        by(question -> await());
        invalidations.offer("c", NETWORK, question("u", "s"));
        invalidations.close(Duration.ofMillis(200));
        assertThat(over.getCount()).as("it did not wait for the backend").isEqualTo(1);
    }

    @Test
    void over_http_a_failing_backend_is_told_again_and_a_refusing_one_is_not() {
        AtomicInteger failures = new AtomicInteger(2);
        try (TestBackend backend = new TestBackend(asked -> asked.path().equals(TestBackend.VALIDATE)
                ? TestBackend.yes()
                : new TestBackend.Reply(
                        switch (failures.getAndDecrement()) {
                            case 2 -> 503;
                            case 1 -> 429;
                            default -> 404;
                        },
                        ""))) {
            RoundTripAuthenticator authenticator = RoundTripFixtures.authenticator(settings(backend));
            StreamRequest publish = publish("u");
            authenticator.authorize(publish);
            authenticator.ended(publish);
            eventually("told", () -> backend.at(TestBackend.INVALIDATE).size() == 3);
            authenticator.close();
            assertThat(backend.at(TestBackend.INVALIDATE)).hasSize(3);
            assertThat(backend.at(TestBackend.VALIDATE)).hasSize(1);
            assertThat(authenticator.lostInvalidations()).isZero();
        }
    }

    @Test
    void without_an_end_point_nobody_is_told() {
        try (TestBackend backend = new TestBackend(asked -> TestBackend.yes())) {
            RoundTripAuthenticator authenticator =
                    RoundTripFixtures.authenticator(settings("validateUrl", backend.url(TestBackend.VALIDATE)));
            authenticator.authorize(publish("u"));
            authenticator.ended(publish("u"));
            authenticator.close();
            assertThat(backend.asked).hasSize(1);
        }
    }
}
