package io.stagedoor.auth.roundtrip.internal;

import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.connect;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.play;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.publish;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.settings;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.share;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.StreamRequest;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Questions whose answers admit nobody. */
class ShadowableTest {

    private static final String FAILING = "a failure";

    private final RoundTripFixtures.HandClock clock = new RoundTripFixtures.HandClock();
    private final TestBackend backend = new TestBackend(asked -> TestBackend.yes());
    private final RoundTripAuthenticator authenticator = RoundTripFixtures.authenticator(settings(backend), clock);

    @AfterEach
    void stop() {
        authenticator.close();
        backend.close();
    }

    private static StreamRequest trial(StreamRequest request, Purpose purpose) {
        return StreamRequest.builder(
                        request.connect().with(purpose),
                        request.grant(),
                        request.action(),
                        request.path(),
                        Instant.now().plusSeconds(60))
                .mode(request.mode())
                .build();
    }

    private Decision shadow(StreamRequest request) {
        return authenticator.authorize(trial(request, Purpose.SHADOW));
    }

    @ParameterizedTest
    @EnumSource(
            value = Purpose.class,
            names = {"SHADOW", "DRY_RUN"})
    void backend_is_not_asked_unless_its_configuration_says_so(Purpose purpose) {
        assertThat(authenticator.authenticate(connect("u").with(purpose)))
                .isInstanceOfSatisfying(
                        Decision.Unavailable.class,
                        unavailable -> assertThat(unavailable.detail()).contains("shadowable=true"));
        assertThat(authenticator.authorize(trial(play("u"), purpose))).isInstanceOf(Decision.Unavailable.class);
        assertThat(backend.questions).hasValue(0);
    }

    @Test
    void backend_that_may_be_asked_answers_as_for_a_client() {
        authenticator.ask(settings(backend, "shadowable", true));
        assertThat(authenticator.authenticate(connect("u").with(Purpose.SHADOW)))
                .isInstanceOf(Decision.Allow.class);
        assertThat(shadow(publish("u"))).isInstanceOf(Decision.Allow.class);
        backend.behave(asked -> new TestBackend.Reply(403, ""));
        assertThat(shadow(publish("u"))).isInstanceOf(Decision.Deny.class);
        assertThat(backend.questions).hasValue(2);
    }

    @Test
    void what_it_answers_is_neither_kept_for_clients_nor_taken_from_them() {
        authenticator.ask(settings(backend, "shadowable", true, "cacheSeconds", 30L));
        assertThat(shadow(play("u"))).isInstanceOf(Decision.Allow.class);
        backend.behave(asked -> new TestBackend.Reply(200, "{\"result\":false}"));
        assertThat(authenticator.authorize(play("u"))).isInstanceOf(Decision.Deny.class);
        backend.behave(asked -> TestBackend.yes());
        assertThat(shadow(play("u"))).isInstanceOf(Decision.Allow.class);
        assertThat(backend.questions).hasValue(3);
    }

    @Test
    void outage_that_only_a_shadow_met_stops_no_client() {
        authenticator.ask(settings(
                backend,
                "shadowable",
                true,
                "breakerMinimumCalls",
                2L,
                "breakerFailurePercent",
                50L,
                "timeoutMillis",
                200L));
        backend.behave(asked -> new TestBackend.Reply(500, FAILING));
        for (int i = 0; i < 50; i++) {
            assertThat(shadow(play("u" + i))).isInstanceOf(Decision.Unavailable.class);
        }
        assertThat(authenticator.problem()).isEmpty();
        backend.behave(asked -> TestBackend.yes());
        assertThat(authenticator.authorize(play("u"))).isInstanceOf(Decision.Allow.class);
    }

    @Test
    void fail_open_lets_no_shadow_through_and_counts_none() {
        authenticator.ask(settings(backend, "shadowable", true, "failOpen", true));
        backend.behave(asked -> new TestBackend.Reply(500, FAILING));
        assertThat(shadow(play("u"))).isInstanceOf(Decision.Unavailable.class);
        assertThat(authenticator.openedCount()).isZero();
    }

    @Test
    void lazy_backend_answers_a_shadow_at_once() {
        authenticator.ask(settings(backend, "shadowable", true, "lazyAuth", true));
        assertThat(shadow(play("u")))
                .isInstanceOfSatisfying(
                        Decision.Allow.class,
                        allow -> assertThat(allow.confirmation()).isEmpty());
    }

    @Test
    void shared_object_that_a_shadow_asked_about_is_allowed_to_nobody() {
        authenticator.ask(settings(backend, "shadowable", true));
        assertThat(shadow(share("u", "create"))).isInstanceOf(Decision.Allow.class);
        assertThat(authenticator.authorize(share("u", "write"))).isInstanceOf(Decision.Deny.class);
        assertThat(shadow(share("u", "write"))).isInstanceOf(Decision.Unavailable.class);
    }

    @Test
    void nobody_is_told_of_the_end_of_what_a_shadow_asked() {
        authenticator.ask(settings(backend, "shadowable", true));
        shadow(publish("u"));
        assertThat(backend.at(TestBackend.INVALIDATE)).isEmpty();
    }
}
