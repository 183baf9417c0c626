package io.stagedoor.core.start;

import io.stagedoor.auth.Decision;
import io.stagedoor.core.routing.Insiders;
import io.stagedoor.core.routing.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * What has to hold, whatever authenticators say, when a client that may publish or play begins to: over every protocol, with each stream of a connection
 * and each request of a player. Members of the cluster, sources of MPEG-TS and restreamers are exempt, and so are clients that nobody is asked about: nobody
 * knows who they are. A client that is judged again does not begin. Thread-safe.
 */
public final class Starting {

    /** One thing that has to hold. Thread-safe; throws nothing. */
    interface Check {

        /**
         * Whether a client may begin; takes what the client needs for it. Waits no longer than until the deadline, and not at all for a client that may not wait.
         *
         * @return why not; empty if it may
         */
        Optional<Decision> refusal(Start start);

        /** As {@link #refusal}, for an operator: takes nothing, and does not wait. */
        Optional<Decision> wouldRefuse(Start start);

        /** Gives back what {@link #refusal} took: the client does not begin after all. */
        public void takeBack(Start start);

        /**
         * Takes what a client needs to go on with what it has begun by another grant; it keeps what it has until it holds that. Waits as {@link #refusal} does.
         */
        public Passage exchange(Exchange exchange);
    }

    private final List<Check> checks;

    /** @param checks in this order */
    public Starting(List<Check> checks) {
        this.checks = List.copyOf(checks);
    }

    /** Nothing has to hold. */
    static Starting always() {
        return new Starting(List.of());
    }

    /**
     * Has a client begin.
     *
     * @param allowed what its authenticator said
     * @return the same, or a refusal
     */
    public Outcome begin(Outcome allowed, Start start) {
        if (isExempt(start)) {
            return allowed;
        }
        for (int i = 0; i < checks.size(); i++) {
            Optional<Decision> refusal = checks.get(i).refusal(start);
            if (refusal.isPresent()) {
                checks.subList(0, i).forEach(check -> check.takeBack(start));
                return instead(allowed, refusal.get());
            }
        }
        return allowed;
    }

    /** Says whether a client could begin now. */
    public Outcome tried(Outcome allowed, Start start) {
        if (isExempt(start)) {
            return allowed;
        }
        return checks.stream()
                .flatMap(check -> check.wouldRefuse(start).stream())
                .findFirst()
                .map(refusal -> instead(allowed, refusal))
                .orElse(allowed);
    }

    /** The client that {@link #begin} let begin does not begin after all. */
    public void takeBack(Start start) {
        if (!isExempt(start)) {
            checks.forEach(check -> check.takeBack(start));
        }
    }

    /** Whether a client may go on by another grant with what it has begun; {@link Check#exchange} of all checks. */
    public Passage exchange(Exchange exchange) {
        Passage all = Passage.of(() -> {}, () -> {});
        if (isExempt(exchange.start())) {
            return all;
        }
        for (Check check : checks) {
            Passage one = check.exchange(exchange);
            if (one.refusal().isPresent()) {
                all.back().run();
                return one;
            }
            all = all.and(one);
        }
        return all;
    }

    private static boolean isExempt(Start start) {
        return Insiders.isInsider(start.authenticator());
    }

    private static Outcome instead(Outcome allowed, Decision refusal) {
        return new Outcome(refusal, allowed.authenticator(), allowed.generation(), allowed.settings());
    }
}
