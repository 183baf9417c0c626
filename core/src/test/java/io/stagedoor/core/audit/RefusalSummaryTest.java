package io.stagedoor.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Reason;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RefusalSummaryTest {

    private final RefusalSummary summary = new RefusalSummary();

    /** All that a client chooses is another one in each of them. */
    private static AuditEvent event(int client, String application, String reason) {
        return new AuditEvent(
                Instant.ofEpochSecond(client),
                "connection" + client,
                "10.0." + client / 256 + "." + client % 256,
                "RTMP",
                application,
                "room" + client,
                "stream" + client,
                "connect",
                "",
                "subject" + client,
                "users",
                1,
                "",
                "deny",
                reason,
                "detail" + client,
                1);
    }

    @Test
    void nothing_that_clients_choose_is_counted_apart() {
        for (int i = 0; i < 10_000; i++) {
            summary.count(event(i, "live", Reason.EXPIRED.name()));
            summary.count(event(i, "live", Reason.BAD_CREDENTIALS.name()));
            summary.count(event(i, "chat", Reason.EXPIRED.name()));
        }
        assertThat(summary.kinds()).isEqualTo(3);
        summary.report();
        assertThat(summary.kinds()).isEqualTo(3);
    }
}
