package io.stagedoor.auth.jwt.internal;

import static io.stagedoor.auth.jwt.internal.JwtFixtures.EXP;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.HEADER;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.authenticator;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.base64;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.request;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.signed;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.token;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.withClaims;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Decision;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MutatedTokensTest {

    private static final int ROUNDS = 30_000;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final JwtAuthenticator authenticator = authenticator();

    @Test
    void a_token_with_any_change_is_refused() {
        String good = withClaims("\"sub\":\"u\",\"roles\":\"red5-publisher\",\"red5-room\":[\"a\",\"b\"]");
        byte[] bytes = good.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < ROUNDS; i++) {
            // As the provider gets it: what is no UTF-8 has become a replacement character.
            String mutated = new String(mutated(bytes), StandardCharsets.UTF_8);
            if (!mutated.equals(good)) {
                assertThat(authenticator.authenticate(request(mutated)))
                        .as("seed %d, round %d", seed, i)
                        .isNotInstanceOf(Decision.Allow.class)
                        .isNotInstanceOf(Decision.Unavailable.class);
            }
        }
        assertThat(authenticator.authenticate(request(good))).isInstanceOf(Decision.Allow.class);
    }

    /** Signed with the right key, so that each reaches the reading of the claims. */
    @Test
    void claims_with_any_change_are_judged_without_an_exception() {
        byte[] claims = ("{" + EXP + ",\"nbf\":1.5e3,\"sub\":\"\\u00e9é\",\"roles\":[\"red5-publisher\",\"x\"],"
                        + "\"red5-room\":\"a, b\",\"x\":{\"y\":[1,null,true,{\"z\":-0.1}]}}")
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < ROUNDS; i++) {
            assertJudged(signed(base64(HEADER) + "." + base64(mutated(claims))), i);
        }
    }

    @Test
    void headers_with_any_change_are_judged_without_an_exception() {
        byte[] header = "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"é\",\"crit\":[\"x\"],\"jwk\":{\"k\":\"AA\"}}"
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < ROUNDS / 3; i++) {
            assertJudged(signed(base64(mutated(header)) + "." + base64("{" + EXP + "}")), i);
        }
        assertThat(authenticator.authenticate(request(token("{" + EXP + "}")))).isInstanceOf(Decision.Allow.class);
    }

    private void assertJudged(String token, int round) {
        Decision decision = authenticator.authenticate(request(token));
        String text = decision.toString();
        assertThat(text.contains("Unavailable") || text.contains("Abstain") || text.contains("judging it ended"))
                .as("seed %d, round %d: %s", seed, round, text)
                .isFalse();
    }

    private byte[] mutated(byte[] bytes) {
        byte[] now = bytes.clone();
        for (int n = 1 + random.nextInt(3); n > 0 && now.length > 1; n--) {
            now = mutatedOnce(now);
        }
        return now;
    }

    private byte[] mutatedOnce(byte[] bytes) {
        int at = random.nextInt(bytes.length);
        ByteArrayOutputStream now = new ByteArrayOutputStream();
        now.write(bytes, 0, at);
        switch (random.nextInt(5)) {
            case 0 -> {
                now.write(bytes[at] ^ (1 << random.nextInt(8)));
                now.write(bytes, at + 1, bytes.length - at - 1);
            }
            case 1 -> now.write(bytes, at + 1, bytes.length - at - 1);
            case 2 -> {
                now.write(random.nextInt(256));
                now.write(bytes, at, bytes.length - at);
            }
            case 3 -> now.write(bytes, 0, bytes.length - at);
            default -> {
                byte[] interesting = "\"\\{}[],:.eE+-09=\0".getBytes(StandardCharsets.UTF_8);
                now.write(interesting[random.nextInt(interesting.length)]);
                now.write(bytes, at + 1, bytes.length - at - 1);
            }
        }
        return now.size() == 0 ? new byte[] {'x'} : now.toByteArray();
    }
}
