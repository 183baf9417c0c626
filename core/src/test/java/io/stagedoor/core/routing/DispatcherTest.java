package io.stagedoor.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.auth.support.Eventually;
import io.stagedoor.core.Fakes;
import io.stagedoor.core.revocation.Revoked;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DispatcherTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Grant ALL = Grant.everything("bob");
    private static final Authenticator ALLOWS = request -> new Decision.Allow(ALL);
    private static final Authenticator ABSTAINS = request -> new Decision.Abstain();

    private Routes routes;
    private Dispatcher dispatcher;

    @BeforeEach
    void start() {
        routes = new Routes();
        dispatcher = new Dispatcher(routes.router, Clock.fixed(NOW, ZoneOffset.UTC), Revoked.nobody());
    }

    private static ConnectRequest connect(Credentials credentials, Instant deadline) {
        return ConnectRequest.builder("C1", Protocol.RTMP, new StreamPath("live", "", ""), deadline)
                .credentials(credentials)
                .build();
    }

    private static StreamRequest publish(Grant grant) {
        return StreamRequest.builder(
                        connect(Credentials.NONE, NOW), grant, Action.PUBLISH, new StreamPath("live", "", "s"), NOW)
                .mode("live")
                .build();
    }

    /** The route of an application with these authenticators, called a0, a1, and so on; null is one that is not there. */
    private Route route(Authenticator... chain) {
        start();
        List<String> names =
                IntStream.range(0, chain.length).mapToObj(i -> "a" + i).toList();
        routes.application(Map.of(
                "application",
                "live",
                "authenticator",
                String.join(",", names),
                "active",
                Boolean.toString(chain.length > 0)));
        for (int i = 0; i < chain.length; i++) {
            if (chain[i] != null) {
                routes.local(names.get(i), chain[i]);
            }
        }
        return routes.router.route("live").orElseThrow();
    }

    private Outcome ask(Authenticator... chain) {
        Route route = route(chain);
        return dispatcher.authenticate(route, connect(Credentials.of("u", "p", null), NOW));
    }

    private Outcome authorize(Route route, String name, StreamRequest request) {
        return dispatcher.authorize(route, name, request);
    }

    private static Authenticator thrower(Throwable thrown) {
        return request -> {
            throw DispatcherTest.<RuntimeException>sneaky(thrown);
        };
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void says_who_decided_and_with_which_table() {
        Outcome outcome = ask(ABSTAINS, ALLOWS);
        assertThat(outcome).isEqualTo(new Outcome(new Decision.Allow(ALL), "a1", 3, "3.0"));
    }

    @Test
    void the_first_that_does_not_abstain_decides() {
        Decision.Deny deny = new Decision.Deny(Reason.EXPIRED);
        assertThat(ask(ABSTAINS, request -> deny, ALLOWS).decision()).isEqualTo(deny);
    }

    @Test
    void what_an_authenticator_cannot_tell_names_the_file_that_it_comes_from() {
        start();
        routes.application(Map.of("application", "live", "authenticator", "a"));
        routes.configured("a", "stagedoor.authenticator.roundtrip~a", request -> new Decision.Unavailable("down"));
        Route route = routes.router.route("live").orElseThrow();
        assertThat(dispatcher
                        .authenticate(route, connect(Credentials.of("u", "p", null), NOW))
                        .decision())
                .isEqualTo(new Decision.Unavailable("authenticator 'a' (stagedoor.authenticator.roundtrip~a): down"));
    }

    @Test
    void where_all_abstain_the_refusal_says_what_came_and_who_was_asked() {
        assertThat(ask(ABSTAINS, ABSTAINS).decision())
                .isEqualTo(new Decision.Deny(
                        Reason.ALL_ABSTAINED,
                        "the client sent a user name and a password; 'a0', 'a1' did not accept this"));
    }

    @Test
    void a_chain_in_which_all_abstain_is_a_refusal() {
        assertThat(ask(ABSTAINS, ABSTAINS).decision())
                .isInstanceOfSatisfying(
                        Decision.Deny.class, deny -> assertThat(deny.reason()).isEqualTo(Reason.ALL_ABSTAINED));
        Route abstaining = route(ABSTAINS);
        assertThat(dispatcher
                        .authenticate(abstaining, connect(Credentials.NONE, NOW))
                        .decision())
                .isInstanceOfSatisfying(
                        Decision.Deny.class, deny -> assertThat(deny.reason()).isEqualTo(Reason.NO_CREDENTIALS));
        assertThat(ask().allowed()).isFalse();
    }

    @Test
    void an_authenticator_that_is_away_in_a_chain_is_not_passed_over() {
        assertThat(ask((Authenticator) null, ALLOWS).decision()).isInstanceOf(Decision.Unavailable.class);
    }

    @Test
    void whatever_is_thrown_and_null_is_unavailable() {
        for (Throwable thrown : List.of(
                new IllegalStateException("secret"),
                new NoClassDefFoundError("secret"),
                new StackOverflowError(),
                new Exception("secret"))) {
            assertThat(ask(thrower(thrown), ALLOWS).decision())
                    .isInstanceOfSatisfying(
                            Decision.Unavailable.class,
                            unavailable -> assertThat(unavailable.detail()).doesNotContain("secret"));
        }
        assertThat(ask(request -> null, ALLOWS).decision()).isInstanceOf(Decision.Unavailable.class);
    }

    @Test
    void an_answer_behind_its_deadline_is_unavailable() {
        Route route = route(ALLOWS);
        assertThat(dispatcher
                        .authenticate(route, connect(Credentials.NONE, NOW))
                        .allowed())
                .isTrue();
        assertThat(dispatcher
                        .authenticate(route, connect(Credentials.NONE, NOW.minusMillis(1)))
                        .decision())
                .isInstanceOf(Decision.Unavailable.class);
    }

    @Test
    void the_authenticator_that_let_a_client_in_judges_its_streams() {
        Authenticator strict = new Authenticator() {
            @Override
            public Decision authenticate(ConnectRequest request) {
                return new Decision.Allow(ALL);
            }

            @Override
            public Decision authorize(StreamRequest request) {
                return new Decision.Deny(Reason.THROTTLED);
            }
        };
        assertThat(authorize(route(ALLOWS, strict), "a1", publish(ALL)).allowed())
                .isFalse();
        assertThat(authorize(route(ALLOWS, strict), "a0", publish(ALL)).allowed())
                .isTrue();
    }

    /** The stream of a response that goes on is asked about with its client. */
    @Test
    void a_question_about_a_stream_of_one_who_is_in_does_not_queue_behind_strangers() throws Exception {
        CountDownLatch full = new CountDownLatch(1);
        AtomicInteger strangers = new AtomicInteger();
        routes.application(Map.of("application", "live", "authenticator", "slow"));
        routes.authenticator("slow", new Authenticator() {
            @Override
            public Decision authenticate(ConnectRequest request) {
                return new Decision.Allow(ALL);
            }

            @Override
            public Decision authorize(StreamRequest request) {
                if (request.connect().purpose() != Purpose.RECHECK) {
                    strangers.incrementAndGet();
                    try {
                        full.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
                return new Decision.Allow(ALL);
            }
        });
        Dispatcher waiting = new Dispatcher(routes.router, Clock.systemUTC(), Revoked.nobody());
        Route route = routes.router.route("live").orElseThrow();
        List<Thread> guessing = new ArrayList<>();
        for (int i = 0; i < Bound.MAX_IN_FLIGHT + 4; i++) {
            StreamRequest guess = play(Purpose.LIVE, Instant.now().plusSeconds(60));
            Thread thread = new Thread(() -> waiting.authorize(route, "slow", guess));
            thread.setDaemon(true);
            thread.start();
            guessing.add(thread);
        }
        Eventually.eventually(() -> strangers.get() == Bound.MAX_IN_FLIGHT);
        assertThat(waiting.authorize(
                                route,
                                "slow",
                                play(Purpose.RECHECK, Instant.now().plusSeconds(2)))
                        .decision())
                .isEqualTo(new Decision.Allow(ALL));
        full.countDown();
        for (Thread thread : guessing) {
            thread.join(60_000);
        }
    }

    private static StreamRequest play(Purpose purpose, Instant deadline) {
        return StreamRequest.builder(
                        connect(Credentials.NONE, deadline).with(purpose),
                        ALL,
                        Action.SUBSCRIBE,
                        new StreamPath("live", "", "s"),
                        deadline)
                .build();
    }

    @Test
    void the_grant_decides_when_that_authenticator_is_gone() {
        Grant nothing = Grant.builder("x").build();
        assertThat(authorize(route(), "gone", publish(ALL)).allowed()).isTrue();
        assertThat(authorize(route((Authenticator) null), "a0", publish(ALL)).allowed())
                .isTrue();
        assertThat(authorize(route(), "gone", publish(nothing)).allowed()).isFalse();
    }

    @Test
    void a_grant_that_needs_its_authenticator_decides_nothing_alone() {
        Grant keeps = Grant.builder("x")
                .actions(ALL.actions())
                .transports(ALL.transports())
                .keepsCredentials(true)
                .build();
        assertThat(authorize(route(), "gone", publish(keeps)).decision()).isInstanceOf(Decision.Unavailable.class);
    }

    @Test
    void an_abstention_about_a_stream_is_a_refusal() {
        Authenticator abstains = new Authenticator() {
            @Override
            public Decision authenticate(ConnectRequest request) {
                return new Decision.Abstain();
            }

            @Override
            public Decision authorize(StreamRequest request) {
                return new Decision.Abstain();
            }
        };
        assertThat(authorize(route(abstains), "a0", publish(ALL)).decision()).isInstanceOf(Decision.Deny.class);
    }

    private Outcome confirmed(CompletionStage<Decision> stage, Instant deadline) throws Exception {
        Outcome allowed = new Outcome(new Decision.Allow(ALL).withConfirmation(stage), "a0", 7, "");
        return dispatcher.confirmation(allowed, deadline).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void an_allowance_that_is_not_confirmed_is_a_refusal() throws Exception {
        Instant later = NOW.plusSeconds(3600);
        assertThat(confirmed(CompletableFuture.completedFuture(new Decision.Allow(ALL)), later)
                        .allowed())
                .isTrue();
        assertThat(confirmed(CompletableFuture.completedFuture(new Decision.Deny(Reason.EXPIRED)), later)
                        .decision())
                .isInstanceOf(Decision.Deny.class);
        assertThat(confirmed(CompletableFuture.completedFuture(new Decision.Abstain()), later)
                        .decision())
                .isInstanceOf(Decision.Deny.class);
        assertThat(confirmed(CompletableFuture.completedFuture(null), later).decision())
                .isInstanceOf(Decision.Unavailable.class);
        assertThat(confirmed(CompletableFuture.failedFuture(new NoClassDefFoundError("x")), later)
                        .decision())
                .isInstanceOf(Decision.Unavailable.class);
        assertThat(confirmed(new CompletableFuture<>(), NOW).decision()).isInstanceOf(Decision.Unavailable.class);
    }

    @Test
    void a_stage_that_cannot_be_listened_to_confirms_nothing() throws Exception {
        @SuppressWarnings("unchecked")
        CompletionStage<Decision> broken = Fakes.fake(CompletionStage.class, Map.of("whenComplete", one -> {
            throw new UnsupportedOperationException();
        }));
        assertThat(confirmed(broken, NOW.plusSeconds(3600)).allowed()).isFalse();
    }

    @Test
    void telling_of_an_end_never_throws() {
        Authenticator broken = new Authenticator() {
            @Override
            public Decision authenticate(ConnectRequest request) {
                return null;
            }

            @Override
            public void ended(StreamRequest request) {
                throw new NoClassDefFoundError("x");
            }
        };
        route(broken);
        assertThatCode(() -> dispatcher.ended("a0", publish(ALL))).doesNotThrowAnyException();
        assertThatCode(() -> dispatcher.ended("gone", publish(ALL))).doesNotThrowAnyException();
    }
}
