package io.stagedoor.auth.roundtrip.internal;

import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.publish;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Measure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MeasuresTest {

    private final TestBackend backend = new TestBackend(asked -> TestBackend.yes());
    private final RoundTripAuthenticator authenticator = RoundTripFixtures.authenticator(settings(backend));

    @AfterEach
    void stop() {
        authenticator.close();
        backend.close();
    }

    private double requests(String outcome) {
        return authenticator.measures().stream()
                .filter(measure -> measure.name().equals("backend_requests_total")
                        && outcome.equals(measure.labels().get("outcome")))
                .mapToDouble(Measure::value)
                .sum();
    }

    private Measure named(String name) {
        return authenticator.measures().stream()
                .filter(measure -> measure.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void counts_questions_in_a_row_without_an_answer_until_there_is_one() {
        backend.behave(asked -> new TestBackend.Reply(500, ""));
        for (int i = 1; i <= 4; i++) {
            authenticator.authorize(publish("u" + i));
            assertThat(named("backend_unanswered_in_a_row").value()).isEqualTo(i);
        }
        backend.behave(asked -> new TestBackend.Reply(403, ""));
        authenticator.authorize(publish("v"));
        assertThat(named("backend_unanswered_in_a_row").value()).isZero();
    }

    @Test
    void counts_each_question_by_what_came_of_it_and_goes_on_when_it_is_configured_otherwise() {
        authenticator.authorize(publish("u"));
        backend.behave(asked -> new TestBackend.Reply(200, "{\"result\":false}"));
        authenticator.authorize(publish("v"));
        authenticator.ask(settings(backend, "timeoutMillis", 900L));
        backend.behave(asked -> new TestBackend.Reply(500, ""));
        authenticator.authorize(publish("w"));
        assertThat(requests("yes")).isEqualTo(1);
        assertThat(requests("no")).isEqualTo(1);
        assertThat(requests("unanswered")).isEqualTo(1);
        assertThat(named("backend_request_duration_seconds").counts().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(3);
        assertThat(named("backend_breaker_open").value()).isZero();
    }
}
