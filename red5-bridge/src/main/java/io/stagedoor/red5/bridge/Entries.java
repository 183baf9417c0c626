package io.stagedoor.red5.bridge;

import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.red5.bridge.connection.ConnectionType;
import io.stagedoor.red5.hook.Rtmpt;
import java.time.Clock;
import java.util.Optional;
import org.red5.server.api.IConnection;

/** Begins the audit entry of a decision about a connection of Red5. */
final class Entries {

    private Entries() {}

    /**
     * An entry with the connection's id, address and protocol.
     *
     * @param type of the connection; empty if it is not known
     */
    static AuditEntry begin(Clock clock, String action, IConnection connection, Optional<ConnectionType> type) {
        AuditEntry entry =
                new AuditEntry(clock, action).as(Rtmpt.idOf(connection)).from(connection.getRemoteAddress());
        type.map(ConnectionType::protocol).ifPresent(entry::over);
        return entry;
    }
}
