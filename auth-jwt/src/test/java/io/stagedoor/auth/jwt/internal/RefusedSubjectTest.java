package io.stagedoor.auth.jwt.internal;

import static io.stagedoor.auth.jwt.internal.JwtFixtures.EXP;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.HEADER;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.NOW;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.authenticator;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.base64;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.request;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a refusal says of whose token it was, and of how much it was too early or too late. */
class RefusedSubjectTest {

    private static final String SUB = "\"sub\":\"alice\"";

    private final JwtAuthenticator authenticator = authenticator("expectedIssuer", "ours", "clockSkewSeconds", 30);

    private Decision.Deny deny(String token) {
        return (Decision.Deny) authenticator.authenticate(request(token, Protocol.RTMP, "room1"));
    }

    private static String claims(String others) {
        return token("{" + SUB + "," + others + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"x\":1|NO_EXPIRY",
                "\"exp\":1|EXPIRED",
                "\"exp\":1900000000|LIFETIME_TOO_LONG",
                "\"exp\":1800000060,\"nbf\":1800000050|NOT_YET_VALID",
                "\"exp\":1800000060,\"iss\":\"theirs\"|WRONG_ISSUER",
                "\"exp\":1800000060,\"iss\":\"ours\",\"roles\":[]|MALFORMED_CLAIM",
                "\"exp\":1800000060,\"iss\":\"ours\",\"red5-transport\":\"RTSP\"|TRANSPORT_NOT_ALLOWED",
                "\"exp\":1800000060,\"iss\":\"ours\",\"red5-room\":\"room2\"|ROOM_NOT_ALLOWED"
            })
    void every_refusal_of_a_token_that_is_signed_names_its_subject(String claims, Reason reason) {
        assertThat(deny(claims(claims))).satisfies(deny -> {
            assertThat(deny.reason()).isEqualTo(reason);
            assertThat(deny.subject()).isEqualTo("alice");
            assertThat(deny.claimed()).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\\u0041"})
    void a_token_that_nobody_has_signed_only_claims_its_subject(String odd) {
        String token = base64(HEADER) + "." + base64("{" + SUB + ",\"x\":\"" + odd + "\"," + EXP + "}") + "."
                + base64("not the signature, not by far, no");
        assertThat(deny(token)).satisfies(deny -> {
            assertThat(deny.reason()).isEqualTo(Reason.BAD_SIGNATURE);
            assertThat(deny.subject()).isEmpty();
            assertThat(deny.claimed()).isEqualTo("alice");
        });
    }

    @Test
    void a_token_of_another_algorithm_only_claims_its_subject() {
        Decision.Deny deny = deny(token("{\"alg\":\"none\"}", "{" + SUB + "}"));
        assertThat(deny.reason()).isEqualTo(Reason.UNSUPPORTED_TOKEN);
        assertThat(deny.claimed()).isEqualTo("alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no JSON", "{\"sub\":[\"alice\"]}", "{\"sub\":\"alice\",\"sub\":\"bob\"}", "{}"})
    void what_cannot_be_read_claims_nothing(String payload) {
        Decision.Deny deny = deny(base64(HEADER) + "." + base64(payload) + "." + base64("not the signature"));
        assertThat(deny.reason()).isEqualTo(Reason.BAD_SIGNATURE);
        assertThat(deny.claimed()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-31|exp was 31 s ago; clockSkewSeconds=30",
                "-125|exp was 2 min 5 s ago; clockSkewSeconds=30",
                "-4000|exp was 1 h 6 min ago; clockSkewSeconds=30",
                "-90000|exp was 1 d 1 h ago; clockSkewSeconds=30",
                "-1800000000|exp was 20833 d 8 h ago; clockSkewSeconds=30",
                "-1801e9|exp was more than 100 years ago; clockSkewSeconds=30",
                "4000|exp is 1 h 6 min ahead; the limit is jwtTtlMinutes=60",
                "1e1000000|exp is more than 100 years ahead; the limit is jwtTtlMinutes=60"
            })
    void says_by_how_much_exp_is_off(String ahead, String detail) {
        String exp = ahead.contains("1000000")
                ? ahead
                : new java.math.BigDecimal(ahead)
                        .add(java.math.BigDecimal.valueOf(NOW))
                        .toPlainString();
        assertThat(deny(claims("\"exp\":" + exp)).detail()).isEqualTo(detail);
    }

    @Test
    void asks_about_milliseconds_where_it_looks_so() {
        String millis = NOW + "000";
        assertThat(deny(claims("\"exp\":" + millis)).detail())
                .endsWith("jwtTtlMinutes=60; is exp in milliseconds? It must be in seconds");
        assertThat(deny(claims(EXP + ",\"nbf\":" + millis)).detail())
                .endsWith("; is nbf in milliseconds? It must be in seconds");
        assertThat(deny(claims("\"exp\":" + (NOW + 31_536_000))).detail()).doesNotContain("milliseconds");
    }

    @Test
    void says_by_how_much_nbf_lies_ahead() {
        assertThat(deny(claims(EXP + ",\"nbf\":" + (NOW + 90))).detail())
                .isEqualTo("nbf is 1 min 30 s ahead; clockSkewSeconds=30");
    }

    @Test
    void says_both_issuers() {
        assertThat(deny(claims(EXP + ",\"iss\":\"theirs\"")).detail())
                .isEqualTo("expectedIssuer is 'ours', but iss is 'theirs'");
        assertThat(deny(claims(EXP)).detail()).isEqualTo("expectedIssuer is 'ours', but iss is missing");
    }
}
