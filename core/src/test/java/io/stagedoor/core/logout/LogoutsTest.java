package io.stagedoor.core.logout;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Holder;
import io.stagedoor.auth.LogoutVerifier;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.turn.Failures;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.revocation.Memory;
import io.stagedoor.core.revocation.Revocations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of logout tokens that were verified, and of those that were not. */
class LogoutsTest {

    private static final String ISSUER = "https://idp.example";
    private static final Optional<Secret> TOKEN = Optional.of(Secret.of("a.b.c"));

    @TempDir
    private Path home;

    private final Memory memory = new Memory();
    private final Revocations revocations = memory.revocations();
    private final AtomicLong nanos = new AtomicLong();
    private final Instant now = Instant.now();
    private LogoutVerifier.Answer answer = ended("j1", Optional.of("s1"), Optional.of("jane"));
    private Audit audit;
    private Logouts logouts;

    @BeforeEach
    void begin() {
        audit = Audits.in(home);
        logouts = new Logouts(revocations, audit, Clock.systemUTC(), nanos::get);
        logouts.bindStore(memory);
        logouts.bindVerifier(token -> answer);
    }

    @AfterEach
    void end() throws Exception {
        Audits.close(audit);
    }

    private LogoutVerifier.Ended ended(String id, Optional<String> session, Optional<String> subject) {
        return new LogoutVerifier.Ended(ISSUER, id, session, subject, now, now.plus(Duration.ofHours(1)));
    }

    private Logouts.Answer logout() {
        return logouts.logout("live", "192.0.2.1", TOKEN);
    }

    private boolean isOut(Holder holder) {
        return revocations
                        .revoked()
                        .find(
                                holder.issuer().orElse(""),
                                holder.tokenId().orElse(""),
                                holder.keyId().orElse(""),
                                holder.sessionId().orElse(""),
                                holder.subject().orElse(""),
                                holder.issuedAt().orElseThrow().getEpochSecond())
                != null;
    }

    private static Holder.Builder of(String issuer) {
        return Holder.builder().issuer(issuer);
    }

    @Test
    void a_session_is_revoked_with_its_issuer_and_nobody_else() {
        assertThat(logout()).isEqualTo(Logouts.Answer.DONE);
        Instant before = now.minusSeconds(60);
        assertThat(isOut(of(ISSUER)
                        .subject("jane")
                        .sessionId("s1")
                        .issuedAt(before)
                        .build()))
                .isTrue();
        assertThat(isOut(of(ISSUER)
                        .subject("jane")
                        .sessionId("s2")
                        .issuedAt(before)
                        .build()))
                .as("another session of the same subject")
                .isFalse();
        assertThat(isOut(of("https://other.example")
                        .sessionId("s1")
                        .issuedAt(before)
                        .build()))
                .as("a session of another issuer with the same id")
                .isFalse();
    }

    @Test
    void a_subject_is_revoked_as_of_the_logout_if_no_session_is_named() {
        answer = ended("j1", Optional.empty(), Optional.of("jane"));
        assertThat(logout()).isEqualTo(Logouts.Answer.DONE);
        assertThat(isOut(of(ISSUER)
                        .subject("jane")
                        .issuedAt(now.minusSeconds(60))
                        .build()))
                .isTrue();
        assertThat(isOut(of(ISSUER).subject("jane").issuedAt(now.plusSeconds(2)).build()))
                .as("a new login")
                .isFalse();
        assertThat(isOut(of("https://other.example")
                        .subject("jane")
                        .issuedAt(now.minusSeconds(60))
                        .build()))
                .isFalse();
        assertThat(isOut(
                        of(ISSUER).subject("ben").issuedAt(now.minusSeconds(60)).build()))
                .isFalse();
    }

    @Test
    void a_token_counts_once() {
        assertThat(logout()).isEqualTo(Logouts.Answer.DONE);
        assertThat(logout()).isEqualTo(Logouts.Answer.REFUSED);
        answer = new LogoutVerifier.Ended(
                "https://other.example", "j1", Optional.of("s1"), Optional.empty(), now, now.plusSeconds(60));
        assertThat(logout()).as("the same jti of another issuer").isEqualTo(Logouts.Answer.DONE);
        assertThat(memory.claims.keySet()).noneMatch(key -> key.contains("j1"));
    }

    @Test
    void a_token_that_could_not_be_kept_is_not_used_up() {
        memory.problem = Optional.of("the disk is full");
        assertThat(logout()).isEqualTo(Logouts.Answer.UNAVAILABLE);
        assertThat(isOut(of(ISSUER).sessionId("s1").issuedAt(now).build())).isFalse();
        memory.problem = Optional.empty();
        assertThat(logout()).isEqualTo(Logouts.Answer.DONE);
    }

    @Test
    void what_nobody_can_tell_is_to_be_sent_again_and_is_no_failure_of_the_sender() {
        answer = new LogoutVerifier.Unknown("no keys");
        for (int i = 0; i < 2 * Failures.MOST; i++) {
            assertThat(logout()).isEqualTo(Logouts.Answer.UNAVAILABLE);
        }
        Logouts alone = new Logouts(revocations, audit, Clock.systemUTC(), nanos::get);
        alone.bindStore(memory);
        assertThat(alone.logout("live", "192.0.2.1", TOKEN)).isEqualTo(Logouts.Answer.UNAVAILABLE);
    }

    @Test
    void a_verifier_that_fails_is_not_the_senders_fault() {
        logouts.bindVerifier(token -> {
            throw new IllegalStateException("a test's verifier");
        });
        answer = new LogoutVerifier.Refused(Reason.BAD_SIGNATURE, "no key");
        assertThat(logout()).isEqualTo(Logouts.Answer.UNAVAILABLE);
    }

    @Test
    void the_one_of_several_that_knows_the_issuer_decides() {
        answer = new LogoutVerifier.Refused(Reason.BAD_SIGNATURE, "no key");
        logouts.bindVerifier(token -> ended("j1", Optional.of("s1"), Optional.empty()));
        assertThat(logout()).isEqualTo(Logouts.Answer.DONE);
    }

    @Test
    void whoever_sends_too_much_that_is_wrong_waits_and_others_do_not() {
        answer = new LogoutVerifier.Refused(Reason.BAD_SIGNATURE, "no key");
        for (int i = 0; i < Failures.MOST; i++) {
            assertThat(logouts.logout("live", "2001:db8::" + i, i % 2 == 0 ? TOKEN : Optional.empty()))
                    .isEqualTo(Logouts.Answer.REFUSED);
        }
        answer = ended("j1", Optional.of("s1"), Optional.empty());
        assertThat(logouts.logout("live", "2001:db8::ffff", TOKEN)).isEqualTo(Logouts.Answer.TOO_MANY);
        assertThat(logouts.logout("live", "2001:db8:0:1::1", TOKEN)).isEqualTo(Logouts.Answer.DONE);
        nanos.addAndGet(Failures.WINDOW.toNanos());
        answer = ended("j2", Optional.of("s2"), Optional.empty());
        assertThat(logouts.logout("live", "2001:db8::ffff", TOKEN)).isEqualTo(Logouts.Answer.DONE);
    }

    @Test
    void the_audit_log_says_what_ended_and_no_id() throws Exception {
        logout();
        Audits.close(audit);
        String line = Files.readString(home.resolve("log").resolve("audit.log"));
        assertThat(line)
                .contains("\"action\":\"logout\"", "back-channel logout at live", "one session of issuer " + ISSUER)
                .doesNotContain("s1", "j1", "a.b.c");
        audit = Audits.in(home);
    }
}
