package io.stagedoor.red5.bridge.gate;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Grant;
import io.stagedoor.core.client.Admission;
import io.stagedoor.core.settings.Refresh;
import org.red5.server.api.IConnection;

/**
 * The facts on a client that its application sees, as attributes of its connection. They are written for applications and never read back:
 * a client can write any attribute itself.
 */
final class Attributes {

    private static final String USERNAME = "username";
    private static final String SUBJECT = "sub";

    /** What the application needs to send new tokens for the client. Nobody else sees a value. */
    private static final String REFRESH_ID = "stagedoorRefreshId";

    private Attributes() {}

    /** The id of the session that a client is let in with, if it has one. */
    static void write(IConnection connection, Admission admission) {
        admission
                .session()
                .flatMap(session -> Refresh.of(session).told())
                .ifPresent(id -> connection.setAttribute(REFRESH_ID, id));
    }

    static void write(IConnection connection, ConnectRequest request, Grant grant) {
        request.credentials().username().ifPresent(username -> connection.setAttribute(USERNAME, username));
        write(connection, grant);
    }

    /** A subject that nobody has proven is not shown as one. */
    static void write(IConnection connection, Grant grant) {
        if (grant.isProven() && !grant.subject().isEmpty()) {
            connection.setAttribute(SUBJECT, grant.subject());
        }
        grant.attributes().forEach((name, value) -> {
            if (!name.equals(Grant.UNPROVEN)) {
                connection.setAttribute(name, value);
            }
        });
    }
}
