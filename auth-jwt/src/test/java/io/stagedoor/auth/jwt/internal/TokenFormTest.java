package io.stagedoor.auth.jwt.internal;

import static io.stagedoor.auth.jwt.internal.JwtFixtures.EXP;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.HEADER;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.NOW;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.authenticator;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.base64;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.refusal;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.request;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.signed;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.token;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.withClaims;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token must look like before its claims are of interest: what libraries let pass, and this does not. */
class TokenFormTest {

    private static final String GOOD = withClaims("");
    private static final String GOOD_PAYLOAD = "{" + EXP + "}";

    private final Authenticator authenticator = authenticator();

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ", "\n", "\r\n", "\t", "\0", "=", "==", ".", ".x", "?", "+", "/", "~", "é", "\ud800", "A", "AAAA"
            })
    void nothing_may_stand_before_behind_or_within(String piece) {
        int first = GOOD.indexOf('.');
        int second = GOOD.lastIndexOf('.');
        for (int at : new int[] {0, 5, first, first + 1, second, second + 1, GOOD.length() - 3, GOOD.length()}) {
            assertThat(refusal(authenticator, GOOD.substring(0, at) + piece + GOOD.substring(at)))
                    .as("at %d", at)
                    .isPresent();
        }
        assertThat(refusal(authenticator, GOOD)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                ".",
                "..",
                "...",
                "....",
                "a..",
                ".a.",
                "..a",
                "a.b.",
                "a.b",
                ".b.c",
                "a..c",
                "AAAA.AAAA.AAAA.AAAA.AAAA"
            })
    void a_token_has_three_parts(String token) {
        assertThat(refusal(authenticator, token)).contains(Reason.MALFORMED_TOKEN);
    }

    @Test
    void parts_have_one_spelling_only() {
        for (String part : new String[] {"A", "AB", "AAB", "AAAAB", "AAAAAB"}) {
            assertThat(refusal(authenticator, part + ".AAAA.AAAA")).contains(Reason.MALFORMED_TOKEN);
        }
        String last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        String body = GOOD.substring(0, GOOD.length() - 1);
        char right = GOOD.charAt(GOOD.length() - 1);
        for (char other : last.toCharArray()) {
            assertThat(refusal(authenticator, body + other).isEmpty())
                    .as("last character %s", other)
                    .isEqualTo(other == right);
        }
    }

    @Test
    void a_shorter_or_longer_signature_is_wrong() {
        String input = GOOD.substring(0, GOOD.lastIndexOf('.'));
        byte[] mac = JwtFixtures.hmac(JwtFixtures.SECRET.getBytes(StandardCharsets.UTF_8), input);
        for (int length : new int[] {1, 16, 31, 33, 64}) {
            assertThat(refusal(authenticator, input + "." + base64(java.util.Arrays.copyOf(mac, length))))
                    .contains(Reason.BAD_SIGNATURE);
        }
    }

    @Test
    void the_largest_token_is_configured() {
        String body = withClaims("\"x\":\"" + "x".repeat(600) + "\"");
        Authenticator exact = authenticator("maxTokenBytes", (long) body.length());
        assertThat(refusal(exact, body)).isEmpty();
        assertThat(refusal(exact, "Bearer " + body)).isEmpty();
        Authenticator less = authenticator("maxTokenBytes", body.length() - 1L);
        assertThat(refusal(less, body)).contains(Reason.TOKEN_TOO_LARGE);
        assertThat(refusal(less, "Bearer " + body)).contains(Reason.TOKEN_TOO_LARGE);
        assertThat(refusal(authenticator, "x".repeat(8192))).contains(Reason.MALFORMED_TOKEN);
        assertThat(refusal(authenticator, "x".repeat(8193))).contains(Reason.TOKEN_TOO_LARGE);
        assertThat(refusal(authenticator, "x".repeat(5_000_000))).contains(Reason.TOKEN_TOO_LARGE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"alg\":\"HS256\"} | ",
                "{\"typ\":\"JWT\",\"alg\":\"HS256\"} | ",
                " {  \"alg\" : \"HS256\" } | ",
                "{\"alg\":\"HS256\",\"typ\":7,\"cty\":null} | ",
                "{\"\\u0061lg\":\"\\u0048S256\"} | ",
                "{\"alg\":\"none\"} | UNSUPPORTED_TOKEN",
                "{\"alg\":\"None\"} | UNSUPPORTED_TOKEN",
                "{\"alg\":\"NONE\"} | UNSUPPORTED_TOKEN",
                "{\"alg\":\"\"} | UNSUPPORTED_TOKEN",
                "{\"alg\":\"hs256\"} | UNSUPPORTED_TOKEN",
                "{\"alg\":\"HS256 \"} | UNSUPPORTED_TOKEN",
                "{\"alg\":\"HS384\"} | UNSUPPORTED_TOKEN",
                "{\"alg\":\"HS512\"} | UNSUPPORTED_TOKEN",
                "{\"alg\":\"RS256\"} | UNSUPPORTED_TOKEN",
                "{\"alg\":\"ES256\"} | UNSUPPORTED_TOKEN",
                "{\"alg\":\"EdDSA\"} | UNSUPPORTED_TOKEN",
                "{\"alg\":\"PBES2-HS256+A128KW\",\"p2c\":2147483647} | UNSUPPORTED_TOKEN",
                "{\"alg\":[\"HS256\"]} | UNSUPPORTED_TOKEN",
                "{\"alg\":{\"HS256\":1}} | UNSUPPORTED_TOKEN",
                "{\"alg\":null} | UNSUPPORTED_TOKEN",
                "{\"alg\":256} | UNSUPPORTED_TOKEN",
                "{\"Alg\":\"HS256\"} | UNSUPPORTED_TOKEN",
                "{} | UNSUPPORTED_TOKEN",
                "{\"alg\":\"HS256\",\"crit\":[\"exp\"],\"exp\":1} | UNSUPPORTED_TOKEN",
                "{\"alg\":\"HS256\",\"crit\":[]} | UNSUPPORTED_TOKEN",
                "{\"alg\":\"HS256\",\"crit\":null} | UNSUPPORTED_TOKEN",
                "{\"alg\":\"HS256\",\"crit\":\"alg\"} | UNSUPPORTED_TOKEN",
                "{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":true} | UNSUPPORTED_TOKEN",
                "{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false} | UNSUPPORTED_TOKEN",
                "{\"alg\":\"HS256\",\"b64\":false} | UNSUPPORTED_TOKEN",
                "{\"alg\":\"HS256\",\"zip\":\"DEF\"} | UNSUPPORTED_TOKEN",
                "{\"alg\":\"HS256\",\"alg\":\"HS256\"} | MALFORMED_TOKEN",
                "{\"alg\":\"none\",\"alg\":\"HS256\"} | MALFORMED_TOKEN",
                "{\"alg\":\"HS256\",\"\\u0061lg\":\"none\"} | MALFORMED_TOKEN",
                "{\"alg\":\"HS256\"}x | MALFORMED_TOKEN",
                "{\"alg\":\"HS256\"}{} | MALFORMED_TOKEN",
                "{\"alg\":\"HS256\",} | MALFORMED_TOKEN",
                "{'alg':'HS256'} | MALFORMED_TOKEN",
                "[\"HS256\"] | MALFORMED_TOKEN",
                "\"HS256\" | MALFORMED_TOKEN",
                "null | MALFORMED_TOKEN"
            })
    void the_header_says_hs256_and_asks_for_nothing_more(String header, Reason reason) {
        // Twice: a header that was refused once is not remembered as a good one, nor the other way round.
        for (int i = 0; i < 2; i++) {
            assertThat(refusal(authenticator, token(header, GOOD_PAYLOAD))).isEqualTo(Optional.ofNullable(reason));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"jwk\":{\"kty\":\"oct\",\"k\":\"YXR0YWNrZXItYXR0YWNrZXItYXR0YWNrZXItYXR0YWNrZXI\"}",
                "\"jku\":\"http://127.0.0.1:1/keys\"",
                "\"x5u\":\"file:///etc/passwd\"",
                "\"x5c\":[\"MIIB\"]",
                "\"kid\":\"../../dev/null\"",
                "\"kid\":[1]",
                "\"kid\":\"' union select 'x\""
            })
    void no_header_chooses_the_key(String parameter) {
        String header = "{\"alg\":\"HS256\"," + parameter + "}";
        assertThat(refusal(authenticator, token(header, GOOD_PAYLOAD))).isEmpty();
        String input = base64(header) + "." + base64(GOOD_PAYLOAD);
        for (String key : new String[] {"attacker-attacker-attacker-attacker", "\0", "x"}) {
            byte[] mac = JwtFixtures.hmac(key.getBytes(StandardCharsets.UTF_8), input);
            assertThat(refusal(authenticator, input + "." + base64(mac))).contains(Reason.BAD_SIGNATURE);
        }
    }

    @Test
    void many_different_headers_are_judged_as_well_as_one() {
        for (int i = 0; i < 1000; i++) {
            String header = "{\"alg\":\"HS256\",\"kid\":\"" + i % 50 + "\"}";
            assertThat(refusal(authenticator, token(header, GOOD_PAYLOAD))).isEmpty();
            assertThat(refusal(authenticator, token("{\"alg\":\"none\",\"kid\":\"" + i + "\"}", GOOD_PAYLOAD)))
                    .contains(Reason.UNSUPPORTED_TOKEN);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{%s}{}",
                "{%s}x",
                "{%s}\0",
                "\0{%s}",
                "{%s},",
                "[{%s}]",
                "{%s",
                "%s",
                "{%s,}",
                "{,%s}",
                "{%s,%s}",
                "{%s,\"a\":1,\"a\":2}",
                "{%s,\"a\":{\"b\":1,\"b\":1}}",
                "{%s,\"a\":[{\"b\":1,\"c\":1,\"b\":1}]}",
                "{%s,\"a\":1,\"\\u0061\":2}",
                "{%s,\"\\u0065xp\":1}",
                "{%s,\"a\":NaN}",
                "{%s,\"a\":Infinity}",
                "{%s,\"a\":01}",
                "{%s,\"a\":+1}",
                "{%s,\"a\":.5}",
                "{%s,\"a\":1.}",
                "{%s,'a':1}",
                "{%s,a:1}",
                "{%s,\"a\":\"\n\"}",
                "{%s,\"a\":\"\\x\"}",
                "{%s,\"a\":tru}",
                "{%s}//x",
                "{/**/%s}",
                "{%s,\"a\":\"x}",
                "",
                " ",
                "null",
                "\"x\"",
                "1",
                "[]"
            })
    void the_payload_is_one_json_object_in_strict_form(String payload) {
        assertThat(refusal(authenticator, signed(base64(HEADER) + "." + base64(payload.replace("%s", EXP)))))
                .contains(Reason.MALFORMED_TOKEN);
    }

    @Test
    void white_space_around_the_object_is_json() {
        assertThat(refusal(authenticator, token(" \r\n\t" + GOOD_PAYLOAD + "\n ")))
                .isEmpty();
    }

    @Test
    void the_payload_is_utf8() {
        for (String charset : new String[] {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"}) {
            assertThat(payload(GOOD_PAYLOAD.getBytes(Charset.forName(charset))))
                    .as(charset)
                    .contains(Reason.MALFORMED_TOKEN);
        }
        assertThat(payload(("\ufeff" + GOOD_PAYLOAD).getBytes(StandardCharsets.UTF_8)))
                .contains(Reason.MALFORMED_TOKEN);
        assertThat(payload(withBytes(0xe2, 0x82, 0xac))).isEmpty();
        assertThat(payload(withBytes(0xf0, 0x9f, 0x98, 0x80))).isEmpty();
        int[][] invalid = {
            {0xff},
            {0xfe},
            {0xc0, 0xaf},
            {0xe0, 0x80, 0xaf},
            {0xed, 0xa0, 0x80},
            {0xed, 0xb0, 0x80},
            {0xf4, 0x90, 0x80, 0x80},
            {0xf8, 0x88, 0x80, 0x80, 0x80},
            {0x80},
            {0xe2, 0x82},
            {0xc3},
            {0xe9}
        };
        for (int[] bytes : invalid) {
            assertThat(payload(withBytes(bytes))).contains(Reason.MALFORMED_TOKEN);
        }
    }

    @Test
    void depth_is_bounded() {
        int most = 64 - 1; // as deep as StrictJson reads
        assertThat(refusal(authenticator, withClaims("\"a\":" + nested(most)))).isEmpty();
        assertThat(refusal(authenticator, withClaims("\"a\":" + nested(most + 1))))
                .contains(Reason.MALFORMED_TOKEN);
        Authenticator large = authenticator("maxTokenBytes", 1L << 20);
        assertThat(refusal(large, withClaims("\"a\":" + nested(100_000)))).contains(Reason.MALFORMED_TOKEN);
        assertThat(refusal(large, withClaims("\"a\":" + "[".repeat(300_000)))).contains(Reason.MALFORMED_TOKEN);
        String deepHeader = "{\"alg\":\"HS256\",\"a\":" + nested(most + 1) + "}";
        assertThat(refusal(authenticator, token(deepHeader, GOOD_PAYLOAD))).contains(Reason.MALFORMED_TOKEN);
    }

    @Test
    void a_token_of_nested_permissions_is_no_attack() {
        assertThat(refusal(authenticator, withClaims("\"a\":" + nested(50)))).isEmpty();
    }

    /** What one reader makes of half a character another one does not. */
    @Test
    void half_a_character_is_refused_wherever_it_stands() {
        for (String half : new String[] {"\\ud83d", "\\ude00", "\\ude00\\ud83d", "\\ud83dx"}) {
            for (String claim :
                    new String[] {"\"%s\":1", "\"a\":\"%s\"", "\"sub\":\"%s\"", "\"a\":[{\"b\":\"x%s\"}]"}) {
                assertThat(refusal(authenticator, withClaims(claim.formatted(half))))
                        .as(claim + half)
                        .contains(Reason.MALFORMED_TOKEN);
            }
        }
        assertThat(refusal(authenticator, withClaims("\"a\":\"\\ud83d\\ude00\"")))
                .isEmpty();
    }

    @Test
    void a_number_of_many_digits_is_no_reason_to_stay_long() {
        Authenticator large = authenticator("maxTokenBytes", 1L << 20);
        assertThat(refusal(large, token("{\"exp\":1" + "0".repeat(600_000) + "}")))
                .isPresent();
        assertThat(refusal(large, token("{\"exp\":" + NOW + "." + "9".repeat(900) + "}")))
                .isEmpty();
    }

    @Test
    void a_claim_set_in_another_format_is_refused() {
        assertThat(refusal(authenticator, signed(base64(HEADER) + "." + base64(new byte[] {(byte) 0xbf, 0x63}))))
                .contains(Reason.MALFORMED_TOKEN);
        assertThat(refusal(authenticator, token(withClaims("")))).contains(Reason.MALFORMED_TOKEN);
    }

    @Test
    void json_serialisation_is_no_token() {
        String[] parts = GOOD.split("\\.");
        String json = "{\"protected\":\"%s\",\"payload\":\"%s\",\"signature\":\"%s\"}".formatted((Object[]) parts);
        assertThat(refusal(authenticator, json)).contains(Reason.MALFORMED_TOKEN);
    }

    @Test
    void a_detail_says_what_is_wrong_and_nothing_of_the_token() {
        Decision decision =
                authenticator.authenticate(request(token("{\"alg\":\"sEcReT\",\"crit\":[\"sEcReT\"]}", "{}")));
        assertThat(decision).isEqualTo(new Decision.Deny(Reason.UNSUPPORTED_TOKEN, "crit is not supported"));
    }

    private Optional<Reason> payload(byte[] bytes) {
        return refusal(authenticator, signed(base64(HEADER) + "." + base64(bytes)));
    }

    private static byte[] withBytes(int... bytes) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.writeBytes(("{" + EXP + ",\"sub\":\"").getBytes(StandardCharsets.UTF_8));
        for (int b : bytes) {
            payload.write(b);
        }
        payload.writeBytes("\"}".getBytes(StandardCharsets.UTF_8));
        return payload.toByteArray();
    }

    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }
}
