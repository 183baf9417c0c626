package io.stagedoor.core.question;

import io.stagedoor.auth.Protocol;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.client.Door;
import io.stagedoor.core.start.Starting;
import java.time.Clock;

/** Begins to judge requests that get one answer and belong to no connection, such as HTTP requests. Thread-safe. */
public final class Inquiries {

    private final Requests requests;
    private final Starting starting;
    private final Shadowing shadowing;
    private final TicketOffice tickets;
    private final Audit audit;
    private final Clock clock;

    public Inquiries(
            Requests requests, Starting starting, Shadowing shadowing, TicketOffice tickets, Audit audit, Clock clock) {
        this.shadowing = shadowing;
        this.tickets = tickets;
        this.requests = requests;
        this.starting = starting;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Begins to judge a request.
     *
     * @param action how the audit log names what it wants
     * @param protocol by which it comes
     * @param address of the client; empty if not known
     */
    public Inquiry begin(String action, Protocol protocol, String address, Door door) {
        return new Inquiry(requests, starting, shadowing, tickets, door, audit, clock, action, protocol, address);
    }
}
