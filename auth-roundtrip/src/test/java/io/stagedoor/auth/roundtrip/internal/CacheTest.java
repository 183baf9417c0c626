package io.stagedoor.auth.roundtrip.internal;

import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.PASSWORD;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.TOKEN;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.connect;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.play;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.settings;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.stream;
import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CacheTest {

    private final RoundTripFixtures.HandClock clock = new RoundTripFixtures.HandClock();
    private final TestBackend backend = new TestBackend(asked -> TestBackend.yes());
    private final RoundTripAuthenticator authenticator = RoundTripFixtures.authenticator(settings(backend), clock);

    @AfterEach
    void stop() {
        authenticator.close();
        backend.close();
    }

    private void configure(Object... pairs) {
        authenticator.ask(settings(backend, pairs));
    }

    private void says(String body) {
        backend.behave(asked -> new TestBackend.Reply(200, body));
    }

    private Decision ask(StreamRequest request) {
        return authenticator.authorize(StreamRequest.builder(
                        request.connect(),
                        request.grant(),
                        request.action(),
                        request.path(),
                        clock.instant().plusSeconds(60))
                .mode(request.mode())
                .build());
    }

    /** How many questions reach the backend when the same is asked now and a while later. */
    private int askedTwice(Duration later) {
        int before = backend.questions.get();
        ask(play("u"));
        clock.move(later);
        ask(play("u"));
        return backend.questions.get() - before;
    }

    @Test
    void is_off_by_default_whatever_the_backend_sends() {
        says("{\"result\":true,\"ttl\":60}");
        assertThat(askedTwice(Duration.ZERO)).isEqualTo(2);
    }

    @Test
    void a_yes_is_used_again_for_the_configured_time_and_no_longer() {
        configure("cacheSeconds", 30L);
        assertThat(askedTwice(Duration.ofMillis(29_999))).isEqualTo(1);
        clock.move(Duration.ofMillis(2));
        assertThat(askedTwice(Duration.ZERO)).isEqualTo(1);
    }

    @Test
    void comes_with_its_signed_url() {
        configure("cacheSeconds", 30L);
        says("{\"result\":true,\"url\":\"https://x\"}");
        ask(play("u"));
        assertThat(ask(play("u")))
                .isInstanceOfSatisfying(
                        Decision.Allow.class,
                        allow -> assertThat(allow.grant().attributes()).containsEntry("signedURL", "https://x"));
    }

    @Test
    void a_no_is_used_again_for_a_second_at_most() {
        configure("cacheSeconds", 30L);
        says("{\"result\":false}");
        assertThat(askedTwice(Duration.ofMillis(999))).isEqualTo(1);
        clock.move(Duration.ofSeconds(1));
        assertThat(askedTwice(Duration.ofMillis(1001))).isEqualTo(2);
    }

    @Test
    void an_outage_is_not_kept() {
        configure("cacheSeconds", 30L);
        backend.behave(asked -> new TestBackend.Reply(503, ""));
        assertThat(askedTwice(Duration.ZERO)).isEqualTo(2);
    }

    @Test
    void the_backend_may_shorten_it_but_not_lengthen_it() {
        configure("cacheSeconds", 30L);
        says("{\"result\":true,\"ttl\":5}");
        assertThat(askedTwice(Duration.ofMillis(4_999))).isEqualTo(1);
        clock.move(Duration.ofMillis(2));
        says("{\"result\":true,\"ttl\":3600}");
        assertThat(askedTwice(Duration.ofMillis(30_001))).isEqualTo(2);
        for (String none : new String[] {"0", "-1", "\"60\"", "null"}) {
            clock.move(Duration.ofMinutes(1));
            says("{\"result\":true,\"ttl\":" + none + "}");
            assertThat(askedTwice(Duration.ZERO)).isEqualTo(2);
        }
    }

    @Test
    void the_backend_may_have_to_allow_it() {
        configure("cacheSeconds", 30L, "cacheNeedsTtl", true);
        assertThat(askedTwice(Duration.ZERO)).isEqualTo(2);
        says("{\"result\":true,\"ttl\":10}");
        assertThat(askedTwice(Duration.ofSeconds(9))).isEqualTo(1);
    }

    @Test
    void differs_by_everything_that_is_asked() {
        configure("cacheSeconds", 30L);
        List<StreamRequest> different = new ArrayList<>(List.of(
                play("u"),
                play("v"),
                stream(connect("c", Credentials.of("u", PASSWORD, TOKEN)), Action.PUBLISH, "stream1", "live"),
                stream(connect("c", Credentials.of("u", PASSWORD, TOKEN)), Action.SUBSCRIBE, "stream2", ""),
                stream(connect("c", Credentials.of("u", PASSWORD + "x", TOKEN)), Action.SUBSCRIBE, "stream1", ""),
                stream(connect("c", Credentials.of("u", PASSWORD, TOKEN + "x")), Action.SUBSCRIBE, "stream1", ""),
                stream(connect("c", Credentials.of("u", PASSWORD, null)), Action.SUBSCRIBE, "stream1", ""),
                stream(
                        connect("c", Credentials.of("u\",\"password\":\"p", "x", TOKEN)),
                        Action.SUBSCRIBE,
                        "stream1",
                        "")));
        for (int round = 0; round < 3; round++) {
            different.forEach(this::ask);
        }
        assertThat(backend.questions).hasValue(different.size());
    }

    /** Without sendContext the backend is not told where a stream is; its yes is used again for that place alone. */
    @Test
    void a_yes_is_used_again_in_the_same_application_and_room_alone() {
        configure("cacheSeconds", 30L);
        for (int round = 0; round < 2; round++) {
            for (String place : new String[] {"live room1", "live room2", "other room1", "live room1/stream1"}) {
                String[] names = place.split(" ");
                StreamRequest here = play("u");
                ask(StreamRequest.builder(
                                here.connect(),
                                here.grant(),
                                here.action(),
                                StreamPath.of(names[0], names[1])
                                        .orElseThrow()
                                        .resolve("s")
                                        .orElseThrow(),
                                here.deadline())
                        .mode(here.mode())
                        .build());
            }
        }
        assertThat(backend.questions).hasValue(4);
    }

    @Test
    void another_configuration_forgets_all_answers() {
        configure("cacheSeconds", 30L);
        ask(play("u"));
        configure("cacheSeconds", 30L, "clientTokenRequired", true);
        ask(play("u"));
        assertThat(backend.questions).hasValue(2);
    }

    @Test
    void the_end_of_a_publish_forgets_its_answer() {
        configure("cacheSeconds", 30L);
        StreamRequest publish = RoundTripFixtures.publish("u");
        ask(publish);
        ask(publish);
        assertThat(backend.at(TestBackend.VALIDATE)).hasSize(1);
        authenticator.ended(publish);
        ask(publish);
        assertThat(backend.at(TestBackend.VALIDATE)).hasSize(2);
    }

    @Test
    void those_who_ask_the_same_at_the_same_time_share_one_question() throws Exception {
        configure("cacheSeconds", 30L, "maxConcurrentRequests", 1L);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        backend.behave(asked -> {
            await(mayAnswer);
            return TestBackend.yes();
        });
        AtomicInteger allowed = new AtomicInteger();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Thread client = new Thread(() -> {
                if (ask(play("u")) instanceof Decision.Allow) {
                    allowed.incrementAndGet();
                }
            });
            client.start();
            clients.add(client);
        }
        // All but the one that asks.
        eventually(
                "the others wait",
                () -> clients.stream()
                                .filter(c -> c.getState() == Thread.State.TIMED_WAITING)
                                .count()
                        == 99);
        mayAnswer.countDown();
        for (Thread client : clients) {
            client.join(30_000);
        }
        assertThat(allowed).hasValue(100);
        assertThat(backend.questions).hasValue(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
