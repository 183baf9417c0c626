package io.stagedoor.auth.jwt.internal;

import static io.stagedoor.auth.jwt.internal.JwtFixtures.authenticator;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.refusal;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.request;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.withClaims;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Reason;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class JwtAuthenticatorTest {

    @Test
    void refuses_everyone_until_it_is_configured() {
        JwtAuthenticator authenticator = new JwtAuthenticator(JwtFixtures.CLOCK);
        authenticator.inForce().complain("jwtSecret: is missing; set it");
        assertThat(authenticator.authenticate(request(withClaims(""))))
                .isEqualTo(new Decision.Unavailable("not configured: jwtSecret: is missing; set it"));
        assertThat(authenticator.problem()).contains("jwtSecret: is missing; set it");
        assertThat(authenticator).hasToString("JwtAuthenticator[problem=jwtSecret: is missing; set it]");
    }

    @Test
    void whatever_is_thrown_below_is_a_refusal_that_repeats_nothing() {
        for (Throwable thrown :
                new Throwable[] {new IllegalStateException("cAnArY"), new StackOverflowError(), new OutOfMemoryError()
                }) {
            JwtAuthenticator authenticator = authenticator(new ThrowingClock(() -> thrown));
            Decision decision = authenticator.authenticate(request(withClaims("")));
            assertThat(refusal(decision)).contains(Reason.MALFORMED_TOKEN);
            assertThat(decision.toString()).doesNotContain("cAnArY");
        }
    }

    /** Classes are missing only while a bundle is being replaced: whoever called then asks the new one. */
    @Test
    void missing_classes_are_not_the_tokens_fault() {
        JwtAuthenticator authenticator = authenticator(new ThrowingClock(() -> new NoClassDefFoundError("x")));
        assertThatThrownBy(() -> authenticator.authenticate(request(withClaims(""))))
                .isInstanceOf(NoClassDefFoundError.class);
    }

    private static final class ThrowingClock extends Clock {
        private final Supplier<Throwable> thrown;

        ThrowingClock(Supplier<Throwable> thrown) {
            this.thrown = thrown;
        }

        @Override
        public Instant instant() {
            return throwUnchecked(thrown.get());
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private static <T, E extends Throwable> T throwUnchecked(Throwable thrown) throws E {
            throw (E) thrown;
        }

        @Override
        public ZoneId getZone() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
