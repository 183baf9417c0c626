package io.stagedoor.auth.simple.internal.login;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.simple.hash.PasswordHash;
import io.stagedoor.auth.support.turn.Turns;
import java.time.Duration;
import java.util.function.BiPredicate;

/**
 * Verifies passwords, so many at once and no more, and shares these turns among the clients' networks; and beside them a few of clients
 * that are in already, which do not queue behind strangers. Thread-safe.
 */
public final class Hashing {

    /** How many logins may wait for their turn. */
    static final int MAX_WAITING = 1024;

    /** For one of so many that come, one that is in. */
    private static final int SHARE = 4;

    private final int most;
    private final Turns turns;
    private final Turns insiders;
    private final Turns trials;
    private final BiPredicate<PasswordHash, Secret> verifier;

    /** The password could not be checked. Has no stack trace: it would not be read. */
    static final class Unavailable extends Exception {
        private final String why;

        Unavailable(String why) {
            super(why, null, false, false);
            this.why = why;
        }

        /** Why, for the audit log. */
        String why() {
            return why;
        }
    }

    /** @param most how many passwords are hashed at once */
    public Hashing(int most) {
        this(most, PasswordHash::matches);
    }

    Hashing(int most, BiPredicate<PasswordHash, Secret> verifier) {
        this.most = most;
        this.turns = new Turns(most, MAX_WAITING);
        this.insiders = new Turns(Math.max(1, most / SHARE), MAX_WAITING);
        this.trials = new Turns(1, MAX_WAITING);
        this.verifier = verifier;
    }

    /** How many passwords are hashed at once. */
    public int most() {
        return most;
    }

    /**
     * Whether the hash is that of the password.
     *
     * @param network of the client
     * @param patience how long to wait for a turn; negative when it is too late already
     */
    boolean matches(PasswordHash hash, Secret password, Object network, Duration patience) throws Unavailable {
        return matches(hash, password, network, patience, turns);
    }

    /** The same of a client that is in already. */
    boolean matchesAgain(PasswordHash hash, Secret password, Object network, Duration patience) throws Unavailable {
        return matches(hash, password, network, patience, insiders);
    }

    /** The same of a client whom the answer does not admit: one at a time, beside all others. */
    boolean matchesTried(PasswordHash hash, Secret password, Object network, Duration patience) throws Unavailable {
        return matches(hash, password, network, patience, trials);
    }

    private boolean matches(PasswordHash hash, Secret password, Object network, Duration patience, Turns turns)
            throws Unavailable {
        acquire(turns, network, patience);
        try {
            return verifier.test(hash, password);
        } catch (OutOfMemoryError e) {
            throw new Unavailable("not enough memory to hash a password; raise the server's heap (-Xmx) or lower"
                    + " maxConcurrentHashes");
        } finally {
            turns.give(network);
        }
    }

    private static void acquire(Turns turns, Object network, Duration patience) throws Unavailable {
        if (patience.isNegative()) {
            throw new Unavailable("the deadline has passed");
        }
        try {
            if (!turns.take(network, patience)) {
                throw new Unavailable(
                        "too many passwords are being hashed at once, see maxConcurrentHashes and hashWaitMillis");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while waiting to hash a password");
        }
    }
}
