package io.stagedoor.red5.bridge.protocol;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.carrier.ClientParameters;
import io.stagedoor.core.routing.Insiders;
import io.stagedoor.red5.hook.Rtmpt;
import java.time.Instant;
import org.red5.server.api.IConnection;

/**
 * What came of reading a connect.
 *
 * @param request {@code null} if it is refused
 * @param insider what the configuration itself says of the client, see {@link Insiders}; empty for a client that authenticators are
 *     asked about
 * @param refusal {@code null} if there is a request
 * @param detail for the audit log
 * @param shown what the client shows to prove who it is, be it refused or not
 */
public record Reading(ConnectRequest request, String insider, Reason refusal, String detail, Credentials shown) {

    static Reading refuse(Reason reason, String detail, ClientParameters parameters) {
        return new Reading(null, "", reason, detail, parameters.credentials());
    }

    /** A request of what was gathered from all carriers; one of a member of the cluster, if that is what the client says it is. */
    static Reading of(
            IConnection connection,
            Protocol protocol,
            StreamPath path,
            ClientParameters parameters,
            String agent,
            Instant deadline) {
        if (parameters.refusal().isPresent()) {
            return refuse(parameters.refusal().get(), parameters.flaw(), parameters);
        }
        ConnectRequest request = new ConnectRequest(
                Rtmpt.idOf(connection),
                protocol,
                path,
                parameters.credentials(),
                connection.getRemoteAddress() == null ? "" : connection.getRemoteAddress(),
                agent,
                parameters.others(),
                deadline);
        Credentials shown = parameters.credentials();
        return parameters
                .clusterSecret()
                .map(secret -> new Reading(
                        request.with(Credentials.of(null, secret, null)), Insiders.CLUSTER, null, "", shown))
                .orElseGet(() -> new Reading(request, "", null, "", shown));
    }

    /** A request of a client that has come in already, with what it says now. Nobody becomes a member of the cluster so late. */
    static Reading of(ConnectRequest connect, ClientParameters parameters) {
        if (parameters.refusal().isPresent()) {
            return refuse(parameters.refusal().get(), parameters.flaw(), parameters);
        }
        ConnectRequest request = new ConnectRequest(
                connect.connectionId(),
                connect.protocol(),
                connect.path(),
                parameters.credentials(),
                connect.remoteAddress(),
                connect.userAgent(),
                parameters.others(),
                connect.deadline());
        return new Reading(request, "", null, "", parameters.credentials());
    }

    /** The same for a client that the configuration itself knows. */
    Reading as(String other) {
        return new Reading(request, other, refusal, detail, shown);
    }
}
