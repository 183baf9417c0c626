package io.stagedoor.auth.roundtrip.internal;

import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.PASSWORD;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.TOKEN;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.connect;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.play;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.publish;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.settings;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.share;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.stream;
import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.auth.TokenUse;
import io.stagedoor.auth.roundtrip.internal.backend.Signer;
import io.stagedoor.auth.support.RawServer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, to the letter, and what is made of what comes back. */
class WireContractTest {

    private final TestBackend backend = new TestBackend(asked -> TestBackend.yes());
    private RoundTripAuthenticator authenticator = RoundTripFixtures.authenticator(settings(backend));

    @AfterEach
    void stop() {
        authenticator.close();
        backend.close();
    }

    private void configure(Object... pairs) {
        authenticator.ask(settings(backend, pairs));
    }

    private Decision answerTo(int status, String body) {
        backend.behave(asked -> new TestBackend.Reply(status, body));
        return authenticator.authorize(publish("u"));
    }

    private TestBackend.Asked last() {
        return backend.asked.get(backend.asked.size() - 1);
    }

    @Test
    void at_connect_nothing_is_asked() {
        assertThat(authenticator.authenticate(connect("user1"))).isInstanceOfSatisfying(Decision.Allow.class, allow -> {
            assertThat(allow.grant().keepsCredentials()).isTrue();
            assertThat(allow.grant().subject()).isEqualTo("user1");
            assertThat(allow.grant().actions()).containsExactlyInAnyOrder(Action.values());
        });
        assertThat(backend.asked).isEmpty();
    }

    /** Before, anybody may say any name. */
    @Test
    void only_the_yes_of_the_backend_proves_who_the_client_is() {
        assertThat(grant(authenticator.authenticate(connect("user1"))).isProven())
                .isFalse();
        assertThat(grant(authenticator.authorize(publish("user1"))).isProven()).isTrue();
        assertThat(grant(authenticator.authorize(share("user1", "create"))).isProven())
                .isTrue();
        authenticator.ask(settings("validateUrl", "http://127.0.0.1:1/", "failOpen", true));
        assertThat(grant(authenticator.authorize(publish("user2"))).isProven()).isFalse();
    }

    @Test
    void without_an_answer_the_setting_is_named_and_when_it_is_asked_again() {
        authenticator.ask(settings("validateUrl", "http://127.0.0.1:1/ask?key=canary", "breakerMinimumCalls", 1));
        assertThat(authenticator.authorize(publish("u")))
                .isEqualTo(new Decision.Unavailable("the backend did not answer: no connection: refused or unreachable"
                        + " (validateUrl=http://127.0.0.1:1/ask)"));
        assertThat(authenticator.authorize(publish("u")))
                .isInstanceOfSatisfying(
                        Decision.Unavailable.class,
                        none -> assertThat(none.detail())
                                .matches(".* it tries again at [0-9T:-]+Z \\(breakerOpenSeconds; .*"));
        assertThat(authenticator.problem())
                .hasValueSatisfying(text -> assertThat(text).contains("tries again at "));
    }

    @Test
    void yes_may_say_when_to_ask_again() {
        String[] times = {"1", "1.5", "60", "6e1", "86400", "86400.0"};
        long[] millis = {1000, 1500, 60_000, 60_000, 86_400_000, 86_400_000};
        for (int i = 0; i < times.length; i++) {
            assertThat(grant(answerTo(200, "{\"result\":true,\"recheckAfter\":" + times[i] + "}"))
                            .recheckAfter())
                    .contains(Duration.ofMillis(millis[i]));
        }
        for (String nothing : new String[] {"{\"result\":true}", "{\"recheckAfter\":null,\"result\":\"true\"}"}) {
            assertThat(grant(answerTo(200, nothing)).recheckAfter()).isEmpty();
        }
    }

    /** Whoever writes it wants it to count. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "0.9", "-1", "86401", "1e400", "\"60\"", "true", "[60]", "{\"seconds\":60}"})
    void time_to_ask_again_that_cannot_count_is_an_odd_answer(String time) {
        assertThat(answerTo(200, "{\"result\":true,\"recheckAfter\":" + time + "}"))
                .isEqualTo(new Decision.Deny(
                                Reason.BAD_CREDENTIALS,
                                "recheckAfter in the backend's answer is not a number of seconds from 1 to 86400")
                        .withClaimed("u"));
        assertThat(answerTo(200, "{\"result\":false,\"recheckAfter\":" + time + "}"))
                .isEqualTo(new Decision.Deny(Reason.BAD_CREDENTIALS, "the backend answered with result false")
                        .withClaimed("u"));
    }

    @Test
    void yes_may_say_that_one_client_uses_it() {
        TokenUse use = grant(answerTo(200, "{\"result\":true,\"useOnce\":\"ticket-17\"}"))
                .use()
                .orElseThrow();
        assertThat(use.times()).isEqualTo(TokenUse.Times.ONCE);
        assertThat(use.id()).endsWith("\0ticket-17").doesNotStartWith("\0");
        for (String nothing : new String[] {"{\"result\":true}", "{\"useOnce\":null,\"result\":true}"}) {
            assertThat(grant(answerTo(200, nothing)).use()).isEmpty();
        }
        for (String odd : new String[] {"\"\"", "\" \"", "17", "true", "[\"a\"]", "{}"}) {
            assertThat(answerTo(200, "{\"result\":true,\"useOnce\":" + odd + "}"))
                    .isEqualTo(new Decision.Deny(
                                    Reason.BAD_CREDENTIALS,
                                    "useOnce in the backend's answer is not a text that says something")
                            .withClaimed("u"));
        }
    }

    /** A backend that counts who is in must not take it for another one. */
    @Test
    void question_about_a_client_that_is_in_says_so() {
        StreamRequest publish = publish("user1");
        StreamRequest again = stream(publish.connect().with(Purpose.RECHECK), Action.PUBLISH, "stream1", "");
        assertThat(authenticator.authorize(again)).isInstanceOf(Decision.Allow.class);
        assertThat(last().body())
                .isEqualTo("{\"username\":\"user1\",\"password\":\"" + PASSWORD + "\",\"token\":\"" + TOKEN
                        + "\",\"type\":\"publisher\",\"streamID\":\"stream1\",\"recheck\":true}");
    }

    @Test
    void connection_that_is_in_is_asked_about_only_where_that_is_configured() {
        assertThat(authenticator.authenticate(connect("user1").with(Purpose.RECHECK)))
                .isInstanceOf(Decision.Allow.class);
        configure("recheckConnections", "true");
        assertThat(authenticator.authenticate(connect("user1"))).isInstanceOf(Decision.Allow.class);
        ConnectRequest playing = ConnectRequest.builder(
                        "c",
                        Protocol.HTTP,
                        new StreamPath("live", "", "s"),
                        Instant.now().plusSeconds(60))
                .credentials(connect("user1").credentials())
                .purpose(Purpose.RECHECK)
                .build();
        assertThat(authenticator.authenticate(playing))
                .as("it is asked about with its stream")
                .isInstanceOf(Decision.Allow.class);
        assertThat(backend.asked).isEmpty();

        backend.behave(asked -> new TestBackend.Reply(200, "{\"result\":true,\"recheckAfter\":7}"));
        Grant grant = grant(authenticator.authenticate(connect("user1").with(Purpose.RECHECK)));
        assertThat(grant.isProven()).isTrue();
        assertThat(grant.recheckAfter()).contains(Duration.ofSeconds(7));
        assertThat(last().body()).endsWith("\"type\":\"subscriber\",\"streamID\":\"\",\"recheck\":true}");
        backend.behave(asked -> new TestBackend.Reply(403, ""));
        assertThat(authenticator.authenticate(connect("user1").with(Purpose.RECHECK)))
                .isInstanceOf(Decision.Deny.class);
        backend.behave(asked -> new TestBackend.Reply(500, ""));
        assertThat(authenticator.authenticate(connect("user1").with(Purpose.RECHECK)))
                .isInstanceOf(Decision.Unavailable.class);
    }

    private static Grant grant(Decision decision) {
        return ((Decision.Allow) decision).grant();
    }

    @Test
    void without_username_or_password_another_authenticator_may_decide() {
        assertThat(authenticator.authenticate(connect("c", Credentials.of("user", null, TOKEN))))
                .isEqualTo(new Decision.Abstain());
        assertThat(authenticator.authenticate(connect("c", Credentials.of(null, PASSWORD, TOKEN))))
                .isEqualTo(new Decision.Abstain());
        assertThat(authenticator.authenticate(connect("c", Credentials.of("undefined", " ", TOKEN))))
                .isEqualTo(new Decision.Abstain());
    }

    @Test
    void a_token_is_needed_only_when_configured() {
        Credentials without = Credentials.of("user", PASSWORD, null);
        assertThat(authenticator.authenticate(connect("c", without))).isInstanceOf(Decision.Allow.class);
        configure("clientTokenRequired", "true");
        assertThat(authenticator.authenticate(connect("c", without)))
                .isInstanceOfSatisfying(
                        Decision.Deny.class, deny -> assertThat(deny.reason()).isEqualTo(Reason.NO_CREDENTIALS));
        assertThat(authenticator.authenticate(connect("user"))).isInstanceOf(Decision.Allow.class);
    }

    @Test
    void half_a_character_and_endless_credentials_are_refused_at_connect() {
        assertThat(authenticator.authenticate(connect("c", Credentials.of("x\ud83d", PASSWORD, null))))
                .isInstanceOf(Decision.Deny.class);
        assertThat(authenticator.authenticate(connect("c", Credentials.of("x", "p".repeat(70_000), null))))
                .isInstanceOf(Decision.Deny.class);
    }

    @Test
    void a_publish_asks_with_the_classic_fields_and_no_other() {
        assertThat(authenticator.authorize(publish("user1"))).isInstanceOf(Decision.Allow.class);
        assertThat(last().method()).isEqualTo("POST");
        assertThat(last().path()).isEqualTo(TestBackend.VALIDATE);
        assertThat(last().body())
                .isEqualTo("{\"username\":\"user1\",\"password\":\"" + PASSWORD + "\",\"token\":\"" + TOKEN
                        + "\",\"type\":\"publisher\",\"streamID\":\"stream1\"}");
    }

    @Test
    void headers_are_plain_http_1_1() {
        authenticator.authorize(publish("user1"));
        assertThat(last().headers().get("Content-type")).containsExactly("application/json");
        assertThat(last().headers().get("Accept")).containsExactly("application/json");
        assertThat(last().headers()).doesNotContainKeys("Upgrade", "Http2-settings", "Expect", "Authorization");
        assertThat(last().headers()).doesNotContainKeys(Signer.SIGNATURE, Signer.TIMESTAMP);
    }

    @Test
    void a_play_is_a_subscriber_and_shared_objects_are_publishers() {
        authenticator.authorize(play("u"));
        assertThat(last().member("type")).isEqualTo("subscriber");
        authenticator.authorize(share("u", "create"));
        assertThat(last().member("type")).isEqualTo("publisher");
        assertThat(last().member("streamID")).isEqualTo("object1");
        authenticator.authorize(share("u", "connect"));
        assertThat(last().member("type")).isEqualTo("publisher");
        assertThat(backend.asked).hasSize(3);
    }

    @Test
    void a_missing_token_is_the_empty_string() {
        Credentials without = Credentials.of("user", PASSWORD, null);
        authenticator.authorize(stream(connect("c", without), Action.PUBLISH, "s", "live"));
        assertThat(last().body()).contains("\"token\":\"\"");
    }

    @Test
    void any_text_arrives_as_it_was() {
        Credentials odd = Credentials.of("J\u00fcrgen \"\\\u65e5\ud83d\ude00", "p\u00e4\u00df\n\t\u0001/'", "a+b=c%20");
        authenticator.authorize(stream(connect("c", odd), Action.PUBLISH, "\u00fcber", "live"));
        assertThat(last().body())
                .isEqualTo("{\"username\":\"J\u00fcrgen \\\"\\\\\u65e5\ud83d\ude00\","
                        + "\"password\":\"p\u00e4\u00df\\n\\t\\u0001/'\",\"token\":\"a+b=c%20\","
                        + "\"type\":\"publisher\",\"streamID\":\"\u00fcber\"}");
    }

    @Test
    void context_is_added_only_when_configured() {
        configure("sendContext", true);
        authenticator.authorize(publish("user1"));
        assertThat(last().body())
                .endsWith("\"streamID\":\"stream1\",\"protocol\":\"RTMP\",\"application\":\"live\",\"room\":\"room1\","
                        + "\"remoteAddress\":\"192.0.2.7\",\"userAgent\":\"FMLE/3.0\","
                        + "\"connectionId\":\"connection-user1\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"result\":true}",
                "{\"result\":\"true\"}",
                " {\"x\":[1,{\"result\":false}],\"result\":true,\"more\":null} ",
                "{\"result\":true,\"url\":7,\"ttl\":\"soon\"}"
            })
    void these_answers_allow(String body) {
        assertThat(answerTo(200, body)).isInstanceOf(Decision.Allow.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"result\":false}",
                "{\"result\":\"false\"}",
                "{\"result\":\"TRUE\"}",
                "{\"result\":1}",
                "{\"result\":null}",
                "{\"result\":[true]}",
                "{\"result\":{\"result\":true}}",
                "{\"Result\":true}",
                "{}",
                "[true]",
                "true",
                "\"true\"",
                "",
                "<html>",
                "{\"result\":true",
                "{\"result\":true,\"url\":\"\\ud83d\"}",
                "{\"result\":true,\"\\ude00\":1}",
                "{\"result\":true}}",
                "{\"result\":true}{\"result\":true}",
                "{\"result\":false,\"result\":true}",
                "{\"result\":true,\"result\":false}",
                "{\"data\":{\"result\":true}}"
            })
    void any_other_answer_denies(String body) {
        assertThat(answerTo(200, body))
                .isInstanceOfSatisfying(
                        Decision.Deny.class, deny -> assertThat(deny.reason()).isEqualTo(Reason.BAD_CREDENTIALS));
    }

    @Test
    void a_no_is_a_refusal_that_says_what_the_backend_answered() {
        assertThat(answerTo(200, "{\"result\":false}"))
                .isInstanceOfSatisfying(
                        Decision.Deny.class,
                        deny -> assertThat(deny.detail()).isEqualTo("the backend answered with result false"));
    }

    @Test
    void an_answer_that_is_nested_without_end_denies() {
        assertThat(answerTo(200, "{\"result\":true,\"x\":" + "[".repeat(60_000) + "]".repeat(60_000) + "}"))
                .isInstanceOf(Decision.Deny.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 202, 204, 206, 301, 302, 303, 307, 308, 400, 401, 403, 404, 418})
    void only_200_allows(int status) {
        assertThat(answerTo(status, status == 204 ? "" : "{\"result\":true}"))
                .isInstanceOfSatisfying(
                        Decision.Deny.class, deny -> assertThat(deny.detail()).contains(String.valueOf(status)));
    }

    /** Nobody has looked at the client's credentials; and it is an answer, which failOpen does not overrule. */
    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429})
    void a_backend_that_does_not_look_at_it_says_neither_yes_nor_no(int status) {
        for (boolean failOpen : new boolean[] {false, true}) {
            authenticator.ask(settings(backend, "failOpen", failOpen));
            assertThat(answerTo(status, "{\"result\":true}"))
                    .isInstanceOfSatisfying(
                            Decision.Unavailable.class,
                            unavailable -> assertThat(unavailable.detail()).contains("status " + status));
        }
        assertThat(authenticator.problem()).isEmpty();
    }

    @Test
    void it_is_asked_once_more_when_it_says_so_and_that_is_in_time() throws Exception {
        String yes = RawServer.ok("{\"result\":true}");
        try (RawServer server =
                new RawServer((socket, number) -> RawServer.write(socket, number == 1 ? tooMany("0") : yes))) {
            authenticator.ask(settings("validateUrl", server.url(), "timeoutMillis", 30_000L));
            assertThat(authenticator.authorize(publish("u"))).isInstanceOf(Decision.Allow.class);
            assertThat(server.requests).hasValue(2);
        }
        try (RawServer server = RawServer.thatSays(tooMany("0"))) {
            authenticator.ask(settings("validateUrl", server.url(), "timeoutMillis", 30_000L));
            assertThat(authenticator.authorize(publish("u"))).isInstanceOf(Decision.Unavailable.class);
            assertThat(server.requests).hasValue(2);
        }
        for (String late :
                new String[] {"30", "3600", "99999999999", "Fri, 31 Dec 2100 23:59:59 GMT", "soon", "-1", ""}) {
            try (RawServer server = RawServer.thatSays(tooMany(late))) {
                authenticator.ask(settings("validateUrl", server.url(), "timeoutMillis", 30_000L));
                assertThat(authenticator.authorize(publish("u"))).isInstanceOf(Decision.Unavailable.class);
                assertThat(server.requests).as(late).hasValue(1);
            }
        }
    }

    private static String tooMany(String retryAfter) {
        return "HTTP/1.1 429 Too Many Requests\r\nRetry-After: " + retryAfter + "\r\nContent-Length: 0\r\n\r\n";
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void a_failing_backend_is_an_outage(int status) {
        assertThat(answerTo(status, "{\"result\":true}"))
                .isInstanceOfSatisfying(
                        Decision.Unavailable.class,
                        unavailable -> assertThat(unavailable.detail()).contains(String.valueOf(status)));
        assertThat(backend.asked).hasSize(1);
    }

    @Test
    void a_redirect_is_not_followed() throws Exception {
        try (RawServer server = RawServer.thatSays(
                "HTTP/1.1 307 Elsewhere\r\nLocation: " + backend.url("/other") + "\r\nContent-Length: 0\r\n\r\n")) {
            authenticator.ask(settings("validateUrl", server.url()));
            assertThat(authenticator.authorize(publish("u"))).isInstanceOf(Decision.Deny.class);
        }
        assertThat(backend.asked).isEmpty();
    }

    @Test
    void a_url_in_a_yes_becomes_the_signed_url() {
        assertThat(answerTo(200, "{\"result\":true,\"url\":\"https://cdn.example/s?sig=1\"}"))
                .isInstanceOfSatisfying(Decision.Allow.class, allow -> {
                    assertThat(allow.grant().attributes()).containsEntry("signedURL", "https://cdn.example/s?sig=1");
                    assertThat(allow.confirmation()).isEmpty();
                });
    }

    @Test
    void the_end_of_a_publish_is_told_and_that_of_a_play_is_not() {
        authenticator.authorize(publish("user1"));
        authenticator.authorize(play("user1"));
        authenticator.ended(play("user1"));
        authenticator.ended(publish("user1"));
        eventually("told", () -> !backend.at(TestBackend.INVALIDATE).isEmpty());
        assertThat(last().body())
                .isEqualTo("{\"username\":\"user1\",\"password\":\"" + PASSWORD + "\",\"token\":\"" + TOKEN
                        + "\",\"streamID\":\"stream1\"}");
        assertThat(backend.asked).hasSize(3);
    }

    @Test
    void red5_pros_names_lead_to_the_same_backend() {
        authenticator.ask(settings(
                "protocol", "http://",
                "host", "127.0.0.1",
                "port", (long) backend.port(),
                "validateCredentialsEndPoint", "/validateCredentials",
                "invalidateCredentialsEndPoint", "invalidateCredentials"));
        assertThat(authenticator.authorize(publish("u"))).isInstanceOf(Decision.Allow.class);
        authenticator.ended(publish("u"));
        eventually("told", () -> backend.at(TestBackend.INVALIDATE).size() == 1);
        assertThat(backend.at(TestBackend.VALIDATE)).hasSize(1);
    }

    @Test
    void a_client_whose_credentials_were_not_kept_is_refused() {
        StreamRequest kept = publish("u");
        StreamRequest without = StreamRequest.builder(
                        kept.connect().with(Credentials.NONE),
                        kept.grant(),
                        kept.action(),
                        kept.path(),
                        kept.deadline())
                .mode("live")
                .build();
        assertThat(authenticator.authorize(without))
                .isEqualTo(new Decision.Deny(
                                Reason.NO_CREDENTIALS,
                                "Stagedoor no longer has the client's credentials; the client must connect again")
                        .withClaimed("u"));
        assertThat(backend.asked).isEmpty();
    }
}
