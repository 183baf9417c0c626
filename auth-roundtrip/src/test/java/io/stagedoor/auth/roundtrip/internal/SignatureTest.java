package io.stagedoor.auth.roundtrip.internal;

import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.publish;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.settings;
import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.roundtrip.internal.backend.Signer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class SignatureTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    /** Computed with: printf '%s' '1800000000.{"username":"u"}' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef */
    private static final String OPENSSL = "5628e0bf930b563b25149d2bce4708239023a7b156e9790ab6dd9ddea4dbe9ce";

    @Test
    void is_the_one_that_openssl_makes() {
        Clock clock = Clock.fixed(Instant.ofEpochSecond(1_800_000_000L), ZoneOffset.UTC);
        Signer signer = new Signer(Optional.of(Secret.of(SECRET)), clock);
        assertThat(signer.headers("{\"username\":\"u\"}".getBytes(StandardCharsets.UTF_8)))
                .containsEntry("Stagedoor-Timestamp", "1800000000")
                .containsEntry("Stagedoor-Signature", "v1=" + OPENSSL);
    }

    @Test
    void covers_what_is_sent_to_both_end_points() throws Exception {
        try (TestBackend backend = new TestBackend(asked -> TestBackend.yes())) {
            RoundTripAuthenticator authenticator =
                    RoundTripFixtures.authenticator(settings(backend, "signingSecret", SECRET));
            authenticator.authorize(publish("J\u00fcrgen"));
            authenticator.ended(publish("J\u00fcrgen"));
            eventually("told", () -> backend.asked.size() == 2);
            authenticator.close();
            for (TestBackend.Asked asked : backend.asked) {
                String timestamp = asked.headers().getFirst(Signer.TIMESTAMP);
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
                byte[] expected = mac.doFinal((timestamp + "." + asked.body()).getBytes(StandardCharsets.UTF_8));
                assertThat(asked.headers().getFirst(Signer.SIGNATURE))
                        .isEqualTo("v1=" + HexFormat.of().formatHex(expected));
                assertThat(Long.parseLong(timestamp))
                        .isCloseTo(Instant.now().getEpochSecond(), org.assertj.core.data.Offset.offset(300L));
            }
        }
    }
}
