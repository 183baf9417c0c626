package io.stagedoor.auth.roundtrip.internal.backend;

import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.auth.roundtrip.internal.RoundTripAuthenticator;
import io.stagedoor.auth.roundtrip.internal.RoundTripFixtures;
import io.stagedoor.auth.roundtrip.internal.TestBackend;
import io.stagedoor.auth.support.Eventually;
import io.stagedoor.auth.support.Logged;
import io.stagedoor.auth.support.RawServer;
import io.stagedoor.auth.support.turn.Networks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BreakerTest {

    /** A port that a test cannot get by chance: one that was free a moment ago may be another's by now. */
    private static final String NOBODYS_URL = "http://127.0.0.1:1/";

    private static final Duration OPEN = Duration.ofSeconds(60);

    private final RoundTripFixtures.HandClock clock = new RoundTripFixtures.HandClock();
    private final TestBackend backend = new TestBackend(asked -> TestBackend.yes());
    private final RoundTripAuthenticator authenticator = RoundTripFixtures.authenticator(settings(backend), clock);

    @RegisterExtension
    final Logged logged = new Logged();

    @AfterEach
    void stop() {
        authenticator.close();
        backend.close();
    }

    private void answers(int status) {
        backend.behave(asked -> new TestBackend.Reply(status, "{\"result\":true}"));
    }

    private Decision ask() {
        return ask("192.0.2.7");
    }

    private Decision ask(String address) {
        StreamRequest request = RoundTripFixtures.stream(
                RoundTripFixtures.connect(
                        "c", Credentials.of("u", RoundTripFixtures.PASSWORD, RoundTripFixtures.TOKEN), address),
                Action.PUBLISH,
                "stream1",
                "live");
        return authenticator.authorize(StreamRequest.builder(
                        request.connect(),
                        request.grant(),
                        request.action(),
                        request.path(),
                        clock.instant().plusSeconds(60))
                .mode(request.mode())
                .build());
    }

    private void ask(int times) {
        for (int i = 0; i < times; i++) {
            ask();
        }
    }

    private int asked() {
        return backend.questions.get();
    }

    private static boolean isNotAsked(Decision decision) {
        return decision.toString().contains("breakerOpenSeconds");
    }

    private int refusedConnects(int times) {
        int refused = 0;
        for (int i = 0; i < times; i++) {
            refused += isNotAsked(ask()) ? 0 : 1;
        }
        return refused;
    }

    /** Nobody can reach it from now on. */
    private void vanish() {
        authenticator.ask(settings("validateUrl", NOBODYS_URL));
    }

    private long lines(String text) {
        return logged.text()
                .lines()
                .filter(line -> line.contains("backend.Breaker - ") && line.contains(text))
                .count();
    }

    /** What the breaker itself does, with a backend that is what a test says it is. */
    private final Breaker breaker = new Breaker(
            "backend",
            settings(backend).limits(),
            clock,
            () -> Duration.between(Instant.EPOCH, clock.instant()).toNanos());

    private static ByteBuffer network(int number) {
        return Networks.key("192.0.2." + number);
    }

    private int turns(int times, Consumer<Breaker.Turn> outcome) {
        int turns = 0;
        for (int i = 0; i < times; i++) {
            Optional<Breaker.Turn> turn = breaker.turn(network(i % 256));
            turn.ifPresent(outcome);
            turns += turn.isPresent() ? 1 : 0;
        }
        return turns;
    }

    @Test
    void ten_refused_connects_open_it_and_nobody_is_asked_then() {
        vanish();
        assertThat(refusedConnects(200)).isEqualTo(10);
        assertThat(authenticator.problem()).isPresent();
        assertThat(lines("does not answer: unreachable for 50 %")).isEqualTo(1);
    }

    @Test
    void encryption_that_fails_opens_it() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket closes = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            Thread accepting = new Thread(() -> {
                try {
                    while (true) {
                        closes.accept().close();
                        connections.incrementAndGet();
                    }
                } catch (IOException e) {
                    // the test is over
                }
            });
            accepting.start();
            authenticator.ask(settings("validateUrl", "https://127.0.0.1:" + closes.getLocalPort() + "/"));
            assertThat(refusedConnects(50)).isEqualTo(10);
            Eventually.eventually("ten have come", () -> connections.get() == 10);
        }
    }

    @Test
    void a_name_that_nobody_has_opens_it() {
        authenticator.ask(settings("validateUrl", "http://backend.invalid/"));
        assertThat(refusedConnects(50)).isEqualTo(10);
    }

    /** One client can send it as often as it likes; the others are asked about all the same. */
    @Test
    void what_the_backend_fails_on_is_that_question_s_outage_alone() {
        backend.behave(asked ->
                asked.member("streamID").equals("stream1") ? new TestBackend.Reply(503, "") : TestBackend.yes());
        for (int i = 0; i < 100; i++) {
            assertThat(ask()).isInstanceOf(Decision.Unavailable.class);
            clock.move(Duration.ofSeconds(1));
        }
        assertThat(asked()).isEqualTo(100);
        assertThat(lines("does not answer")).isZero();
        assertThat(authenticator.problem())
                .as("an operator is told what nobody else's answer says otherwise")
                .hasValueSatisfying(problem -> assertThat(problem).contains("the last 100 questions"));
        backend.behave(asked -> TestBackend.yes());
        ask();
        assertThat(authenticator.problem()).isEmpty();
    }

    @Test
    void a_question_that_takes_too_long_is_that_question_s_outage_alone() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (RawServer slow = new RawServer((socket, number) -> over.await())) {
            authenticator.ask(settings("validateUrl", slow.url(), "timeoutMillis", 10L));
            for (int i = 0; i < 30; i++) {
                assertThat(isNotAsked(ask())).isFalse();
                clock.move(Duration.ofSeconds(1));
            }
            over.countDown();
        }
    }

    @Test
    void nobody_of_ten_networks_gets_an_answer_for_ten_seconds_and_it_opens() {
        answers(503);
        for (int i = 0; i < 100; i++) {
            ask("192.0.2." + i);
        }
        assertThat(asked()).isEqualTo(100);
        clock.move(Silence.LENGTH);
        ask("192.0.2.1");
        assertThat(isNotAsked(ask("192.0.2.1"))).isTrue();
        assertThat(asked()).isEqualTo(101);
        assertThat(lines("does not answer: no client got an answer for 10 s")).isEqualTo(1);
    }

    @Test
    void most_of_fewer_than_ten_questions_do_not() {
        turns(1, Breaker.Turn::answered);
        turns(4, Breaker.Turn::unreachable);
        assertThat(turns(20, Breaker.Turn::answered)).isEqualTo(20);
    }

    @Test
    void half_of_the_last_hundred_open_it() {
        turns(500, Breaker.Turn::answered);
        assertThat(turns(200, Breaker.Turn::unreachable)).isEqualTo(50);
    }

    @Test
    void that_it_does_not_answer_is_a_problem_before_it_is_left_alone_and_ends_with_the_first_answer() {
        ask(1);
        answers(500);
        ask(2);
        assertThat(authenticator.problem()).isEmpty();
        ask(1);
        assertThat(authenticator.problem())
                .hasValueSatisfying(problem -> assertThat(problem)
                        .startsWith(backend.url(TestBackend.VALIDATE))
                        .contains("did not answer the last 3 questions", "refuses the clients", "validateUrl"));
        answers(403);
        ask(1);
        assertThat(authenticator.problem()).isEmpty();
    }

    @Test
    void that_nobody_can_reach_it_is_a_problem_at_once_and_says_so_if_clients_get_in_all_the_same() {
        authenticator.ask(settings("validateUrl", NOBODYS_URL, "failOpen", true));
        ask(3);
        assertThat(authenticator.problem())
                .hasValueSatisfying(problem -> assertThat(problem)
                        .contains("did not answer the last 3 questions", "lets clients in without its decision"));
        ask(7);
        assertThat(authenticator.problem())
                .hasValueSatisfying(problem -> assertThat(problem)
                        .contains("did not answer recently", "lets clients in without its decision"));
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
        assertThat(turns(100, Breaker.Turn::unreachable)).isEqualTo(10);
        clock.move(OPEN.minusMillis(1));
        assertThat(turns(100, Breaker.Turn::unreachable)).isZero();
        clock.move(Duration.ofMillis(2));
        assertThat(turns(1000, Breaker.Turn::unreachable)).isEqualTo(10);
        assertThat(lines("trial requests")).isEqualTo(1);
        assertThat(lines("does not answer")).isEqualTo(2);
    }

    @Test
    void ten_answers_close_it() {
        turns(100, Breaker.Turn::unreachable);
        clock.move(OPEN.plusMillis(1));
        assertThat(turns(100, Breaker.Turn::answered)).isEqualTo(100);
        assertThat(breaker.isClosed()).isTrue();
        assertThat(lines("answers again")).isEqualTo(1);
    }

    /** What it has no answer to decides nothing while it is being tried, and keeps nobody else from being asked about. */
    @Test
    void a_stranger_does_not_decide_whether_it_is_asked_again() {
        turns(100, Breaker.Turn::unreachable);
        clock.move(OPEN.plusMillis(1));
        List<Breaker.Turn> slow = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            breaker.turn(network(1)).ifPresent(slow::add);
        }
        assertThat(slow).hasSize(1);
        slow.forEach(Breaker.Turn::unanswered);
        for (int i = 0; i < 50; i++) {
            breaker.turn(network(1)).orElseThrow().unanswered();
        }
        assertThat(breaker.isOpen()).isFalse();
        for (int i = 0; i < 10; i++) {
            breaker.turn(network(2)).orElseThrow().answered();
        }
        assertThat(breaker.isClosed()).isTrue();
    }

    @Test
    void one_that_answers_nobody_is_left_alone_again() {
        turns(100, Breaker.Turn::unreachable);
        clock.move(OPEN.plusMillis(1));
        turns(30, Breaker.Turn::unanswered);
        clock.move(Silence.LENGTH);
        turns(1, Breaker.Turn::unanswered);
        assertThat(breaker.isOpen()).isTrue();
    }

    @Test
    void under_a_storm_a_dead_backend_hears_little() throws Exception {
        turns(10, Breaker.Turn::unreachable);
        clock.move(OPEN.plusMillis(1));
        AtomicInteger asked = new AtomicInteger();
        ExecutorService clients = Executors.newFixedThreadPool(32);
        for (int i = 0; i < 5000; i++) {
            ByteBuffer network = network(i % 256);
            clients.execute(() -> breaker.turn(network).ifPresent(turn -> {
                asked.incrementAndGet();
                turn.unreachable();
            }));
        }
        clients.shutdown();
        assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(asked.get()).isBetween(1, 10);
    }

    @Test
    void a_change_that_has_nothing_to_do_with_it_keeps_what_is_known() {
        String url = NOBODYS_URL;
        authenticator.ask(settings("validateUrl", url));
        assertThat(refusedConnects(20)).isEqualTo(10);
        authenticator.ask(settings("validateUrl", url, "clientTokenRequired", true));
        assertThat(refusedConnects(10)).isZero();
        authenticator.ask(settings("validateUrl", url, "breakerOpenSeconds", 5L));
        assertThat(refusedConnects(5)).isEqualTo(5);
    }

    @Test
    void fail_open_allows_when_nobody_answers_and_says_and_counts_it() {
        authenticator.ask(settings("validateUrl", NOBODYS_URL, "failOpen", true));
        assertThat(ask()).isInstanceOfSatisfying(Decision.Allow.class, allow -> {
            assertThat(allow.failOpen()).isPresent();
            assertThat(allow.grant().attributes()).doesNotContainKey("failOpen");
        });
        ask(49);
        assertThat(authenticator.openedCount()).isEqualTo(50);
        assertThat(logged.text().lines().filter(l -> l.contains("WARN") && l.contains("failOpen")))
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
