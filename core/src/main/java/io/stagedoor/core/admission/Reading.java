package io.stagedoor.core.admission;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Reason;
import io.stagedoor.core.carrier.ClientParameters;
import io.stagedoor.core.routing.Insiders;

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

    /** A refusal of a client of which nothing was read. */
    public static Reading refuse(Reason reason, String detail) {
        return new Reading(null, "", reason, detail, Credentials.NONE);
    }

    /** A refusal of a client that showed something. */
    public static Reading refuse(Reason reason, String detail, ClientParameters parameters) {
        return new Reading(null, "", reason, detail, parameters.credentials());
    }

    /**
     * A request of what was gathered from all carriers; one of a member of the cluster, if that is what the client says it is.
     *
     * @param connect of the client, without credentials
     */
    public static Reading of(ConnectRequest connect, ClientParameters parameters) {
        Reading reading = later(connect, parameters);
        return reading.request() == null
                ? reading
                : parameters
                        .clusterSecret()
                        .map(secret -> new Reading(
                                reading.request().with(Credentials.of(null, secret, null)),
                                Insiders.CLUSTER,
                                null,
                                "",
                                reading.shown()))
                        .orElse(reading);
    }

    /** A request of a client that has come in already, with what it says now. Nobody becomes a member of the cluster so late. */
    public static Reading later(ConnectRequest connect, ClientParameters parameters) {
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
    public Reading as(String other) {
        return new Reading(request, other, refusal, detail, shown);
    }
}
