package io.stagedoor.red5.bridge.declared;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ValidatorAuthenticatorTest {

    private static Decision judge(Predicate<Map<String, Object>> check, Credentials credentials) {
        return new ValidatorAuthenticator("town/validator", check)
                .authenticate(ConnectRequest.builder("C1", Protocol.RTMP, new StreamPath("town", "", ""), Instant.MAX)
                        .credentials(credentials)
                        .remoteAddress("1.2.3.4")
                        .userAgent("agent")
                        .parameters(Map.of("k", "v"))
                        .build());
    }

    @Test
    void asks_with_what_the_client_sent() {
        AtomicReference<Map<String, Object>> asked = new AtomicReference<>();
        Decision decision = judge(
                call -> {
                    asked.set(call);
                    return true;
                },
                Credentials.of("mayor", "secret", "t"));
        assertThat(asked.get())
                .isEqualTo(Map.of(
                        "connectionId", "C1",
                        "username", "mayor",
                        "password", "secret",
                        "token", "t",
                        "parameters", Map.of("k", "v")));
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Allow.class,
                        allow -> assertThat(allow.grant().subject()).isEqualTo("mayor"));
    }

    @Test
    void a_no_is_a_refusal() {
        assertThat(judge(call -> false, Credentials.of("mayor", "secret", null)))
                .isInstanceOfSatisfying(
                        Decision.Deny.class, deny -> assertThat(deny.reason()).isEqualTo(Reason.BAD_CREDENTIALS));
    }

    @Test
    void without_name_or_password_it_is_not_asked() {
        Predicate<Map<String, Object>> yes = call -> true;
        assertThat(judge(yes, Credentials.NONE)).isInstanceOf(Decision.Abstain.class);
        assertThat(judge(yes, Credentials.of("mayor", null, "t"))).isInstanceOf(Decision.Abstain.class);
        assertThat(judge(yes, Credentials.of(null, "secret", "t"))).isInstanceOf(Decision.Abstain.class);
    }

    @Test
    void whatever_it_throws_is_a_refusal_that_repeats_nothing() {
        for (Throwable thrown :
                new Throwable[] {new IllegalStateException("secret"), new NoClassDefFoundError("secret")}) {
            Decision decision = judge(
                    call -> ValidatorAuthenticatorTest.<RuntimeException>thrown(thrown),
                    Credentials.of("mayor", "secret", null));
            assertThat(decision)
                    .isInstanceOfSatisfying(
                            Decision.Unavailable.class,
                            unavailable -> assertThat(unavailable.detail())
                                    .doesNotContain("secret")
                                    .contains(thrown.getClass().getName()));
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> boolean thrown(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
