package io.stagedoor.core.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Holder;
import io.stagedoor.auth.TokenUse;
import io.stagedoor.auth.Transport;
import io.stagedoor.core.revocation.Memory;
import io.stagedoor.core.shared.SharedStateException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TicketsTest {

    private final AtomicLong nanos = new AtomicLong();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };
    private final Memory memory = new Memory();
    private Tickets tickets;

    @BeforeEach
    void start() {
        tickets = server();
        tickets.bindStore(memory);
    }

    private Tickets server() {
        return new Tickets(clock, nanos::get);
    }

    private Ticket ticket(TicketKey key, String subject) {
        return new Ticket(
                "live",
                "jwt",
                "cafe",
                "sABC",
                Grant.builder(subject)
                        .actions(Set.of(Action.PUBLISH))
                        .transports(Set.of(Transport.RTMP))
                        .holder(Holder.builder().subject(subject).tokenId("t").build())
                        .stream("s1")
                        .use(TokenUse.oneClient(key.use()))
                        .build(),
                now.plusSeconds(60),
                now);
    }

    private TicketKey added(String subject) {
        TicketKey key = TicketKey.random().key();
        assertThat(tickets.add(key, ticket(key, subject))).isCompleted();
        return key;
    }

    private Throwable refused(String subject) {
        TicketKey key = TicketKey.random().key();
        try {
            tickets.add(key, ticket(key, subject)).toCompletableFuture().join();
        } catch (CompletionException e) {
            assertThat(tickets.find(key)).isNull();
            return e.getCause();
        }
        throw new AssertionError("added");
    }

    @Test
    void what_was_added_is_found_here_by_other_servers_and_after_a_restart() {
        Tickets other = server();
        other.bindStore(memory);
        TicketKey key = added("bob");

        assertThat(tickets.find(key)).isEqualTo(ticket(key, "bob"));
        assertThat(other.find(key)).isEqualTo(ticket(key, "bob"));
        Tickets after = server();
        after.bindStore(memory);
        assertThat(after.find(key)).isEqualTo(ticket(key, "bob"));
        assertThat(tickets.find(TicketKey.random().key())).isNull();
        assertThat(memory.ttls).containsEntry(key.id(), Duration.ofSeconds(60));
    }

    @Test
    void what_is_taken_out_is_found_nowhere() {
        Tickets other = server();
        other.bindStore(memory);
        TicketKey key = added("bob");
        TicketKey stays = added("bob");

        assertThat(tickets.remove(key)).isCompletedWithValue(true);
        assertThat(tickets.remove(key)).isCompletedWithValue(false);
        assertThat(tickets.find(key)).isNull();
        assertThat(other.find(key)).isNull();
        assertThat(other.find(stays)).isNotNull();
        assertThat(memory.values).containsOnlyKeys(stays.id());
    }

    @Test
    void nobody_can_tell_until_all_have_been_read() {
        TicketKey key = added("bob");
        Tickets after = server();
        assertThat(after.unknown()).isPresent();
        memory.problem = Optional.of("the disk is full");
        after.bindStore(memory);
        assertThat(after.unknown().orElseThrow()).contains("the disk is full");
        memory.problem = Optional.empty();
        after.tick();
        assertThat(after.unknown()).isEmpty();
        assertThat(after.find(key)).isNotNull();
    }

    @Test
    void what_cannot_be_kept_is_no_ticket() {
        memory.problem = Optional.of("the disk is full");
        assertThat(refused("bob")).isInstanceOf(SharedStateException.class).hasMessage("the disk is full");
        memory.problem = Optional.empty();
        assertThat(tickets.size()).isZero();
        TicketKey key = TicketKey.random().key();
        Ticket large = ticket(key, "x".repeat(200));
        Grant.Builder grant = large.grant().toBuilder().attributes(java.util.Map.of("a", "y".repeat(4096)));
        assertThat(tickets.add(key, new Ticket("live", "jwt", "", "", grant.build(), large.end(), large.since())))
                .isCompletedExceptionally();
    }

    @Test
    void a_subject_has_so_many_at_most_and_all_together_so_many() {
        for (int i = 0; i < Tickets.MOST_OF_SUBJECT; i++) {
            added("bob");
        }
        assertThat(refused("bob")).isInstanceOf(Tickets.FullException.class);
        added("ann");
        // Those that have ended are none.
        now = now.plusSeconds(60);
        added("bob");

        tickets = new Tickets(clock, nanos::get, false, 3);
        tickets.bindStore(new Memory());
        added("a");
        added("b");
        added("c");
        assertThat(refused("d")).isInstanceOf(Tickets.FullException.class);
    }

    @Test
    void what_has_ended_goes_with_the_next_reading() {
        TicketKey key = added("bob");
        now = now.plusSeconds(60);
        assertThat(tickets.find(key)).isNotNull();
        assertThat(tickets.newest(10)).isEmpty();
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        tickets.tick();
        assertThat(tickets.find(key)).isNull();
        assertThat(tickets.size()).isZero();
    }

    @Test
    void what_comes_and_goes_while_all_are_read_is_not_lost() {
        TicketKey goes = added("bob");
        TicketKey[] comes = new TicketKey[1];
        memory.amidst = () -> {
            comes[0] = added("ann");
            tickets.remove(goes);
        };
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        tickets.tick();
        assertThat(tickets.find(comes[0])).isNotNull();
        assertThat(tickets.find(goes)).isNull();
    }

    @Test
    void what_another_version_wrote_keeps_nobody_else_out() {
        memory.values.put(TicketKey.random().key().id(), new byte[] {9});
        memory.values.put("no-id", new byte[] {1});
        TicketKey key = added("bob");
        Tickets after = server();
        after.bindStore(memory);
        assertThat(after.unknown()).isEmpty();
        assertThat(after.find(key)).isNotNull();
        assertThat(after.size()).isOne();
    }

    @Test
    void what_another_version_announces_is_read_soon() {
        memory.deaf = true;
        TicketKey key = TicketKey.random().key();
        tickets.add(key, ticket(key, "bob"));
        Tickets other = server();
        other.bindStore(memory);
        memory.deaf = false;
        assertThat(other.remove(key)).isCompleted();
        memory.announce(Tickets.KIND, new byte[] {'?'});
        tickets.tick();
        assertThat(tickets.find(key)).isNull();
    }

    @Test
    void operators_find_one_by_the_beginning_of_its_id() {
        TicketKey key = added("bob");
        added("ann");
        assertThat(tickets.beginning(key.id().substring(0, 7))).isEmpty();
        assertThat(tickets.beginning(key.id().substring(0, 8)))
                .singleElement()
                .satisfies(known -> assertThat(known.id()).isEqualTo(key.id()));
    }

    @Test
    void thousands_are_found_while_others_go() {
        TicketKey[] keys = new TicketKey[5000];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = added("subject-" + i);
        }
        for (int i = 0; i < keys.length; i += 2) {
            tickets.remove(keys[i]);
        }
        for (int i = 0; i < keys.length; i++) {
            Ticket found = tickets.find(keys[i]);
            assertThat(found == null ? "" : found.grant().subject()).isEqualTo(i % 2 == 0 ? "" : "subject-" + i);
        }
        assertThat(tickets.size()).isEqualTo(keys.length / 2);
    }
}
