package io.stagedoor.auth.simple.internal.login;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.simple.file.CredentialsFile;
import io.stagedoor.auth.simple.file.User;
import io.stagedoor.auth.simple.hash.PasswordHash;
import io.stagedoor.auth.simple.internal.login.KeyedDigest.Key;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The users of one reading of the file, and the logins that were right since: another reading begins with none. Thread-safe.
 */
public final class Accounts {

    private static final Secret NOBODYS = Secret.of("nobody's password");

    private final Map<String, User> users;
    private final Optional<PasswordHash> decoy;
    private final Cache<Key, Boolean> remembered;
    /** Logins that nobody has logged in by: a second look at the same client costs no hash, and a real one still does. */
    private final Cache<Key, Boolean> tried;

    /** Of all users; {@code null} until somebody has asked, which happens only when one is held. */
    private volatile @Nullable Set<Key> keys;

    /** Passwords that are being checked: whoever brings the same one meanwhile waits for that answer. */
    private final Map<Key, CompletableFuture<Boolean>> checks = new ConcurrentHashMap<>();

    /** Remembers no login yet. */
    public Accounts(CredentialsFile file, Duration memory, int rememberedLogins, Ticker ticker) {
        this.users = file.users();
        this.decoy = decoy(users);
        this.remembered = cache(memory, rememberedLogins, ticker);
        this.tried = cache(memory, rememberedLogins, ticker);
    }

    private static Cache<Key, Boolean> cache(Duration memory, int most, Ticker ticker) {
        return Caffeine.newBuilder()
                .maximumSize(memory.isZero() ? 0 : most)
                .expireAfterWrite(memory)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /** By what failures of a user are counted. The entry is part of it: whoever gets another password begins anew. */
    static Key key(User user, KeyedDigest digest) {
        return digest.of(KeyedDigest.bytes(user.name()), user.entry().bytes());
    }

    /**
     * Whether there is a user with such a {@link #key}.
     *
     * @param digest the same one each time
     */
    boolean has(Key account, KeyedDigest digest) {
        Set<Key> all = keys;
        if (all == null) { // two that come at once come to the same
            all = users.values().stream().map(user -> key(user, digest)).collect(Collectors.toUnmodifiableSet());
            keys = all;
        }
        return all.contains(account);
    }

    Optional<User> user(String name) {
        return Optional.ofNullable(users.get(name));
    }

    /**
     * What is verified where there is no hash, so that it takes the same time as where there is one: a hash like most of the
     * file's. Empty when the file has none, and nothing takes time.
     */
    Optional<PasswordHash> decoy() {
        return decoy;
    }

    /** The most memory that verifying one password takes, in bytes. */
    public long largestHash() {
        return users.values().stream()
                .flatMap(user -> user.hash().stream())
                .mapToLong(PasswordHash::memoryBytes)
                .max()
                .orElse(0);
    }

    boolean remembers(Key login) {
        return remembered.getIfPresent(login) != null;
    }

    void remember(Key login) {
        remembered.put(login, true);
    }

    /** As {@link #remembers}, for questions that admit nobody. */
    boolean remembersTried(Key login) {
        return tried.getIfPresent(login) != null;
    }

    void rememberTried(Key login) {
        tried.put(login, true);
    }

    /** How many logins are remembered. */
    long rememberedCount() {
        remembered.cleanUp();
        return remembered.estimatedSize();
    }

    Map<Key, CompletableFuture<Boolean>> checks() {
        return checks;
    }

    /** Compared in constant time, and even if there is nothing to compare with. */
    static boolean matchesPlain(Optional<User> user, Secret password) {
        boolean plain = user.isPresent() && user.get().isPlain();
        return password.equals(plain ? user.get().entry() : NOBODYS) && plain;
    }

    private static Optional<PasswordHash> decoy(Map<String, User> users) {
        Map<String, Long> costs = users.values().stream()
                .flatMap(user -> user.hash().stream())
                .collect(Collectors.groupingBy(PasswordHash::cost, Collectors.counting()));
        return costs.entrySet().stream()
                .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .flatMap(cost -> users.values().stream()
                        .map(User::hash)
                        .flatMap(Optional::stream)
                        .filter(hash -> hash.cost().equals(cost))
                        .findFirst())
                .map(PasswordHash::decoy);
    }
}
