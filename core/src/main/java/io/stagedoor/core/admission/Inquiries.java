package io.stagedoor.core.admission;

import io.stagedoor.auth.Protocol;
import io.stagedoor.core.audit.Audit;
import java.time.Clock;

/** Begins to judge requests that get one answer and belong to no connection, such as HTTP requests. Thread-safe. */
public final class Inquiries {

    private final Requests requests;
    private final Audit audit;
    private final Clock clock;

    Inquiries(Requests requests, Audit audit, Clock clock) {
        this.requests = requests;
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
        return new Inquiry(requests, door, audit, clock, action, protocol, address);
    }
}
