package io.stagedoor.auth.jwt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.LogoutVerifier;
import io.stagedoor.auth.LogoutVerifier.Ended;
import io.stagedoor.auth.LogoutVerifier.Refused;
import io.stagedoor.auth.LogoutVerifier.Unknown;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logout tokens, OpenID Connect Back-Channel Logout 1.0, sections 2.4 and 2.6: each rule, and what somebody might forge. */
class LogoutTokensTest {

    private static final SigningParty KEY = SigningParty.of("ES256");
    private static final SigningParty OTHER = SigningParty.of("ES256");
    private static final String HEADER = "{\"alg\":\"ES256\",\"typ\":\"logout+jwt\",\"kid\":\"k\"}";
    private static final String EVENTS = "\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}";
    private static final long NOW = JwtFixtures.NOW;

    @TempDir
    private Path folder;

    private final IssuerStage stage = new IssuerStage();
    private LogoutVerifier verifier;

    @BeforeEach
    void configure() throws Exception {
        stage.issuer("a", "keys", jwks("a", KEY), "audiences", "media");
        verifier = stage.logouts();
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    private String jwks(String name, SigningParty party) throws Exception {
        return Files.writeString(folder.resolve(name + ".json"), "{\"keys\":[" + party.jwk("k", "") + "]}")
                .toString();
    }

    /** The claims of a good one, but for these; an empty text takes one away. */
    private static String claims(String... changes) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("iss", "\"iss\":\"https://a.example\"");
        all.put("aud", "\"aud\":\"media\"");
        all.put("iat", "\"iat\":" + NOW);
        all.put("exp", "\"exp\":" + (NOW + 120));
        all.put("jti", "\"jti\":\"j1\"");
        all.put("sub", "\"sub\":\"jane\"");
        all.put("sid", "\"sid\":\"s1\"");
        all.put("events", EVENTS);
        for (int i = 0; i < changes.length; i += 2) {
            all.put(changes[i], changes[i + 1]);
        }
        all.values().removeIf(String::isEmpty);
        return "{" + String.join(",", all.values()) + "}";
    }

    private LogoutVerifier.Answer verify(String token) {
        return verifier.verify(Secret.of(token));
    }

    private LogoutVerifier.Answer verifyClaims(String... changes) {
        return verify(KEY.signed(HEADER, claims(changes)));
    }

    private static Reason reason(LogoutVerifier.Answer answer) {
        assertThat(answer).isInstanceOf(Refused.class);
        return ((Refused) answer).reason();
    }

    @Test
    void a_good_one_says_who_and_until_when_tokens_can_live() {
        assertThat(verifyClaims())
                .isEqualTo(new Ended(
                        "https://a.example",
                        "j1",
                        Optional.of("s1"),
                        Optional.of("jane"),
                        Instant.ofEpochSecond(NOW),
                        Instant.ofEpochSecond(NOW)
                                .plus(Duration.ofMinutes(1440))
                                .plusSeconds(120)));
    }

    @Test
    void either_of_sub_and_sid_is_enough() {
        assertThat(verifyClaims("sub", "")).isInstanceOfSatisfying(Ended.class, ended -> {
            assertThat(ended.session()).contains("s1");
            assertThat(ended.subject()).isEmpty();
        });
        assertThat(verifyClaims("sid", "")).isInstanceOfSatisfying(Ended.class, ended -> {
            assertThat(ended.session()).isEmpty();
            assertThat(ended.subject()).contains("jane");
        });
        assertThat(reason(verifyClaims("sid", "", "sub", ""))).isEqualTo(Reason.MALFORMED_CLAIM);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "iss; \"iss\":\"https://b.example\"; WRONG_ISSUER",
                "iss; \"iss\":\"https://a.example/\"; WRONG_ISSUER",
                "iss; ''; WRONG_ISSUER",
                "aud; \"aud\":\"shop\"; WRONG_AUDIENCE",
                "aud; \"aud\":[\"shop\",7]; WRONG_AUDIENCE",
                "aud; ''; WRONG_AUDIENCE",
                "iat; ''; MALFORMED_CLAIM",
                "iat; \"iat\":\"1800000000\"; MALFORMED_CLAIM",
                "iat; \"iat\":1800000061; NOT_YET_VALID",
                "exp; ''; NO_EXPIRY",
                "exp; \"exp\":1799999940; EXPIRED",
                "exp; \"exp\":1900000000; LIFETIME_TOO_LONG",
                "nbf; \"nbf\":1800000100; NOT_YET_VALID",
                "jti; ''; MALFORMED_CLAIM",
                "jti; \"jti\":\"\"; MALFORMED_CLAIM",
                "jti; \"jti\":7; MALFORMED_CLAIM",
                "sub; \"sub\":\"\"; MALFORMED_CLAIM",
                "sub; \"sub\":null; MALFORMED_CLAIM",
                "sid; \"sid\":\"\"; MALFORMED_CLAIM",
                "sid; \"sid\":[\"s1\"]; MALFORMED_CLAIM",
                "nonce; \"nonce\":\"n\"; UNSUPPORTED_TOKEN",
                "nonce; \"nonce\":null; UNSUPPORTED_TOKEN",
                "events; ''; UNSUPPORTED_TOKEN",
                "events; \"events\":{}; UNSUPPORTED_TOKEN",
                "events; \"events\":[\"http://schemas.openid.net/event/backchannel-logout\"]; UNSUPPORTED_TOKEN",
                "events; \"events\":\"http://schemas.openid.net/event/backchannel-logout\"; UNSUPPORTED_TOKEN",
                "events; \"events\":{\"http://schemas.openid.net/event/backchannel-logout\":true}; UNSUPPORTED_TOKEN",
                "events; \"events\":{\"x\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}}; UNSUPPORTED_TOKEN",
                "events; \"http://schemas.openid.net/event/backchannel-logout\":{}; UNSUPPORTED_TOKEN",
                "sub; \"sub\":\"jane\",\"sub\":\"ben\"; MALFORMED_TOKEN"
            })
    void one_wrong_claim_is_enough_to_refuse(String claim, String text, Reason reason) {
        assertThat(reason(verifyClaims(claim, text))).isEqualTo(reason);
    }

    @Test
    void what_may_differ_does() {
        assertThat(verifyClaims("aud", "\"aud\":[\"shop\",\"media\"]")).isInstanceOf(Ended.class);
        assertThat(verifyClaims("iat", "\"iat\":" + (NOW + 60)))
                .isInstanceOfSatisfying(
                        Ended.class,
                        ended -> assertThat(ended.issuedAt())
                                .as("not ahead of this clock")
                                .isEqualTo(Instant.ofEpochSecond(NOW)));
        assertThat(verifyClaims("iat", "\"iat\":1e-400000000")).isInstanceOf(Ended.class);
        assertThat(verifyClaims("exp", "\"exp\":" + (NOW - 59))).isInstanceOf(Ended.class);
        assertThat(
                        verifyClaims(
                                "events",
                                "\"events\":{\"other\":[{}],\"http://schemas.openid.net/event/backchannel-logout\":{\"x\":{}}}"))
                .isInstanceOf(Ended.class);
        assertThat(verify(KEY.signed(HEADER.replace("logout+jwt", "Application/Logout+JWT"), claims())))
                .isInstanceOf(Ended.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT", "at+jwt", "", "logout", "secevent+jwt", "logout+jwt2"})
    void another_kind_of_token_of_the_same_key_is_no_logout(String type) {
        assertThat(reason(verify(KEY.signed(HEADER.replace("logout+jwt", type), claims()))))
                .isEqualTo(Reason.UNSUPPORTED_TOKEN);
        assertThat(reason(verify(KEY.token("k", claims())))).isEqualTo(Reason.UNSUPPORTED_TOKEN);
    }

    @Test
    void a_logout_token_lets_nobody_in() {
        stage.authenticator("issuers", "a");
        assertThat(stage.reason(KEY.signed(HEADER, claims("sub", "\"sub\":\"jane\""))))
                .isEqualTo(Reason.UNSUPPORTED_TOKEN);
    }

    @Test
    void only_keys_of_the_issuer_count() throws Exception {
        assertThat(reason(verify(OTHER.signed(HEADER, claims())))).isEqualTo(Reason.BAD_SIGNATURE);
        String good = KEY.signed(HEADER, claims());
        assertThat(reason(verify(good.substring(0, good.lastIndexOf('.') + 1)))).isEqualTo(Reason.MALFORMED_TOKEN);
        assertThat(reason(verify(KEY.signed(HEADER.replace("ES256", "none"), claims()))))
                .isEqualTo(Reason.UNSUPPORTED_TOKEN);
        assertThat(reason(verify(KEY.signed(HEADER.replace("ES256", "HS256"), claims()))))
                .isEqualTo(Reason.BAD_SIGNATURE);
        assertThat(reason(verify(KEY.signed(HEADER.replace("}", ",\"crit\":[\"x\"]}"), claims()))))
                .isEqualTo(Reason.UNSUPPORTED_TOKEN);
        for (String other : new String[] {"", "x", "a.b", "a.b.c.d.e", "\u00fc.\u00fc.\u00fc"}) {
            assertThat(reason(verify(other))).as(other).isEqualTo(Reason.MALFORMED_TOKEN);
        }
        assertThat(reason(verify("a".repeat(8193)))).isEqualTo(Reason.TOKEN_TOO_LARGE);
        // Another issuer signs, and names this one.
        stage.issuer("b", "keys", jwks("b", OTHER));
        assertThat(reason(verify(OTHER.signed(HEADER, claims())))).isEqualTo(Reason.WRONG_ISSUER);
        assertThat(verify(OTHER.signed(HEADER, claims("iss", "\"iss\":\"https://b.example\""))))
                .isInstanceOfSatisfying(
                        Ended.class, ended -> assertThat(ended.issuer()).isEqualTo("https://b.example"));
    }

    @Test
    void what_is_refused_shows_nothing_of_the_token() {
        LogoutVerifier.Answer answer = verifyClaims("aud", "\"aud\":\"hush\"", "sid", "\"sid\":\"secret-sid\"");
        assertThat(answer.toString()).doesNotContain("hush", "secret-sid", "jane");
    }

    @Test
    void the_audience_of_logouts_is_a_setting_and_never_anybody() throws Exception {
        stage.issuer("a", "keys", jwks("a", KEY), "audiences", "*");
        assertThat(reason(verifyClaims())).isEqualTo(Reason.WRONG_AUDIENCE);
        stage.issuer("a", "keys", jwks("a", KEY), "audiences", "*", "logoutAudiences", "client, media");
        assertThat(verifyClaims()).isInstanceOf(Ended.class);
        stage.issuer("a", "keys", jwks("a", KEY), "audiences", "media", "logoutAudiences", "client");
        assertThat(reason(verifyClaims())).isEqualTo(Reason.WRONG_AUDIENCE);
        assertThat(verifyClaims("aud", "\"aud\":\"client\"")).isInstanceOf(Ended.class);
        stage.issuer("a", "keys", jwks("a", KEY), "audiences", "media", "logoutAudiences", "*");
        assertThat(verifyClaims("aud", "\"aud\":\"client\""))
                .as("an error: the last good setting stays")
                .isInstanceOf(Ended.class);
    }

    @Test
    void clients_that_are_known_by_another_claim_are_meant_by_that_claim_or_by_the_session() throws Exception {
        stage.issuer("a", "keys", jwks("a", KEY), "subjectClaim", "email");
        assertThat(verifyClaims()).isInstanceOfSatisfying(Ended.class, ended -> {
            assertThat(ended.session()).contains("s1");
            assertThat(ended.subject()).isEmpty();
        });
        assertThat(reason(verifyClaims("sid", ""))).isEqualTo(Reason.CLAIM_REQUIRED);
        assertThat(verifyClaims("sid", "", "email", "\"email\":\"jane@example.com\""))
                .isInstanceOfSatisfying(
                        Ended.class, ended -> assertThat(ended.subject()).contains("jane@example.com"));
    }

    @Test
    void an_issuer_that_has_gone_knows_nobody_and_one_without_keys_cannot_tell() throws Exception {
        stage.issuer("b", "keys", folder.resolve("missing.json").toString());
        assertThat(verify(OTHER.signed(HEADER.replace("\"k\"", "\"k2\""), claims())))
                .isInstanceOf(Unknown.class);
        assertThat(verifyClaims()).as("others work").isInstanceOf(Ended.class);
        stage.removeIssuer("b");
        stage.removeIssuer("a");
        assertThat(reason(verifyClaims())).isEqualTo(Reason.BAD_SIGNATURE);
    }
}
