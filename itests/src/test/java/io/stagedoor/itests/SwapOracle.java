package io.stagedoor.itests;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Knows what the right answer is while the configuration changes. Each configuration has a number: it may be in force from when
 * its change is announced, and must be from when that is settled. So an answer is right if it is the answer of some
 * configuration that may have been in force between the question and the answer; of the only one, while nothing changes.
 */
public final class SwapOracle {

    /** Who asks: the secret that the client's token is signed with, or {@code null}; and its password, or {@code null}. */
    public record Credentials(String secret, String password) {}

    /** A configuration: the authenticators of the application, and the secret of each that judges tokens. */
    public record State(List<String> chain, Map<String, String> secrets) {

        /** The authenticator that judges passwords. */
        public static final String USERS = "users";
        /** The only one that is right. */
        public static final String PASSWORD = "right";

        /** What the authenticators would say, one after the other. */
        public boolean admits(Credentials client) {
            for (String name : chain) {
                if (name.equals(USERS) && client.password() != null) {
                    return client.password().equals(PASSWORD);
                }
                if (!name.equals(USERS) && client.secret() != null) {
                    return client.secret().equals(secrets.get(name));
                }
            }
            return false;
        }
    }

    private final AtomicReferenceArray<State> states;
    private final AtomicLongArray announced;
    /** When the last decision began that was made by the state before, once this one was said to be in force. */
    private final AtomicLongArray lastOfBefore;

    private volatile int oldest;
    private volatile int newest;

    /** Begins with a state, and room for so many changes. */
    public SwapOracle(State first, int changes) {
        states = new AtomicReferenceArray<>(changes + 1);
        announced = new AtomicLongArray(changes + 1);
        lastOfBefore = new AtomicLongArray(changes + 1);
        states.set(0, first);
    }

    /** The newest. */
    public State state() {
        return states.get(newest);
    }

    /** From now on this may be in force. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread announces
    public void announce(State next) {
        states.set(newest + 1, next);
        newest++;
    }

    /** The change has been handed over: what follows is the time that it takes until nobody is judged by what was before. */
    public void handedOver() {
        announced.set(newest, System.nanoTime());
    }

    /** From now on only the newest may be in force. */
    public void settled() {
        oldest = newest;
    }

    /** To be called before a question. */
    public int begin() {
        return oldest;
    }

    /** Whether the answer to a question is right. */
    public boolean isRight(int begin, long began, Credentials client, boolean admitted) {
        int last = newest;
        if (states.get(last).admits(client) == admitted) {
            return true;
        }
        if (!byEarlier(begin, last, client, admitted)) {
            return false;
        }
        long since = announced.get(last);
        if (since != 0) {
            lastOfBefore.accumulateAndGet(last, began - since, Math::max);
        }
        return true;
    }

    /** A decision looks for the authenticator first, and the authenticator for its secret: either may have changed between. */
    private boolean byEarlier(int begin, int last, Credentials client, boolean admitted) {
        for (int i = begin; i <= last; i++) {
            for (int j = i; j <= last; j++) {
                State seen = new State(states.get(i).chain(), states.get(j).secrets());
                if (seen.admits(client) == admitted) {
                    return true;
                }
            }
        }
        return false;
    }

    /** For each change, how long after it was handed over the last decision began that was made without it, in order. */
    public long[] lags() {
        long[] lags = new long[newest];
        for (int i = 1; i <= newest; i++) {
            lags[i - 1] = Math.max(0, lastOfBefore.get(i));
        }
        java.util.Arrays.sort(lags);
        return lags;
    }
}
