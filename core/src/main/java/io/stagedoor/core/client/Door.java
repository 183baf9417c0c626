package io.stagedoor.core.client;

import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.core.routing.Basis;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.LastAnswer;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** What is in force for one application at one moment: by this a client is read and judged. Immutable. */
public final class Door {

    private final String application;
    private final Optional<Route> route;
    private final long generation;
    private final Router router;
    private final LongSupplier nanos;

    /** @param nanos as of {@link LastAnswer} */
    public Door(String application, Router router, LongSupplier nanos) {
        this.nanos = nanos;
        this.application = application;
        this.router = router;
        this.route = router.route(application);
        this.generation = route.map(Route::generation).orElseGet(router::generation);
    }

    /** The name of the application. */
    public String application() {
        return application;
    }

    /** The settings in force; empty if there is no configuration, or only one that never could be understood: everyone is refused. */
    public Optional<ApplicationSettings> settings() {
        return route.flatMap(Route::settings);
    }

    /**
     * What the session of a client keeps of an answer that lets it in now. Only for an application that has settings.
     *
     * @param grant of the answer
     * @return empty if nobody is asked about the client again
     */
    public Optional<LastAnswer> answered(Grant grant) {
        return settings().orElseThrow().rechecks().answered(grant, nanos.getAsLong());
    }

    /** Whether clients of the application are judged at all; {@code false} only if the configuration says so. */
    public boolean isGuarded() {
        return settings().map(ApplicationSettings::active).orElse(true);
    }

    /** Whether the configuration says that nobody is asked about clients of a protocol. */
    public boolean isOff(Protocol protocol) {
        return settings().map(settings -> !settings.asks(protocol)).orElse(false);
    }

    /**
     * The parameters of clients, besides their credentials, that decisions depend on. Only for an application that has settings.
     *
     * @return their names; empty if decisions may depend on any
     */
    public Optional<Set<String>> parameters(Protocol protocol) {
        return route.orElseThrow().parameters(protocol);
    }

    /** What a decision about a client of a protocol rests on that is made now, as text. Only for an application that has settings. */
    public String basis(Protocol protocol) {
        return Basis.of(route.orElseThrow(), protocol);
    }

    /**
     * What a client rests on from now on for whom nothing has changed. What is in force is looked at once: what changes meanwhile is a change the
     * next time.
     *
     * @param before what the decision that let it in rests on
     * @param authenticator that made it
     * @return the same, where what is in force does not say all of the authenticator; empty if the client has to be judged again
     */
    public Optional<String> standing(String before, Protocol protocol, String authenticator) {
        String now = basis(protocol);
        boolean change = Basis.isChange(before, now, authenticator)
                || router.isRemoved(authenticator, Basis.configured(before, authenticator));
        return change ? Optional.empty() : Optional.of(Basis.isComplete(now, authenticator) ? now : before);
    }

    /** Whether the configuration says that nobody is asked about clients of a protocol; empty for a client of none. */
    public boolean isOff(Optional<Protocol> protocol) {
        return settings()
                .map(settings -> !settings.active()
                        || protocol.map(one -> !settings.asks(one)).orElse(false))
                .orElse(false);
    }

    public Optional<Route> route() {
        return route;
    }

    public long generation() {
        return generation;
    }
}
