package io.stagedoor.auth.roundtrip.internal;

import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.auth.support.Logged;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SharingTest {

    private final TestBackend backend = new TestBackend(asked -> TestBackend.yes());
    private final RoundTripAuthenticator authenticator = RoundTripFixtures.authenticator(settings(backend));

    @RegisterExtension
    final Logged logged = new Logged();

    @AfterEach
    void stop() {
        authenticator.close();
        backend.close();
    }

    private void ask(String application, String room) {
        ask(authenticator, application, room);
    }

    private static void ask(RoundTripAuthenticator asked, String application, String room) {
        StreamRequest play = RoundTripFixtures.play("u");
        asked.authorize(StreamRequest.builder(
                        play.connect(),
                        play.grant(),
                        play.action(),
                        StreamPath.of(application, room)
                                .orElseThrow()
                                .resolve("s")
                                .orElseThrow(),
                        play.deadline())
                .mode(play.mode())
                .build());
    }

    private long warnings() {
        return logged.text()
                .lines()
                .filter(line -> line.contains("WARN") && line.contains("sendContext=true"))
                .count();
    }

    @Test
    void one_place_is_nothing_to_warn_of() {
        for (int i = 0; i < 3; i++) {
            ask("live", "room1");
        }
        assertThat(warnings()).isZero();
    }

    @Test
    void a_second_application_or_room_is_warned_of_once_for_each_configuration() {
        ask("live", "");
        ask("live", "room1");
        ask("other", "");
        assertThat(warnings()).isEqualTo(1);
        assertThat(logged.text()).contains("in several rooms of 'live'");
        authenticator.ask(settings(backend));
        ask("live", "");
        ask("other", "");
        assertThat(warnings()).isEqualTo(2);
        assertThat(logged.text()).contains("in the applications 'live' and 'other'");
    }

    @Test
    void a_backend_that_is_told_is_nothing_to_warn_of() {
        authenticator.ask(settings(backend, "sendContext", true));
        ask("live", "");
        ask("other", "");
        assertThat(warnings()).isZero();
    }

    @Test
    void two_configurations_that_name_one_backend_are_warned_of() {
        RoundTripAuthenticator other = RoundTripFixtures.authenticator(settings(backend));
        ask("live", "");
        ask(other, "live", "");
        assertThat(warnings()).isZero();
        ask(other, "live", "roomY");
        assertThat(warnings()).isEqualTo(1);
        assertThat(logged.text()).contains("in several rooms of 'live'");
        ask("live", "room1");
        assertThat(warnings()).isEqualTo(1);
        other.close();
    }

    @Test
    void two_configurations_of_which_the_other_tells_the_backend_are_nothing_to_warn_of() {
        RoundTripAuthenticator other = RoundTripFixtures.authenticator(settings(backend, "sendContext", true));
        ask("live", "");
        ask(other, "live", "roomY");
        assertThat(warnings()).isZero();
        other.close();
    }

    @Test
    void a_configuration_that_has_gone_leaves_nothing() {
        int before = Sharing.known();
        try (TestBackend elsewhere = new TestBackend(asked -> TestBackend.yes())) {
            RoundTripAuthenticator other = RoundTripFixtures.authenticator(settings(elsewhere));
            assertThat(Sharing.known()).isEqualTo(before + 1);
            other.ask(settings(elsewhere));
            assertThat(Sharing.known()).isEqualTo(before + 1);
            other.close();
            assertThat(Sharing.known()).isEqualTo(before);
        }
    }
}
