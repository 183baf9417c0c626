package io.stagedoor.auth.simple.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.support.Logged;
import io.stagedoor.auth.support.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ComplaintsTest {

    @RegisterExtension
    final Logged logged = new Logged();

    @Test
    void problems_without_end_do_not_fill_the_log() {
        Complaints complaints = new Complaints(() -> 0);
        for (int i = 0; i < 1000; i++) {
            complaints.tell("users.cfg", null, "problem " + i, Report.Effect.LAST_GOOD);
        }
        assertThat(logged.text().split("ERROR", -1)).hasSize(11);
    }
}
