package io.stagedoor.auth.roundtrip.internal;

import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.publish;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.StreamRequest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final Duration OPEN = Duration.ofSeconds(60);

    private final RoundTripFixtures.HandClock clock = new RoundTripFixtures.HandClock();
    private final TestBackend backend = new TestBackend(asked -> TestBackend.yes());
    private final RoundTripAuthenticator authenticator = RoundTripFixtures.authenticator(settings(backend), clock);
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final PrintStream stderr = System.err;

    @BeforeEach
    void capture() {
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        System.setErr(stderr);
        authenticator.close();
        backend.close();
    }

    private void answers(int status) {
        backend.behave(asked -> new TestBackend.Reply(status, "{\"result\":true}"));
    }

    private Decision ask() {
        StreamRequest request = publish("u");
        return authenticator.authorize(new StreamRequest(
                request.connect(),
                request.grant(),
                request.action(),
                request.path(),
                request.mode(),
                clock.instant().plusSeconds(60)));
    }

    private void ask(int times) {
        for (int i = 0; i < times; i++) {
            ask();
        }
    }

    private int asked() {
        return backend.questions.get();
    }

    private long lines(String text) {
        return logged.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("internal.Breaker - ") && line.contains(text))
                .count();
    }

    @Test
    void ten_failures_open_it_and_nobody_is_asked_then() {
        answers(503);
        ask(200);
        assertThat(asked()).isEqualTo(10);
        assertThat(ask())
                .isInstanceOfSatisfying(
                        Decision.Unavailable.class,
                        unavailable -> assertThat(unavailable.detail()).contains("breakerOpenSeconds"));
        assertThat(authenticator.problem()).isPresent();
        assertThat(lines("does not answer")).isEqualTo(1);
    }

    @Test
    void most_of_fewer_than_ten_questions_do_not() {
        ask(1);
        answers(503);
        ask(4);
        answers(200);
        ask(20);
        assertThat(asked()).isEqualTo(25);
        assertThat(authenticator.problem()).isEmpty();
    }

    @Test
    void half_of_the_last_hundred_open_it() {
        ask(500);
        answers(503);
        ask(200);
        assertThat(asked()).isEqualTo(550);
    }

    @Test
    void a_clear_no_is_an_answer() {
        answers(403);
        ask(50);
        answers(302);
        ask(50);
        backend.behave(asked -> new TestBackend.Reply(200, "{\"result\":false}"));
        ask(50);
        assertThat(asked()).isEqualTo(150);
    }

    @Test
    void a_minute_later_ten_are_asked_and_failures_open_it_again() {
        answers(503);
        ask(100);
        clock.move(OPEN.minusMillis(1));
        ask(100);
        assertThat(asked()).isEqualTo(10);
        clock.move(Duration.ofMillis(2));
        ask(1000);
        assertThat(asked()).isEqualTo(20);
        assertThat(lines("to see whether")).isEqualTo(1);
        assertThat(lines("does not answer")).isEqualTo(2);
    }

    @Test
    void ten_answers_close_it() {
        answers(503);
        ask(100);
        clock.move(OPEN.plusMillis(1));
        answers(200);
        ask(100);
        assertThat(asked()).isEqualTo(110);
        assertThat(authenticator.problem()).isEmpty();
        assertThat(lines("answers again")).isEqualTo(1);
    }

    @Test
    void under_a_storm_a_dead_backend_hears_little() throws Exception {
        answers(503);
        ask(10);
        clock.move(OPEN.plusMillis(1));
        AtomicInteger allowed = new AtomicInteger();
        ExecutorService clients = Executors.newFixedThreadPool(32);
        for (int i = 0; i < 5000; i++) {
            clients.execute(() -> {
                if (ask() instanceof Decision.Allow) {
                    allowed.incrementAndGet();
                }
            });
        }
        clients.shutdown();
        assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(allowed).hasValue(0);
        assertThat(asked()).isLessThanOrEqualTo(20);
    }

    @Test
    void a_change_that_has_nothing_to_do_with_it_keeps_what_is_known() {
        answers(503);
        ask(10);
        authenticator.ask(settings(backend, "clientTokenRequired", true));
        ask(10);
        assertThat(asked()).isEqualTo(10);
        authenticator.ask(settings(backend, "breakerOpenSeconds", 5L));
        ask(5);
        assertThat(asked()).isEqualTo(15);
    }

    @Test
    void fail_open_allows_when_nobody_answers_and_says_and_counts_it() {
        authenticator.ask(settings(backend, "failOpen", true));
        answers(503);
        assertThat(ask())
                .isInstanceOfSatisfying(
                        Decision.Allow.class,
                        allow -> assertThat(allow.grant().attributes()).containsKey("failOpen"));
        ask(49);
        assertThat(asked()).isEqualTo(10);
        assertThat(authenticator.openedCount()).isEqualTo(50);
        assertThat(logged.toString(StandardCharsets.UTF_8)
                        .lines()
                        .filter(l -> l.contains("WARN") && l.contains("failOpen")))
                .hasSize(1);
    }

    @Test
    void fail_open_does_not_overrule_an_answer() {
        authenticator.ask(settings(backend, "failOpen", true));
        for (int status : new int[] {200, 204, 302, 401, 403, 404}) {
            backend.behave(asked -> new TestBackend.Reply(status, status == 204 ? "" : "{\"result\":false}"));
            assertThat(ask()).isInstanceOf(Decision.Deny.class);
        }
        assertThat(authenticator.openedCount()).isZero();
    }
}
