package io.stagedoor.core.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a hundred thousand tickets of an identity provider's tokens take in memory. */
class FiguresTest {

    private static final int MANY = 100_000;
    private static final double BYTES_EACH = 200;

    @Test
    void a_ticket_takes_two_hundred_bytes_at_most() {
        assertThat(BenchedTickets.bytesEach(MANY)).isLessThanOrEqualTo(BYTES_EACH);
    }
}
