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
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.core.Fakes;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
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
        dispatcher = new Dispatcher(routes.router, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static ConnectRequest connect(Credentials credentials, Instant deadline) {
        return new ConnectRequest(
                "C1", Protocol.RTMP, new StreamPath("live", "", ""), credentials, "", "", Map.of(), deadline);
    }

    private static StreamRequest publish(Grant grant) {
        return new StreamRequest(
                connect(Credentials.NONE, NOW), grant, Action.PUBLISH, new StreamPath("live", "", "s"), "live", NOW);
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

    @SuppressWarnings("unchecked")
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

    @Test
    void the_grant_decides_when_that_authenticator_is_gone() {
        Grant nothing = new Grant("x", Set.of(), Set.of(), Optional.empty(), Optional.empty(), Map.of(), false);
        assertThat(authorize(route(), "gone", publish(ALL)).allowed()).isTrue();
        assertThat(authorize(route((Authenticator) null), "a0", publish(ALL)).allowed())
                .isTrue();
        assertThat(authorize(route(), "gone", publish(nothing)).allowed()).isFalse();
    }

    @Test
    void a_grant_that_needs_its_authenticator_decides_nothing_alone() {
        Grant keeps =
                new Grant("x", ALL.actions(), ALL.transports(), Optional.empty(), Optional.empty(), Map.of(), true);
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
        Outcome allowed = new Outcome(new Decision.Allow(ALL, Optional.of(stage)), "a0", 7, "");
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
