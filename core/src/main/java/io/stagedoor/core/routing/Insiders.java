package io.stagedoor.core.routing;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.Transport;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.ClusterMembership;
import io.stagedoor.core.settings.Deciders;
import io.stagedoor.core.settings.InsiderSettings;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Judges clients by configuration alone, without an authenticator: members of the cluster, sources of MPEG-TS, and
 * the server's own restreamers. Instead of the name of an authenticator, such a client has the name of the property
 * in brackets.
 */
public final class Insiders {

    /** Knows the cluster's secret, or says so. */
    public static final String CLUSTER = "[clusterSecret]";

    /** Has nothing but an address. */
    public static final String SOURCES = "[mpegtsSources]";

    /** Is the server itself. */
    public static final String RESTREAMERS = "[allowRestreamers]";

    private Insiders() {}

    /** Whether it is a name of these, which no authenticator can have in a configuration. */
    public static boolean isInsider(String authenticator) {
        return Deciders.isReserved(authenticator);
    }

    /**
     * Judges one.
     *
     * @param insider one of the names above
     * @param request with the secret, as password, if the client claims to know it
     * @param secret the server's; empty if none is configured
     */
    public static Outcome judge(
            Route route, String insider, ConnectRequest request, Optional<ClusterMembership> secret) {
        ApplicationSettings settings = route.settings().orElseThrow();
        Decision decision = switch (insider) {
            case CLUSTER -> member(request, secret);
            case SOURCES ->
                settings.insiders().mpegtsSources().contains(request.remoteAddress())
                        ? publisher(request.remoteAddress(), Transport.MPEGTS)
                        : new Decision.Deny(
                                Reason.NO_CREDENTIALS, InsiderSettings.SOURCES + " does not list the address");
            case RESTREAMERS ->
                settings.insiders().allowRestreamers()
                        ? publisher("restreamer", Transport.RTMP)
                        : new Decision.Deny(
                                Reason.NO_CREDENTIALS,
                                InsiderSettings.RESTREAMERS + "=false, and the client sent no clusterSecret");
            default -> new Decision.Unavailable("no rule for " + insider);
        };
        return new Outcome(decision, insider, route.generation(), "");
    }

    private static Decision member(ConnectRequest request, Optional<ClusterMembership> secret) {
        if (secret.isEmpty()) {
            return new Decision.Deny(Reason.BAD_CREDENTIALS, "clusterSecret is not configured");
        }
        if (!secret.get().isThere()) {
            return new Decision.Unavailable("clusterSecretFile cannot be used; the server's log says why");
        }
        String presented = request.credentials().password().map(Secret::reveal).orElse("");
        return secret.get().matches(presented)
                ? new Decision.Allow(Grant.everything("cluster"))
                : new Decision.Deny(Reason.BAD_CREDENTIALS, "wrong clusterSecret");
    }

    private static Decision publisher(String subject, Transport transport) {
        return new Decision.Allow(Grant.builder(subject)
                .actions(EnumSet.of(Action.PUBLISH))
                .transports(Set.of(transport))
                .build());
    }

    /** What the decision on one rests on, as {@link Basis} has it for others. */
    public static String basis(Route route, String insider, Optional<ClusterMembership> secret) {
        String on = route.settings()
                .map(settings -> switch (insider) {
                    case CLUSTER -> secret.map(ClusterMembership::fingerprint).orElse("");
                    case SOURCES ->
                        settings.asks(Protocol.MPEGTS) + " "
                                + settings.insiders().mpegtsSources();
                    default -> String.valueOf(settings.insiders().allowRestreamers());
                })
                .orElse("");
        return insider + " " + on;
    }
}
