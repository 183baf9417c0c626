package io.stagedoor.core.ticket;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Holder;
import io.stagedoor.auth.TokenUse;
import io.stagedoor.auth.Transport;
import io.stagedoor.core.revocation.Memory;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/** Tickets in any number, as they are read from a store. */
public final class BenchedTickets {

    private static final Instant END = Instant.parse("2100-01-01T00:00:00Z");
    private static final int COLLECTIONS = 4;

    private final Tickets tickets = new Tickets(Clock.systemUTC(), System::nanoTime);
    private final Memory store = new Memory();

    /** The tickets; nobody knows whether there are any before {@link #read}. */
    public Tickets tickets() {
        return tickets;
    }

    /**
     * Adds a ticket.
     *
     * @param basis as of {@link Ticket#basis}
     * @param grant what it stands for, without the use of the ticket
     * @return the ticket
     */
    public String add(String application, String authenticator, String basis, Grant grant) {
        TicketKey.Made made = TicketKey.random();
        Grant whole =
                grant.toBuilder().use(TokenUse.oneClient(made.key().use())).build();
        Ticket ticket = new Ticket(application, authenticator, "", basis, whole, END, Instant.EPOCH);
        store.values.put(made.key().id(), Packed.of(ticket).whole());
        return made.text().reveal();
    }

    /** Reads all. */
    public void read() {
        tickets.bindStore(store);
    }

    /** The bytes of the heap that each of so many tickets takes, of tokens as an identity provider makes them. */
    public static double bytesEach(int count) {
        TicketKey[] keys = new TicketKey[count];
        for (int i = 0; i < count; i++) {
            keys[i] = TicketKey.random().key();
        }
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        TicketTable table = new TicketTable();
        long before = used();
        for (int i = 0; i < count; i++) {
            Ticket ticket = ofProvider(keys[i], i, now);
            table.put(keys[i], Packed.of(ticket), ticket.owner());
        }
        double each = (used() - before) / (double) count;
        if (table.size() != count || table.find(keys[count - 1]) == null) {
            throw new IllegalStateException("not all tickets are there");
        }
        return each;
    }

    private static Ticket ofProvider(TicketKey key, int number, Instant now) {
        Grant grant = Grant.builder("user-" + number)
                .actions(Set.of(Action.PUBLISH))
                .transports(EnumSet.allOf(Transport.class))
                .rooms(Set.of(""))
                .holder(Holder.builder()
                        .subject("user-" + number)
                        .issuer("https://login.example.org/realms/live")
                        .tokenId(UUID.randomUUID().toString())
                        .sessionId(UUID.randomUUID().toString())
                        .keyId("q8RkP3v0sUqT1m9WcXbLr27AgkZ3v0sUqT1m9WcXbL")
                        .issuedAt(now)
                        .build())
                .stream("stream-" + number)
                .use(TokenUse.oneClient(key.use()))
                .build();
        return new Ticket(
                "live",
                "live-jwt",
                "0123456789abcdef0123456789abcdef",
                "i0123456789abcdef012345",
                grant,
                now.plusSeconds(3600),
                now);
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
