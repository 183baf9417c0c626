package io.stagedoor.core.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Holder;
import io.stagedoor.auth.TokenUse;
import io.stagedoor.auth.Transport;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PackedTest {

    private static final TicketKey KEY = TicketKey.random().key();
    private static final Instant END = Instant.parse("2030-01-01T00:00:00.123Z");
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");

    private static Ticket ticket(Grant grant) {
        return new Ticket("live", "jwt", "cafe", "sABC", grant, END, SINCE);
    }

    private static Grant.Builder plain(String subject) {
        return Grant.builder(subject)
                .actions(Set.of(Action.PUBLISH))
                .transports(Set.of(Transport.RTMP))
                .use(TokenUse.oneClient(KEY.use()));
    }

    private static Ticket read(byte[] whole) {
        Packed packed = Packed.of(KEY, whole);
        return Packed.ticket(KEY, Packed.Common.of(packed.common()), packed.own(), 0);
    }

    @Test
    void what_was_written_is_read() {
        Holder holder = Holder.builder()
                .subject("proven")
                .issuer("https://issuer.example")
                .tokenId("j-1")
                .sessionId("s-1")
                .keyId("k-1")
                .issuedAt(SINCE)
                .build();
        List<Grant> grants = List.of(
                plain("").build(),
                plain("zoë").holder(Holder.builder().subject("zoë").build()).build(),
                plain("name").holder(holder).rooms(Set.of("a/b", "c")).build(),
                plain("x")
                        .holder(holder)
                        .actions(Set.of(Action.SUBSCRIBE))
                        .transports(EnumSet.allOf(Transport.class))
                        .rooms(Set.of(""))
                        .stream("a/s1")
                        .expiresAt(END)
                        .endsAt(END)
                        .attributes(Map.of("name", "X", Grant.UNPROVEN, ""))
                        .keepsCredentials(true)
                        .use(TokenUse.once(KEY.use()))
                        .build());
        for (Grant grant : grants) {
            Ticket ticket = ticket(grant);
            assertThat(read(Packed.of(ticket).whole())).isEqualTo(ticket);
        }
    }

    @Test
    void what_is_cut_or_of_another_version_is_not_read() {
        byte[] whole = Packed.of(ticket(plain("bob").stream("s1").build())).whole();
        for (int length = 0; length < whole.length; length++) {
            assertThat(Packed.of(KEY, Arrays.copyOf(whole, length)))
                    .as("%d bytes", length)
                    .isNull();
        }
        assertThat(Packed.of(KEY, Arrays.copyOf(whole, whole.length + 1))).isNull();
        byte[] other = whole.clone();
        other[0]++;
        assertThat(Packed.of(KEY, other)).isNull();
    }

    @Test
    void a_restriction_that_is_not_known_is_not_dropped() {
        Packed packed = Packed.of(ticket(plain("bob").build()));
        byte[] own = packed.own().clone();
        assertThat(own[0]).isNotNegative();
        // A bit that no version has so far, in a number of two bytes.
        byte[] more = new byte[own.length + 1];
        more[0] = (byte) (own[0] | 0x80);
        more[1] = 0x40;
        System.arraycopy(own, 1, more, 2, own.length - 1);
        assertThat(Packed.of(KEY, new Packed(packed.common(), more).whole())).isNull();
    }

    @Test
    void a_ticket_shows_nothing_of_its_holder() {
        assertThat(ticket(plain("bob").stream("s1").build()))
                .asString()
                .doesNotContain("bob")
                .doesNotContain(KEY.id());
    }
}
