package io.stagedoor.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.cli.demo.Visitors.Visit;
import io.stagedoor.cli.rtmp.Answer;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VisitTest {

    private static final Answer IN = new Answer(true, "NetConnection.Connect.Success", "");
    private static final Answer OUT = new Answer(false, "NetConnection.Connect.Rejected", "");

    private static Optional<Audited> audited(boolean allowed, String reason) {
        return Optional.of(new Audited(Instant.EPOCH, allowed, reason, "live-jwt", 1, "31.1"));
    }

    @Test
    void who_came_in_was_let_in_by_the_one_that_should_decide() {
        assertThat(new Visit(IN, audited(true, "GRANTED")).allowed("live-jwt")).isTrue();
        assertThat(new Visit(IN, audited(true, "GRANTED")).allowed("live-users"))
                .isFalse();
        assertThat(new Visit(IN, audited(true, "FAIL_OPEN")).allowed("live-jwt"))
                .isFalse();
        assertThat(new Visit(IN, audited(false, "EXPIRED")).allowed("live-jwt")).isFalse();
        assertThat(new Visit(IN, Optional.empty()).allowed("live-jwt")).isFalse();
        assertThat(new Visit(OUT, audited(true, "GRANTED")).allowed("live-jwt")).isFalse();
    }

    @Test
    void who_stayed_out_was_refused_for_the_reason_that_should_be() {
        assertThat(new Visit(OUT, audited(false, "EXPIRED")).refused("EXPIRED")).isTrue();
        assertThat(new Visit(OUT, audited(false, "UNAVAILABLE")).refused("EXPIRED"))
                .isFalse();
        assertThat(new Visit(OUT, Optional.empty()).refused("EXPIRED")).isFalse();
        assertThat(new Visit(IN, audited(false, "EXPIRED")).refused("EXPIRED")).isFalse();
        assertThat(new Visit(new Answer(false, Answer.CLOSED, ""), audited(false, "EXPIRED")).refused("EXPIRED"))
                .isFalse();
    }

    @Test
    void says_why() {
        assertThat(new Visit(IN, audited(true, "GRANTED")).outcome())
                .isEqualTo("NetConnection.Connect.Success by live-jwt");
        assertThat(new Visit(OUT, audited(false, "EXPIRED")).outcome())
                .isEqualTo("NetConnection.Connect.Rejected: EXPIRED");
        assertThat(new Visit(OUT, Optional.empty()).outcome()).contains("not in the audit log");
    }
}
