package io.stagedoor.operations.health;

import io.stagedoor.core.oversight.Oversight;
import io.stagedoor.core.oversight.State;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Says whether the server is healthy, and whether it is ready. The status, the probe and the metrics say the same, because they ask this; {@code serve} reads the same by JMX, from the
 * same methods of the hook and the core. Thread-safe.
 */
public final class Health {

    private final Oversight oversight;
    private volatile String listenerProblem = "";

    /** Of a running core. */
    public Health(Oversight oversight) {
        this.oversight = oversight;
    }

    /**
     * How it is.
     *
     * @param outage why nothing decides about clients; empty if configuration does
     * @param refusing why every client is refused, whatever it shows: with the outage, if there is one; empty for a server that is ready
     * @param problems what else is wrong; each names the setting and what to do
     */
    public record Verdict(String outage, List<String> refusing, Set<String> problems) {

        /** Whether nothing is wrong. */
        public boolean isHealthy() {
            return outage.isEmpty() && problems.isEmpty();
        }

        /** Whether there are clients that would be admitted. */
        public boolean isReady() {
            return refusing.isEmpty();
        }
    }

    /** Takes note of what is wrong with the listener for metrics; empty if nothing is. */
    public void listenerIs(String problem) {
        listenerProblem = problem;
    }

    /** Why every client is refused; empty if the server is ready. Asks no authenticator, and does not wait. */
    public List<String> refusing() {
        return refusing(ServerBeans.outage());
    }

    private List<String> refusing(String outage) {
        List<String> reasons = new ArrayList<>();
        if (!outage.isEmpty()) {
            reasons.add(outage);
        }
        reasons.addAll(oversight.closed());
        return List.copyOf(reasons);
    }

    /** How it is, by the state of the same moment. */
    public Verdict of(State state) {
        String outage = ServerBeans.outage();
        List<String> refusing = refusing(outage);
        Set<String> problems = new LinkedHashSet<>(state.problems());
        problems.addAll(ServerBeans.problems());
        ServerBeans.bundleProblems().forEach((file, why) -> {
            if (file.endsWith(".jar")) {
                problems.add("stagedoor/bundles/" + file + ": " + why);
            }
        });
        if (state.applications().isEmpty()) { // of which the core says nothing else
            problems.addAll(oversight.closed());
        }
        String listener = listenerProblem;
        if (!listener.isEmpty()) {
            problems.add(listener);
        }
        return new Verdict(outage, refusing, problems);
    }
}
