package io.stagedoor.auth.simple.internal.login;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.stagedoor.auth.simple.internal.login.KeyedDigest.Key;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Counts failed logins for each pair of an account and an address, and for each account, and says which of them are held. A check
 * under way counts as failed until its result is known, so that guesses sent at once count as much as guesses sent one by one. In memory, bounded, thread-safe.
 */
public final class Throttle {

    private static final Duration ADDRESS_MEMORY = Duration.ofDays(30);

    /** A use of an address is not noted again so soon after the last one. */
    private static final Duration REFRESH = Duration.ofHours(1);

    private final Limits limits;
    private final Ticker ticker;
    private final Cache<Key, Pair> pairs;
    private final Cache<Key, Account> accounts;
    private final Cache<Key, Long> usedBefore;

    /** Who tries, and from where. */
    record Attempt(Key pair, Key account) {}

    /** @param account whose it is */
    private record Pair(Key account, List<Long> failures, int checking, boolean held, long heldUntil) {

        static Pair fresh(Attempt attempt) {
            return new Pair(attempt.account(), List.of(), 0, false, 0);
        }

        Pair checking(int change) {
            return new Pair(account, failures, Math.max(0, checking + change), held, heldUntil);
        }
    }

    private record Account(int failures, int checking) {
        static final Account NEW = new Account(0, 0);

        Account checking(int change) {
            return new Account(failures, Math.max(0, checking + change));
        }
    }

    /** Holds no account yet. */
    public Throttle(Limits limits, Ticker ticker) {
        this.limits = limits;
        this.ticker = ticker;
        Duration longest = limits.window().compareTo(limits.hold()) > 0 ? limits.window() : limits.hold();
        pairs = cache().expireAfterWrite(longest).build();
        accounts = cache().expireAfterWrite(limits.accountHold()).build();
        usedBefore = cache().expireAfterWrite(ADDRESS_MEMORY).build();
    }

    private Caffeine<Object, Object> cache() {
        // What is to be tidied up is tidied up by who comes by: no thread of the JVM's pool holds on to this bundle.
        return Caffeine.newBuilder()
                .maximumSize(limits.entries())
                .ticker(ticker)
                .executor(Runnable::run);
    }

    /** What it holds clients by. */
    public Limits limits() {
        return limits;
    }

    /** Whether the attempt is to be refused without looking at the password. */
    boolean holds(Attempt attempt) {
        Pair pair = pairs.getIfPresent(attempt.pair());
        if (pair != null && isHeld(pair, ticker.read())) {
            return true;
        }
        Account account = accounts.getIfPresent(attempt.account());
        return account != null && isOver(account.failures(), limits.accountFailures()) && isNewAddress(attempt);
    }

    /**
     * What an attempt is held for.
     *
     * @param everywhere whether the account is held for all addresses it was not used from before, and not for this one alone
     * @param left for how long from now
     */
    record Hold(boolean everywhere, Duration left) {
        String text(Instant now) {
            return "too many wrong passwords for this account "
                    + (everywhere
                            ? "from all addresses (throttleAccountFailures); addresses that it was not used from before are refused"
                            : "from this address or its network (throttleFailures); refused")
                    + " until " + now.plus(left).truncatedTo(ChronoUnit.SECONDS);
        }
    }

    /** What the attempt is held for now; empty if it is not, or no longer. */
    Optional<Hold> hold(Attempt attempt) {
        long now = ticker.read();
        Pair pair = pairs.getIfPresent(attempt.pair());
        if (pair != null && isHeld(pair, now)) {
            return Optional.of(new Hold(false, Duration.ofNanos(pair.heldUntil() - now)));
        }
        return holds(attempt)
                ? accounts.policy()
                        .expireAfterWrite()
                        .flatMap(expiry -> expiry.ageOf(attempt.account()))
                        .map(age -> new Hold(true, limits.accountHold().minus(age)))
                : Optional.empty();
    }

    /**
     * Begins to check a password.
     *
     * @return false if with all that is being checked there might be too many failures; else {@link #ended} or
     *     {@link #abandoned} is due
     */
    boolean begin(Attempt attempt) {
        long now = ticker.read();
        boolean[] begun = new boolean[1];
        change(pairs, attempt.pair(), Pair.fresh(attempt), pair -> {
            Pair current = current(pair, now);
            begun[0] = !current.held() && !isOver(current.failures().size() + current.checking(), limits.failures());
            return begun[0] ? current.checking(1) : current;
        });
        if (!begun[0]) {
            return false;
        }
        change(accounts, attempt.account(), Account.NEW, account -> {
            begun[0] = !isOver(account.failures() + account.checking(), limits.accountFailures())
                    || !isNewAddress(attempt);
            return begun[0] ? account.checking(1) : account;
        });
        if (!begun[0]) {
            change(pairs, attempt.pair(), Pair.fresh(attempt), pair -> pair.checking(-1));
        }
        return begun[0];
    }

    /** What was begun has ended without an answer. */
    void abandoned(Attempt attempt) {
        change(pairs, attempt.pair(), Pair.fresh(attempt), pair -> pair.checking(-1));
        change(accounts, attempt.account(), Account.NEW, account -> account.checking(-1));
    }

    /** What was begun has ended: the password was right, and what was counted is forgotten, or it was wrong. */
    void ended(Attempt attempt, boolean right) {
        long now = ticker.read();
        change(
                pairs,
                attempt.pair(),
                Pair.fresh(attempt),
                pair -> counted(current(pair.checking(-1), now), right, now));
        change(accounts, attempt.account(), Account.NEW, account -> counted(account.checking(-1), right));
        remember(attempt, right);
    }

    /**
     * The answer for a password that needed no {@link #begin}.
     *
     * @return false if the answer may not be given: it came too late, after too many failures
     */
    boolean answer(Attempt attempt, boolean right) {
        if (right && isClean(attempt)) {
            remember(attempt, true);
            return true;
        }
        long now = ticker.read();
        boolean[] held = new boolean[1];
        change(pairs, attempt.pair(), Pair.fresh(attempt), pair -> {
            Pair current = current(pair, now);
            held[0] = current.held();
            return held[0] ? current : counted(current, right, now);
        });
        if (held[0]) {
            return false;
        }
        change(accounts, attempt.account(), Account.NEW, account -> {
            held[0] = isOver(account.failures(), limits.accountFailures()) && isNewAddress(attempt);
            return held[0] ? account : counted(account, right);
        });
        remember(attempt, right && !held[0]);
        return !held[0];
    }

    /** Whether nothing is counted that a right password would have to be compared with, or would have forgotten. */
    private boolean isClean(Attempt attempt) {
        return pairs.getIfPresent(attempt.pair()) == null && accounts.getIfPresent(attempt.account()) == null;
    }

    /** How much is remembered now, in entries. */
    long size() {
        pairs.cleanUp();
        accounts.cleanUp();
        usedBefore.cleanUp();
        return pairs.estimatedSize() + accounts.estimatedSize() + usedBefore.estimatedSize();
    }

    /**
     * How many are held at this moment: pairs of an account and an address, and accounts for all addresses that they were not used from. An account that is there no
     * longer, because its user has gone or has another password, is remembered for a while and holds nobody.
     *
     * @param isThere whether an account is; asked for those only that would count
     */
    int held(Predicate<Key> isThere) {
        long now = ticker.read();
        long ofAddress = pairs.asMap().values().stream()
                .filter(pair -> isHeld(pair, now) && isThere.test(pair.account()))
                .count();
        long everywhere = accounts.asMap().entrySet().stream()
                .filter(one ->
                        isOver(one.getValue().failures(), limits.accountFailures()) && isThere.test(one.getKey()))
                .count();
        return (int) (ofAddress + everywhere);
    }

    private Pair counted(Pair pair, boolean right, long now) {
        if (right) {
            return new Pair(pair.account(), List.of(), pair.checking(), false, 0);
        }
        List<Long> failures = new ArrayList<>(pair.failures());
        failures.add(now);
        boolean held = pair.held() || isOver(failures.size(), limits.failures());
        long until = pair.held() ? pair.heldUntil() : now + limits.hold().toNanos();
        return new Pair(
                pair.account(), held ? List.of() : List.copyOf(failures), pair.checking(), held, held ? until : 0);
    }

    private static Account counted(Account account, boolean right) {
        return new Account(right ? 0 : account.failures() + 1, account.checking());
    }

    private void remember(Attempt attempt, boolean right) {
        if (!right || limits.accountFailures() == 0) {
            return;
        }
        long now = ticker.read();
        Long last = usedBefore.getIfPresent(attempt.pair());
        if (last == null || now - last > REFRESH.toNanos()) {
            usedBefore.put(attempt.pair(), now);
        }
    }

    /** Without what no longer counts. */
    private Pair current(Pair pair, long now) {
        boolean held = isHeld(pair, now);
        long window = limits.window().toNanos();
        List<Long> failures = pair.failures().stream()
                .filter(failure -> now - failure < window)
                .toList();
        return new Pair(pair.account(), failures, pair.checking(), held, held ? pair.heldUntil() : 0);
    }

    private static boolean isHeld(Pair pair, long now) {
        return pair.held() && now - pair.heldUntil() < 0;
    }

    private static boolean isOver(int count, int limit) {
        return limit > 0 && count >= limit;
    }

    private boolean isNewAddress(Attempt attempt) {
        return usedBefore.getIfPresent(attempt.pair()) == null;
    }

    private static <V> void change(Cache<Key, V> cache, Key key, V fresh, UnaryOperator<V> change) {
        cache.asMap().compute(key, (ignored, value) -> {
            V changed = change.apply(value == null ? fresh : value);
            return changed.equals(fresh) ? null : changed;
        });
    }
}
