package io.stagedoor.core.client;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Reason;
import io.stagedoor.core.carrier.ClientParameters;
import io.stagedoor.core.routing.Insiders;
import io.stagedoor.core.routing.Outcome;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
public record Reading(
        @Nullable ConnectRequest request,
        String insider,
        @Nullable Reason refusal,
        String detail,
        Credentials shown) {

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
        ConnectRequest request = reading.request();
        return request == null
                ? reading
                : parameters
                        .clusterSecret()
                        .map(secret -> new Reading(
                                request.with(Credentials.of(null, secret, null)),
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
        ConnectRequest request = connect.toBuilder()
                .credentials(parameters.credentials())
                .parameters(parameters.others())
                .build();
        return new Reading(request, "", null, "", parameters.credentials());
    }

    /** The refusal; only if there is no request. */
    public Outcome refused(long generation) {
        return Outcome.deny(Objects.requireNonNull(refusal, "refusal"), detail, generation);
    }

    /** The same of a source that has nothing but an address: the configuration itself knows it. */
    public Reading asSource() {
        return as(Insiders.SOURCES);
    }

    /** The same of the server itself, unless it shows the secret of the cluster. */
    public Reading asRestreamer() {
        return insider.isEmpty() ? as(Insiders.RESTREAMERS) : this;
    }

    private Reading as(String other) {
        return new Reading(request, other, refusal, detail, shown);
    }
}
