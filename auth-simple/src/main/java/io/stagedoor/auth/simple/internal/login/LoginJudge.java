package io.stagedoor.auth.simple.internal.login;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.simple.file.User;
import io.stagedoor.auth.simple.hash.PasswordHash;
import io.stagedoor.auth.simple.internal.login.KeyedDigest.Key;
import io.stagedoor.auth.support.turn.Networks;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Judges logins by one reading of the file and one configuration. Thread-safe. */
public final class LoginJudge {

    private static final byte[] NOTHING = {};

    private final Accounts accounts;
    private final Guard guard;
    private final Duration patience;
    private final Clock clock;

    /**
     * What outlives a reading of the file.
     *
     * @param known counts failures of accounts that the file has
     * @param unknown counts failures of names that the file does not have: a client that tries many names cannot push out the others
     */
    public record Guard(KeyedDigest digest, Throttle known, Throttle unknown, Hashing hashing) {}

    /** One login: all that is asked about it. {@code network} is the client's. */
    private record Login(
            Optional<User> user,
            Secret password,
            Throttle throttle,
            Throttle.Attempt attempt,
            Key key,
            ByteBuffer network,
            Instant due) {}

    private enum Answer {
        RIGHT,
        WRONG,
        HELD;

        static Answer of(boolean right) {
            return right ? RIGHT : WRONG;
        }
    }

    /**
     * @param patience how long a login may wait to be hashed
     */
    public LoginJudge(Accounts accounts, Guard guard, Duration patience, Clock clock) {
        this.accounts = accounts;
        this.guard = guard;
        this.patience = patience;
        this.clock = clock;
    }

    /**
     * Judges a client. A question that {@linkplain io.stagedoor.auth.Purpose#changesNothing changes nothing} is neither counted, nor
     * held for what others have guessed, nor does it wait with new clients.
     */
    public Decision judge(ConnectRequest request) {
        Optional<String> name = request.credentials().username();
        Optional<Secret> password = request.credentials().password();
        if (name.isEmpty() || password.isEmpty()) {
            return new Decision.Abstain();
        }
        Login login = login(name.get(), password.get(), request);
        try {
            return switch (request.purpose().changesNothing() ? uncounted(login, request.purpose()) : answer(login)) {
                case RIGHT -> {
                    request.held("user name and password");
                    yield welcome(login.user().orElseThrow().grant(), request);
                }
                case WRONG -> wrong();
                case HELD -> held(login);
            };
        } catch (Hashing.Unavailable e) {
            return new Decision.Unavailable(e.why());
        }
    }

    /**
     * How many accounts of the file are held at this moment: each address or network that one is held for is one. A user with a new password
     * is another account.
     */
    public int throttled() {
        return guard.known().held(account -> accounts.has(account, guard.digest()));
    }

    private Answer uncounted(Login login, Purpose purpose) throws Hashing.Unavailable {
        return Answer.of(isStillRight(login, purpose));
    }

    private boolean isStillRight(Login login, Purpose purpose) throws Hashing.Unavailable {
        if (Accounts.matchesPlain(login.user(), login.password()) || accounts.remembers(login.key())) {
            return true;
        }
        Optional<PasswordHash> hash = login.user().flatMap(User::hash);
        if (hash.isEmpty()) {
            return false;
        }
        return purpose.isTrial() ? tried(hash.get(), login, purpose) : again(hash.get(), login);
    }

    private boolean again(PasswordHash hash, Login login) throws Hashing.Unavailable {
        boolean right = guard.hashing().matchesAgain(hash, login.password(), login.network(), left(login));
        if (right) {
            accounts.remember(login.key());
        }
        return right;
    }

    /** Takes no turn of a client, be it in or not, and remembers nothing by which one could log in. */
    private boolean tried(PasswordHash hash, Login login, Purpose purpose) throws Hashing.Unavailable {
        if (accounts.remembersTried(login.key())) {
            return true;
        }
        boolean right = guard.hashing().matchesTried(hash, login.password(), login.network(), left(login));
        if (right && purpose == Purpose.SHADOW) {
            accounts.rememberTried(login.key());
        }
        return right;
    }

    private Login login(String name, Secret password, ConnectRequest request) {
        Optional<User> user = accounts.user(name);
        KeyedDigest digest = guard.digest();
        Key account =
                user.map(one -> Accounts.key(one, digest)).orElseGet(() -> digest.of(KeyedDigest.bytes(name), NOTHING));
        byte[] network = Networks.of(request.remoteAddress());
        Key pair = digest.of(account.bytes(), network);
        return new Login(
                user,
                password,
                user.isPresent() ? guard.known() : guard.unknown(),
                new Throttle.Attempt(pair, account),
                digest.of(account.bytes(), NOTHING, password.bytes()),
                ByteBuffer.wrap(network),
                request.deadline());
    }

    private Answer answer(Login login) throws Hashing.Unavailable {
        if (login.throttle().holds(login.attempt())) {
            return Answer.HELD;
        }
        if (Accounts.matchesPlain(login.user(), login.password()) || accounts.remembers(login.key())) {
            return told(login, true);
        }
        Optional<PasswordHash> hash = login.user().flatMap(User::hash).or(accounts::decoy);
        return hash.isEmpty() ? told(login, false) : hashed(login, hash.get());
    }

    private static Answer told(Login login, boolean right) {
        return login.throttle().answer(login.attempt(), right) ? Answer.of(right) : Answer.HELD;
    }

    /** Whoever brings what is just being checked waits for that answer: one hash, however many come at once. */
    private Answer hashed(Login login, PasswordHash hash) throws Hashing.Unavailable {
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        while (true) {
            CompletableFuture<Boolean> others = accounts.checks().putIfAbsent(login.key(), mine);
            if (others == null) {
                return check(login, hash, mine);
            }
            Optional<Boolean> right = await(others, login);
            if (right.isPresent()) {
                return told(login, right.get());
            }
        }
    }

    private Answer check(Login login, PasswordHash hash, CompletableFuture<Boolean> answer) throws Hashing.Unavailable {
        try {
            // Between the first look and the entry into the map another one may have come to the answer.
            if (accounts.remembers(login.key())) {
                answer.complete(true);
                return told(login, true);
            }
            if (!login.throttle().begin(login.attempt())) {
                return Answer.HELD;
            }
            boolean right = verify(login, hash);
            if (right) {
                accounts.remember(login.key());
            }
            answer.complete(right);
            return Answer.of(right);
        } catch (Hashing.Unavailable e) {
            answer.completeExceptionally(e);
            throw e;
        } finally {
            accounts.checks().remove(login.key());
            // Without effect if there is an answer; else those who wait find out for themselves.
            answer.cancel(false);
        }
    }

    private boolean verify(Login login, PasswordHash hash) throws Hashing.Unavailable {
        boolean known = false;
        try {
            Duration left = left(login);
            Duration wait = left.compareTo(patience) < 0 ? left : patience;
            boolean right = guard.hashing().matches(hash, login.password(), login.network(), wait);
            login.throttle().ended(login.attempt(), right);
            known = true;
            return right;
        } finally {
            if (!known) {
                login.throttle().abandoned(login.attempt());
            }
        }
    }

    /** Empty if the client that checks the password was not allowed to, or got no turn: the queue of another network says nothing about this one's. */
    private Optional<Boolean> await(CompletableFuture<Boolean> answer, Login login) throws Hashing.Unavailable {
        try {
            return Optional.of(answer.get(Math.max(0, left(login).toNanos()), TimeUnit.NANOSECONDS));
        } catch (CancellationException | ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Hashing.Unavailable("interrupted while waiting for a password to be hashed");
        } catch (TimeoutException e) {
            throw new Hashing.Unavailable("no answer in time to the same login, which another client waits for");
        }
    }

    private Duration left(Login login) {
        return Duration.between(clock.instant(), login.due());
    }

    /** Judges where a proven client wants to go: a refusal names the client. */
    private static Decision welcome(Grant grant, ConnectRequest request) {
        Decision decision = grant.decide(request);
        return decision instanceof Decision.Deny deny ? deny.withSubject(grant.subject()) : decision;
    }

    /** Which of the two is not told. */
    private static Decision wrong() {
        return new Decision.Deny(Reason.BAD_CREDENTIALS, "unknown user or wrong password");
    }

    private Decision held(Login login) {
        return new Decision.Deny(
                Reason.THROTTLED,
                login.throttle()
                        .hold(login.attempt())
                        .map(hold -> hold.text(clock.instant()))
                        .orElse("too many passwords for this account are being checked at once"));
    }
}
