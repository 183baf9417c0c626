package io.stagedoor.core.routing;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Reason;
import java.util.Optional;

/** The refusal for an application without a usable configuration. */
public final class NoRoute {

    private NoRoute() {}

    /**
     * The refusal of everyone.
     *
     * @param route of the application; empty if there is no configuration for it
     * @param generation of the routing table, for an application that has no route
     */
    public static Optional<Outcome> refusal(Optional<Route> route, long generation) {
        if (route.isEmpty()) {
            return Optional.of(Outcome.deny(
                    Reason.NOT_CONFIGURED,
                    "no stagedoor.application configuration for this application, and none for application=*",
                    generation));
        }
        if (route.get().settings().isEmpty()) {
            String detail = route.get().where()
                    + " has an error, and no earlier version was valid; the server's log says what is wrong";
            return Optional.of(new Outcome(
                    new Decision.Unavailable(detail), "", route.get().generation(), ""));
        }
        return Optional.empty();
    }
}
