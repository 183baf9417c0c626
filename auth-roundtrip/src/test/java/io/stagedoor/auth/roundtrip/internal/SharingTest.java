package io.stagedoor.auth.roundtrip.internal;

import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharingTest {

    private final TestBackend backend = new TestBackend(asked -> TestBackend.yes());
    private final RoundTripAuthenticator authenticator = RoundTripFixtures.authenticator(settings(backend));
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

    private void ask(String application, String room) {
        StreamRequest play = RoundTripFixtures.play("u");
        authenticator.authorize(new StreamRequest(
                play.connect(),
                play.grant(),
                play.action(),
                StreamPath.of(application, room).orElseThrow().resolve("s").orElseThrow(),
                play.mode(),
                play.deadline()));
    }

    private long warnings() {
        return logged.toString(StandardCharsets.UTF_8)
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
        assertThat(logged.toString(StandardCharsets.UTF_8)).contains("in several rooms of 'live'");
        authenticator.ask(settings(backend));
        ask("live", "");
        ask("other", "");
        assertThat(warnings()).isEqualTo(2);
        assertThat(logged.toString(StandardCharsets.UTF_8)).contains("in the applications 'live' and 'other'");
    }

    @Test
    void a_backend_that_is_told_is_nothing_to_warn_of() {
        authenticator.ask(settings(backend, "sendContext", true));
        ask("live", "");
        ask("other", "");
        assertThat(warnings()).isZero();
    }
}
