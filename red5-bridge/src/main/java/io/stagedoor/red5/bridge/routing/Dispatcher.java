package io.stagedoor.red5.bridge.routing;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks authenticators, and believes none of them: what one throws, leaves out or says too late is a refusal. */
public final class Dispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final Clock clock;
    private final Set<String> failures = ConcurrentHashMap.newKeySet();

    /** A dispatcher that measures deadlines by a clock. */
    public Dispatcher(Clock clock) {
        this.clock = clock;
    }

    /** Asks the authenticators of a route, in order, until one does not abstain. */
    public Outcome authenticate(Route route, ConnectRequest request) {
        for (Route.Link link : route.chain()) {
            Decision decision = ask(link, request.deadline(), authenticator -> authenticator.authenticate(request));
            if (!(decision instanceof Decision.Abstain)) {
                return new Outcome(decision, link.name(), route.generation());
            }
        }
        return Outcome.deny(abstained(request), "every authenticator abstained", route.generation());
    }

    private static Reason abstained(ConnectRequest request) {
        boolean nothing = request.credentials().username().isEmpty()
                && request.credentials().password().isEmpty()
                && request.credentials().token().isEmpty();
        return nothing ? Reason.NO_CREDENTIALS : Reason.ALL_ABSTAINED;
    }

    /**
     * Asks the authenticator that let a client in, as long as it is the application's; else the client's grant decides, unless
     * that needs the authenticator.
     *
     * @param name of the authenticator that let the client in
     */
    public Outcome authorize(Route route, String name, StreamRequest request) {
        Optional<Route.Link> link =
                route.link(name).filter(l -> l.authenticator().isPresent());
        if (link.isPresent()) {
            Decision decision = ask(link.get(), request.deadline(), authenticator -> authenticator.authorize(request));
            return new Outcome(withoutAbstention(decision), name, route.generation());
        }
        Decision decision = request.grant().keepsCredentials()
                ? new Decision.Unavailable("the authenticator '" + name
                        + "' that let the client in is gone, or no longer the application's")
                : request.grant().decide(request);
        return new Outcome(decision, name, route.generation());
    }

    /**
     * What becomes of an allowance that is to be confirmed; what is not confirmed by the deadline is a refusal.
     *
     * @return never completes exceptionally; never completes for a decision that stands
     */
    public CompletionStage<Outcome> confirmation(Outcome outcome, Instant deadline) {
        if (!(outcome.decision() instanceof Decision.Allow allow)
                || allow.confirmation().isEmpty()) {
            return new CompletableFuture<>();
        }
        String name = outcome.authenticator();
        long millis = Math.max(0, Duration.between(clock.instant(), deadline).toMillis());
        return future(allow.confirmation().get())
                .orTimeout(millis, TimeUnit.MILLISECONDS)
                .handle((late, thrown) -> {
                    if (thrown != null && !(thrown instanceof TimeoutException)) {
                        failed(name, thrown);
                    }
                    Decision decision = late == null ? unavailable(name, "did not confirm") : late;
                    return new Outcome(withoutAbstention(decision), name, outcome.generation());
                });
    }

    /** A future of our own: whoever made the stage cannot make this fail. */
    private static CompletableFuture<Decision> future(CompletionStage<Decision> stage) {
        CompletableFuture<Decision> future = new CompletableFuture<>();
        try {
            stage.whenComplete((late, thrown) -> {
                if (thrown == null) {
                    future.complete(late);
                } else {
                    future.completeExceptionally(thrown);
                }
            });
        } catch (Throwable t) { // somebody else's code
            future.completeExceptionally(t);
        }
        return future;
    }

    private static Decision withoutAbstention(Decision decision) {
        return decision instanceof Decision.Abstain ? new Decision.Deny(Reason.ALL_ABSTAINED) : decision;
    }

    /** Tells the authenticator that let a client in of the end of a stream. */
    public void ended(Route route, String name, StreamRequest request) {
        Optional<Authenticator> authenticator = route.link(name).flatMap(Route.Link::authenticator);
        try {
            authenticator.ifPresent(told -> told.ended(request));
        } catch (Throwable t) { // somebody else's code must not take a server thread with it
            failed(name, t);
        }
    }

    private Decision ask(Route.Link link, Instant deadline, Function<Authenticator, Decision> question) {
        if (link.authenticator().isEmpty()) {
            return new Decision.Unavailable("no authenticator has the name '" + link.name() + "'");
        }
        try {
            Decision decision = question.apply(link.authenticator().get());
            if (decision == null) {
                return unavailable(link.name(), "returned null");
            }
            return clock.instant().isAfter(deadline) ? unavailable(link.name(), "answered too late") : decision;
        } catch (Throwable t) { // as above; NoClassDefFoundError is the usual one while a bundle is updated
            failed(link.name(), t);
            return unavailable(link.name(), "failed with " + t.getClass().getName());
        }
    }

    private static Decision unavailable(String name, String what) {
        return new Decision.Unavailable("the authenticator '" + name + "' " + what);
    }

    private void failed(String name, Throwable t) {
        if (failures.add(name + " " + t.getClass().getName())) {
            LOG.error(
                    "The authenticator '{}' failed; the client was refused. Further failures of this kind are not logged.",
                    name,
                    t);
        }
    }
}
