package io.stagedoor.auth.jwt.internal;

import static io.stagedoor.auth.jwt.internal.JwtFixtures.authenticator;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.authenticatorWithKey;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Reason;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The example of RFC 7515, appendix A.1: made by others, with line breaks inside header and claims. */
class Rfc7515Test {

    private static final String KEY =
            "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    private static final String TOKEN = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
            + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
            + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private static final long EXP = 1_300_819_380L;

    @Test
    void is_let_in_a_minute_before_it_expires() {
        assertThat(refusal(at(EXP - 60, "joe"), TOKEN)).isEmpty();
        assertThat(refusal(at(EXP - 60, "Joe"), TOKEN)).contains(Reason.WRONG_ISSUER);
    }

    @Test
    void has_expired_today() {
        assertThat(refusal(at(EXP, "joe"), TOKEN)).contains(Reason.EXPIRED);
        assertThat(refusal(authenticatorWithKey(JwtFixtures.CLOCK, key()), TOKEN))
                .contains(Reason.EXPIRED);
    }

    @Test
    void is_refused_with_another_key_or_another_claim() {
        assertThat(refusal(authenticator(), TOKEN)).contains(Reason.BAD_SIGNATURE);
        String changed = TOKEN.replace("eyJpc3MiOiJqb2Ui", "eyJpc3MiOiJqb2Yi");
        assertThat(refusal(at(EXP - 60, ""), changed)).contains(Reason.BAD_SIGNATURE);
    }

    private static JwtAuthenticator at(long second, String issuer) {
        Clock clock = Clock.fixed(Instant.ofEpochSecond(second), ZoneOffset.UTC);
        return authenticatorWithKey(clock, key(), "expectedIssuer", issuer);
    }

    private static byte[] key() {
        return Base64.getUrlDecoder().decode(KEY);
    }
}
