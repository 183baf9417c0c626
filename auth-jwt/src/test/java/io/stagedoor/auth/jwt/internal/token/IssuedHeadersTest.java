package io.stagedoor.auth.jwt.internal.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Headers of tokens that keys of issuers have signed. */
class IssuedHeadersTest {

    private final IssuedHeaders headers = new IssuedHeaders();

    private static CompactJws token(String header, String payload) throws Refusal {
        return CompactJws.of((base64(header) + "." + base64(payload) + ".AAAA").getBytes(StandardCharsets.US_ASCII));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private JoseHeader add(String header) throws Refusal {
        CompactJws token = token(header, "{}");
        JoseHeader read = JoseHeader.read(token.header());
        headers.add(token, read);
        return read;
    }

    @Test
    void a_header_is_known_by_each_of_its_characters() throws Refusal {
        JoseHeader read = add("{\"alg\":\"RS256\",\"kid\":\"one\"}");
        assertThat(headers.header(token("{\"alg\":\"RS256\",\"kid\":\"one\"}", "{\"sub\":\"other\"}")))
                .isSameAs(read);
        assertThat(headers.header(token("{\"alg\":\"RS256\",\"kid\":\"two\"}", "{}")))
                .isNull();
        assertThat(headers.header(token("{\"alg\":\"RS256\",\"kid\":\"one\" }", "{}")))
                .isNull();
        assertThat(headers.header(token("{\"alg\":\"RS384\",\"kid\":\"one\"}", "{}")))
                .isNull();
    }

    /** Whatever place two headers fall into, neither is taken for the other. */
    @Test
    void many_headers_are_never_mistaken_for_one_another() throws Refusal {
        for (int i = 0; i < 2000; i++) {
            add("{\"alg\":\"ES256\",\"kid\":\"" + i + "\"}");
        }
        for (int i = 0; i < 2000; i++) {
            JoseHeader known = headers.header(token("{\"alg\":\"ES256\",\"kid\":\"" + i + "\"}", "{}"));
            if (known != null) {
                assertThat(known.kid()).isEqualTo(String.valueOf(i));
            }
        }
        JoseHeader last = headers.header(token("{\"alg\":\"ES256\",\"kid\":\"1999\"}", "{}"));
        assertThat(last).isNotNull();
    }

    @Test
    void a_long_header_is_read_each_time() throws Refusal {
        String header = "{\"alg\":\"RS256\",\"x\":\"" + "x".repeat(1024) + "\"}";
        add(header);
        assertThat(headers.header(token(header, "{}"))).isNull();
    }
}
