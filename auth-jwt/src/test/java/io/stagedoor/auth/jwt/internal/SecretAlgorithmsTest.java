package io.stagedoor.auth.jwt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Reason;
import java.nio.charset.StandardCharsets;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** HS384 and HS512, where {@code algorithms} lists them and the secret is long enough. */
class SecretAlgorithmsTest {

    private static final String BYTES_32 = "0f9J2kLmQ7wXc4Vb8nRt6yUi1oPa3sDe";
    private static final String BYTES_48 = BYTES_32 + "5gHj7kLz9xCv2bNm";
    private static final String BYTES_64 = BYTES_48 + "4qWe6rTy8uIo1pAs";

    private final IssuerStage stage = new IssuerStage();

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void each_that_is_listed_is_accepted_and_no_other() {
        stage.authenticator("jwtSecret", BYTES_64);
        assertThat(stage.decide(token("HS256", BYTES_64))).isInstanceOf(Decision.Allow.class);
        assertThat(stage.reason(token("HS512", BYTES_64))).isEqualTo(Reason.UNSUPPORTED_TOKEN);
        assertThat(stage.detail(token("HS512", BYTES_64))).isEqualTo("alg is not HS256");
        stage.authenticator("jwtSecret", BYTES_64, "algorithms", "HS384, HS512");
        assertThat(stage.decide(token("HS384", BYTES_64))).isInstanceOf(Decision.Allow.class);
        assertThat(stage.decide(token("HS512", BYTES_64))).isInstanceOf(Decision.Allow.class);
        assertThat(stage.reason(token("HS256", BYTES_64))).isEqualTo(Reason.UNSUPPORTED_TOKEN);
        assertThat(stage.reason(token("HS384", BYTES_48))).isEqualTo(Reason.BAD_SIGNATURE);
    }

    @Test
    void a_secret_that_is_too_short_for_one_of_them_is_an_error() {
        stage.authenticator("jwtSecret", BYTES_48, "algorithms", "HS256,HS512");
        assertThat(problem())
                .isEqualTo(
                        "jwtSecret: the secret is shorter than the 64 bytes that HS512 needs; use one made by: openssl"
                                + " rand -base64 64");
        stage.authenticator("jwtSecret", BYTES_48, "algorithms", "HS256,HS384");
        assertThat(problem()).isEmpty();
        stage.authenticator("jwtSecret", BYTES_48, "algorithms", "RS256");
        assertThat(problem()).startsWith("algorithms: has one that is not HS256, HS384 or HS512");
        stage.authenticator("jwtSecret", BYTES_48, "algorithms", ",");
        assertThat(problem()).startsWith("algorithms: is empty");
    }

    @Test
    void a_secret_may_be_replaced_together_with_the_algorithm() {
        stage.authenticator(
                "jwtSecret",
                BYTES_64,
                "algorithms",
                "HS256,HS512",
                "previousSecrets",
                "old",
                "previousSecret.old.secret",
                BYTES_32,
                "previousSecret.old.acceptUntil",
                "2100-01-01T00:00:00Z");
        assertThat(stage.decide(token("HS256", BYTES_32))).isInstanceOf(Decision.Allow.class);
        assertThat(stage.decide(token("HS512", BYTES_64))).isInstanceOf(Decision.Allow.class);
        assertThat(stage.reason(token("HS512", BYTES_32)))
                .as("too short for it")
                .isEqualTo(Reason.BAD_SIGNATURE);
    }

    private String problem() {
        return stage.service().problem().orElse("").replaceFirst("^stagedoor.authenticator.jwt~live: ", "");
    }

    private static String token(String algorithm, String secret) {
        String input = JwtFixtures.base64("{\"alg\":\"" + algorithm + "\"}") + "."
                + JwtFixtures.base64("{" + JwtFixtures.EXP + "}");
        try {
            String name = "HmacSHA" + algorithm.substring(2);
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), name));
            return input + "." + JwtFixtures.base64(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
