package io.stagedoor.auth.roundtrip.internal;

import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.publish;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.settings;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.share;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Decision;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedObjectsTest {

    private final TestBackend backend = new TestBackend(asked -> TestBackend.yes());
    private final RoundTripAuthenticator authenticator = RoundTripFixtures.authenticator(settings(backend));

    @AfterEach
    void stop() {
        authenticator.close();
        backend.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"write", "send", "delete"})
    void use_needs_an_earlier_yes_on_the_same_connection(String mode) {
        assertThat(authenticator.authorize(share("u", mode))).isInstanceOf(Decision.Deny.class);
        authenticator.authorize(share("u", "connect"));
        assertThat(authenticator.authorize(share("u", mode))).isInstanceOf(Decision.Allow.class);
        assertThat(authenticator.authorize(share("other", mode))).isInstanceOf(Decision.Deny.class);
        assertThat(backend.asked).hasSize(1);
    }

    @Test
    void a_yes_to_a_publish_of_that_name_is_none() {
        authenticator.authorize(publish("u"));
        assertThat(authenticator.authorize(share("u", "write"))).isInstanceOf(Decision.Deny.class);
    }

    @Test
    void a_no_is_no_yes() {
        backend.behave(asked -> new TestBackend.Reply(200, "{\"result\":false}"));
        assertThat(authenticator.authorize(share("u", "create"))).isInstanceOf(Decision.Deny.class);
        assertThat(authenticator.authorize(share("u", "write"))).isInstanceOf(Decision.Deny.class);
    }

    @Test
    void it_ends_and_the_backend_is_not_told() {
        authenticator.authorize(share("u", "create"));
        authenticator.ended(share("u", ""));
        assertThat(authenticator.authorize(share("u", "write"))).isInstanceOf(Decision.Deny.class);
        assertThat(backend.asked).hasSize(1);
    }

    @Test
    void what_is_remembered_is_bounded() {
        Allowances allowances = new Allowances();
        Decision.Allow allow = new Decision.Allow(share("u", "create").grant());
        for (int i = 0; i < 200_000; i++) {
            allowances.allowed(share("u" + i, "create"), allow);
        }
        assertThat(allowances.size()).isBetween(1_000L, 160_000L);
    }
}
