package io.stagedoor.core.ending;

import io.stagedoor.auth.Protocol;
import io.stagedoor.core.routing.Basis;
import io.stagedoor.core.routing.Insiders;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.session.Group;
import io.stagedoor.core.settings.ClusterMembership;
import io.stagedoor.core.settings.OnChange;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What sessions would rest on if they began now, for the time of one look: found once for all clients of one kind. For one thread. */
final class Bases {

    private final Router router;
    private final Map<Kind, Optional<Now>> known = new HashMap<>();

    private record Kind(String application, String protocol, String insider) {}

    /**
     * What is in force for clients of one kind.
     *
     * @param route empty for an application whose configuration was removed
     */
    record Now(Optional<Route> route, OnChange onChange, String basis) {}

    Bases(Router router) {
        this.router = router;
    }

    /** What an application does with its clients when things change. */
    OnChange onChange(String application) {
        Optional<Route> route = router.route(application);
        return route.isPresent()
                ? route.get().settings().map(settings -> settings.onChange()).orElse(OnChange.KEEP)
                : router.removedApplication(application).orElse(OnChange.KEEP);
    }

    /**
     * What the sessions of a group would rest on.
     *
     * @param cluster of the front end; asked for only if it matters
     * @return empty where nothing is to be done whatever it is: the application keeps its clients, or the sessions cannot be read
     */
    Optional<Now> of(Group group, Supplier<Optional<ClusterMembership>> cluster) {
        String insider = Insiders.isInsider(group.authenticator()) ? group.authenticator() : "";
        return known.computeIfAbsent(
                new Kind(group.application(), group.protocol(), insider), kind -> now(kind, cluster));
    }

    private Optional<Now> now(Kind kind, Supplier<Optional<ClusterMembership>> cluster) {
        OnChange onChange = onChange(kind.application());
        if (onChange == OnChange.KEEP) {
            return Optional.empty();
        }
        Optional<Route> route = router.route(kind.application());
        return route.isEmpty()
                ? Optional.of(new Now(route, onChange, ""))
                : basis(kind, route.get(), cluster).map(basis -> new Now(route, onChange, basis));
    }

    private static Optional<String> basis(Kind kind, Route route, Supplier<Optional<ClusterMembership>> cluster) {
        if (!kind.insider().isEmpty()) {
            return Optional.of(Insiders.basis(route, kind.insider(), cluster.get()));
        }
        try {
            return Optional.of(Basis.of(route, Protocol.valueOf(kind.protocol())));
        } catch (IllegalArgumentException e) { // of a core that knows more protocols
            return Optional.empty();
        }
    }

    /** Whether clients of a group have to be looked at on what is in force now. */
    boolean isChange(Group group, Now now) {
        return now.route().isEmpty()
                || Basis.isChange(group.basis(), now.basis(), group.authenticator())
                || isRemoved(group.authenticator(), group.basis());
    }

    /** Whether the configuration of the authenticator that let clients in was removed. */
    boolean isRemoved(String authenticator, String basis) {
        return router.isRemoved(authenticator, Basis.configured(basis, authenticator));
    }

    /** Whether clients for whom nothing has changed can rest on what is in force from now on. */
    static boolean isComplete(String authenticator, Now now) {
        return Insiders.isInsider(authenticator) || Basis.isComplete(now.basis(), authenticator);
    }
}
