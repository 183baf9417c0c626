package io.stagedoor.auth.jwt.internal.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainClaimsTest {

    private static final String USUAL = "{\"sub\":\"user123\",\"iss\":\"your-auth-service\","
            + "\"roles\":\"red5-publisher,red5-subscriber\",\"red5-transport\":\"WHIP, whep\","
            + "\"red5-room\":\"room1\",\"name\":\"A B\",\"exp\":1800000060,\"nbf\":0,\"iat\":1800000000,\"jti\":\"7\"}";

    @Test
    void reads_the_claims_that_issuers_write_as_the_parser_does() throws Refusal {
        assertThat(PlainClaims.read(bytes(USUAL)))
                .usingRecursiveComparison()
                .isEqualTo(Claims.readStrictly(bytes(USUAL)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "[]",
                "{\"exp\":1}x",
                "{\"exp\":1} ",
                " {\"exp\":1}",
                "{\"exp\" :1}",
                "{\"exp\":1,}",
                "{,\"exp\":1}",
                "{\"exp\":1 ,\"sub\":\"a\"}",
                "{\"exp\":01}",
                "{\"exp\":-1}",
                "{\"exp\":+1}",
                "{\"exp\":1.0}",
                "{\"exp\":1e3}",
                "{\"exp\":1234567890123456789}",
                "{\"exp\":\"1\"}",
                "{\"exp\":null}",
                "{\"exp\":}",
                "{\"exp\"}",
                "{exp:1}",
                "{\"exp\":1,\"exp\":2}",
                "{\"exp\":1,\"iat\":1,\"iat\":1}",
                "{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"i\":1}",
                "{\"ex\\u0070\":1}",
                "{\"sub\":\"a\\\"b\"}",
                "{\"sub\":\"\u00e9\"}",
                "{\"sub\":\"a\nb\"}",
                "{\"sub\":\"a",
                "{\"sub\":7}",
                "{\"roles\":[\"red5-publisher\"]}",
                "{\"roles\":{}}",
                "{\"other\":true}",
                "{\"other\":{\"exp\":1}}"
            })
    void leaves_everything_else_to_the_parser(String json) {
        assertThat(PlainClaims.read(bytes(json))).isNull();
    }

    @Test
    void never_reads_what_the_parser_would_read_otherwise_or_refuse() {
        Random random = new Random(20261125);
        int plain = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] json = mutated(random);
            Claims claims = PlainClaims.read(json);
            if (claims != null) {
                plain++;
                assertThat(strictly(json))
                        .as(new String(json, StandardCharsets.ISO_8859_1))
                        .isEqualTo(shown(claims));
            }
        }
        assertThat(plain).isGreaterThan(1_000);
    }

    private static byte[] mutated(Random random) {
        List<String> parts = List.of(
                "\"",
                "\\",
                ",",
                ":",
                "{",
                "}",
                "[",
                "]",
                "0",
                "9",
                "-",
                ".",
                "e",
                " ",
                "\t",
                "\u0000",
                "\u007f",
                "\u0080",
                "\u00ff",
                "exp",
                "sub",
                "\"iat\":1,",
                "\"exp\":1,",
                ",\"x\":\"y\"",
                "null",
                "true",
                "\\u0000");
        StringBuilder text = new StringBuilder(USUAL);
        for (int changes = random.nextInt(4); changes >= 0; changes--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, parts.get(random.nextInt(parts.size())));
                default -> text.setCharAt(at, (char) random.nextInt(256));
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String strictly(byte[] json) {
        try {
            return shown(Claims.readStrictly(json));
        } catch (Refusal refusal) {
            return refusal.toString();
        }
    }

    private static String shown(Claims claims) {
        return String.join(
                "|",
                shown(claims.expiry),
                String.valueOf(claims.hasNotBefore),
                shown(claims.notBefore),
                claims.issuer,
                claims.subject,
                claims.name,
                shown(claims.roles),
                shown(claims.transports),
                claims.rooms == null ? "absent" : String.valueOf(claims.rooms.names));
    }

    private static String shown(Claims.Roles roles) {
        return roles == null ? "absent" : roles.parts + " " + roles.publisher + " " + roles.subscriber;
    }

    private static String shown(Claims.Transports transports) {
        return transports == null ? "absent" : transports.parts + " " + transports.set;
    }

    private static String shown(NumericDate date) {
        return date == null ? "none" : date.toInstant().toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
