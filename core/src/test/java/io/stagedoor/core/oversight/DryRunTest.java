package io.stagedoor.core.oversight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.auth.Transport;
import io.stagedoor.core.revocation.Revoked;
import io.stagedoor.core.routing.Routes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DryRunTest {

    private static final String TOKEN = "a-token-that-nobody-may-see";

    private final Routes routes = new Routes();
    private final List<Purpose> purposes = new ArrayList<>();
    private final DryRun dryRun = new DryRun(routes.router, Revoked.nobody(), null, Clock.systemUTC());

    private Map<String, Object> ask(String... pairs) {
        Map<String, String> asked = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            asked.put(pairs[i], pairs[i + 1]);
        }
        return dryRun.ask(asked);
    }

    private void application(String authenticators, String... pairs) {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "application", "live", "authenticator", authenticators, "service.pid", "stagedoor.application~live"));
        for (int i = 0; i < pairs.length; i += 2) {
            properties.put(pairs[i], pairs[i + 1]);
        }
        routes.application(properties);
    }

    /** Lets in whoever shows the token, to do one thing. */
    private Authenticator tokens(Action allowed) {
        return request -> {
            purposes.add(request.purpose());
            if (request.credentials().token().isEmpty()) {
                return new Decision.Abstain();
            }
            if (!request.credentials().token().get().reveal().equals(TOKEN)) {
                return new Decision.Deny(
                        Reason.BAD_SIGNATURE,
                        "it was " + request.credentials().token().get().reveal());
            }
            request.held("signature");
            return Grant.builder("ann")
                    .actions(Set.of(allowed))
                    .transports(EnumSet.allOf(Transport.class))
                    .rooms(Set.of("room1"))
                    .build()
                    .decide(request);
        };
    }

    private static List<String> checks(Map<String, Object> answer) {
        List<String> checks = new ArrayList<>();
        for (Object one : (List<?>) answer.get("checks")) {
            Map<?, ?> check = (Map<?, ?>) one;
            checks.add((check.get("held").equals(true) ? "" : "NOT ") + check.get("by") + " " + check.get("check"));
        }
        return checks;
    }

    @Test
    void shows_each_check_in_order_and_who_may() {
        application("jwt");
        routes.local("jwt", tokens(Action.PUBLISH));
        Map<String, Object> answer =
                ask("app", "live", "room", "room1", "stream", "s1", "action", "publish", "token", TOKEN);
        assertThat(answer)
                .containsEntry("allowed", true)
                .containsEntry("decision", "allow")
                .containsEntry("reason", "GRANTED")
                .containsEntry("subject", "ann")
                .containsEntry("authenticator", "jwt")
                .containsEntry("question", "publish live/room1/s1, RTMP");
        assertThat(checks(answer))
                .containsExactly(
                        "app configuration",
                        "app authentication is on",
                        "'jwt' signature",
                        "'jwt' transport",
                        "'jwt' room",
                        "'jwt' connect",
                        "'jwt' role",
                        "'jwt' transport",
                        "'jwt' room",
                        "'jwt' publish");
        assertThat(purposes).containsOnly(Purpose.DRY_RUN);
    }

    @Test
    void stops_at_the_check_that_does_not_hold() {
        application("jwt");
        routes.local("jwt", tokens(Action.PUBLISH));
        Map<String, Object> play = ask("app", "live", "room", "room1", "stream", "s1", "token", TOKEN);
        assertThat(play)
                .containsEntry("allowed", false)
                .containsEntry("reason", "ROLE_NOT_ALLOWED")
                .containsEntry("subject", "ann");
        assertThat(checks(play)).endsWith("'jwt' connect", "NOT 'jwt' ROLE_NOT_ALLOWED");
        Map<String, Object> elsewhere = ask("app", "live", "room", "room2", "token", TOKEN);
        assertThat(checks(elsewhere)).endsWith("'jwt' transport", "NOT 'jwt' ROOM_NOT_ALLOWED");
    }

    @Test
    void a_token_is_in_no_answer_whatever_an_authenticator_says_of_it() {
        application("jwt");
        routes.local("jwt", tokens(Action.PUBLISH));
        routes.local("hostile", request -> {
            request.held("token " + request.credentials().token().orElseThrow().reveal());
            throw new IllegalStateException(
                    request.credentials().token().orElseThrow().reveal());
        });
        assertThat(ask("app", "live", "token", "some-other-secret"))
                .containsEntry("reason", "BAD_SIGNATURE")
                .containsEntry("detail", "it was ***");
        routes.application(Map.of("application", "other", "authenticator", "hostile"));
        Map<String, Object> answer = ask("app", "other", "token", TOKEN);
        assertThat(answer).containsEntry("decision", "unavailable");
        assertThat(answer.toString()).doesNotContain(TOKEN).contains("token ***");
        assertThat(dryRun.json(Map.of("app", "other", "token", TOKEN)))
                .startsWith("{")
                .doesNotContain(TOKEN);
    }

    @Test
    void an_authenticator_that_tells_without_end_fills_nothing() {
        application("chatty");
        routes.local("chatty", request -> {
            for (int i = 0; i < 10_000; i++) {
                request.held("x".repeat(10_000));
            }
            return new Decision.Allow(Grant.everything("ann"));
        });
        Map<String, Object> answer = ask("app", "live");
        assertThat((List<?>) answer.get("checks")).hasSizeLessThanOrEqualTo(64);
        assertThat(answer.toString()).hasSizeLessThan(64 * 600);
    }

    @Test
    void says_who_passes_a_client_on() {
        application("jwt,users");
        routes.local("jwt", tokens(Action.PUBLISH));
        routes.local("users", request -> new Decision.Abstain());
        Map<String, Object> answer = ask("app", "live", "user", "ann", "password", "wrong-password");
        assertThat(answer).containsEntry("reason", "ALL_ABSTAINED");
        assertThat(checks(answer)).endsWith("'jwt' abstains", "'users' abstains", "NOT app ALL_ABSTAINED");
    }

    @Test
    void an_authenticator_that_decides_about_streams_is_asked_about_them() {
        application("own");
        routes.local("own", new Authenticator() {
            @Override
            public Decision authenticate(ConnectRequest request) {
                return new Decision.Allow(Grant.everything("ann"));
            }

            @Override
            public Decision authorize(StreamRequest request) {
                purposes.add(request.connect().purpose());
                return new Decision.Deny(Reason.BAD_CREDENTIALS, "not this one");
            }
        });
        assertThat(ask("app", "live", "stream", "s1")).containsEntry("detail", "not this one");
        assertThat(purposes).containsExactly(Purpose.DRY_RUN);
    }

    @Test
    void says_that_nobody_is_asked() {
        assertThat(ask("app", "live")).containsEntry("reason", "NOT_CONFIGURED").containsEntry("allowed", false);
        application("jwt", "active", "false");
        assertThat(ask("app", "live")).containsEntry("reason", "OFF").containsEntry("allowed", true);
    }

    @Test
    void says_that_an_authenticator_is_missing() {
        application("jwt", "swapGraceMillis", "0");
        assertThat(ask("app", "live", "token", TOKEN))
                .containsEntry("decision", "unavailable")
                .containsEntry("authenticator", "jwt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "room=r",
                "app=a/b",
                "app=live&room=..",
                "app=live&stream=..",
                "app=live&action=publish",
                "app=live&stream=s&action=connect",
                "app=live&stream=s&action=drop",
                "app=live&protocol=x",
                "app=live&address=evil.example"
            })
    void a_question_without_an_answer_is_told_in_a_sentence_without_values(String question) {
        Map<String, String> asked = new HashMap<>(Map.of("token", TOKEN));
        for (String pair : question.split("&")) {
            asked.put(pair.split("=")[0], pair.split("=")[1]);
        }
        assertThatThrownBy(() -> dryRun.ask(asked))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain(TOKEN, "\"", "\\", "evil");
    }
}
