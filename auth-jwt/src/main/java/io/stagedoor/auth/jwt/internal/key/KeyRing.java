package io.stagedoor.auth.jwt.internal.key;

import com.nimbusds.jose.util.Base64URL;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.token.CompactJws;
import io.stagedoor.auth.support.key.SecretAge;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that tokens may be signed with, the current one first, each until its own end, which is looked at for each token. Immutable
 * but for counters; thread-safe.
 */
public final class KeyRing {

    private final List<Key> keys;
    /** Those that are not accepted, or no longer: for saying so. */
    private final List<Key> ended;
    /** Of the current one; empty if there is none. */
    private final Optional<SecretAge> age;

    /** No secrets at all. */
    public static final KeyRing NONE = new KeyRing(List.of(), List.of(), Optional.empty());

    private KeyRing(List<Key> keys, List<Key> ended, Optional<SecretAge> age) {
        this.age = age;
        this.keys = List.copyOf(keys);
        this.ended = List.copyOf(ended);
    }

    /**
     * The keys of these secrets.
     *
     * @param authenticator its name, for logs
     * @param replaced has been told of these secrets
     */
    public static KeyRing of(
            String authenticator,
            SecretSettings settings,
            SecretSettings.Secrets secrets,
            ReplacedSecrets replaced,
            Instant now) {
        Maker maker = new Maker(authenticator, settings.algorithms(), now);
        maker.keys.add(Key.current(settings.id(), secrets.current(), settings.algorithms()));
        for (PreviousSecret one : settings.previous()) {
            maker.add(one, Optional.ofNullable(secrets.previous().get(one.name())), replaced);
        }
        replaced.unlisted().forEach(one -> maker.add(one, one.at().plus(settings.overlap())));
        return new KeyRing(maker.keys, maker.ended, replaced.age());
    }

    /**
     * The key that has signed the token.
     *
     * @param algorithm one that is for secrets
     * @param kid what the token's header calls its key; picks among keys of that name, if there is one, and does nothing else.
     *     Empty for nothing
     */
    public Optional<Key> signer(CompactJws token, Algorithm algorithm, String kid, Instant now) {
        byte[] signed = token.signingInput();
        Base64URL signature = token.signature();
        boolean named = isKnown(kid, now);
        for (Key key : keys) {
            if (key.isInForce(now) && (!named || key.isNamed(kid)) && key.hasSigned(algorithm, signed, signature)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    /**
     * Explains a refused signature: it was made with a secret that is not accepted now, or that is not the one named
     * by the token. Checks few secrets, and compares in constant time.
     */
    public String explain(CompactJws token, Algorithm algorithm, Instant now) {
        byte[] signed = token.signingInput();
        Base64URL signature = token.signature();
        return Stream.concat(keys.stream(), ended.stream())
                .filter(key -> key.hasSigned(algorithm, signed, signature))
                .map(key -> key.isInForce(now)
                        ? "signed with " + key.shown() + ", but kid names another secret"
                        : "signed with " + key.shown() + ", not accepted" + key.since())
                .findFirst()
                .orElse("the signature matches no configured secret");
    }

    /** All keys, also those that have come to their end since. */
    public List<Key> keys() {
        return keys;
    }

    /** How old the current secret is, and until when previous ones are accepted: a sentence for each that still is. */
    public List<String> facts(Instant now) {
        return Stream.concat(
                        age.map(current -> current.shown(now)).stream(),
                        keys.stream()
                                .filter(key -> !key.end().equals(Instant.MAX) && key.isInForce(now))
                                .map(key -> key.shown() + " is accepted until "
                                        + key.end().truncatedTo(ChronoUnit.SECONDS)))
                .toList();
    }

    /** For how long one that has an end is still accepted; zero if there is none. */
    public Duration overlap(Instant now) {
        return keys.stream()
                .map(Key::end)
                .filter(end -> !end.equals(Instant.MAX) && end.isAfter(now))
                .max(Comparator.naturalOrder())
                .map(end -> Duration.between(now, end))
                .orElse(Duration.ZERO);
    }

    /** Whether there are others than the current one, which come to an end. */
    public boolean hasPrevious() {
        return keys.size() > 1;
    }

    /** Whether one of its keys has come to its end since it was made: clients that are in by that key are to be judged again. */
    public boolean hasEnded(Instant now) {
        return keys.stream().anyMatch(key -> !key.isInForce(now));
    }

    /** Nothing is judged by it any more. */
    public void retire() {
        keys.forEach(Key::retire);
    }

    /** Whether one of the keys in force has this name. */
    public boolean isKnown(String kid, Instant now) {
        for (Key key : keys) {
            if (key.isNamed(kid) && key.isInForce(now)) {
                return true;
            }
        }
        return false;
    }

    private static final class Maker {
        // Not of the ring: the command judges by one without secrets, and has no log.
        private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);

        private final List<Key> keys = new ArrayList<>();
        private final List<Key> ended = new ArrayList<>();
        private final String authenticator;
        private final Set<Algorithm> algorithms;
        private final Instant now;

        Maker(String authenticator, Set<Algorithm> algorithms, Instant now) {
            this.authenticator = authenticator;
            this.algorithms = algorithms;
            this.now = now;
        }

        void add(PreviousSecret previous, Optional<Secret> secret, ReplacedSecrets replaced) {
            Optional<Instant> end = previous.acceptUntil()
                    .or(() -> secret.flatMap(replaced::when).map(at -> at.plus(previous.overlap())));
            if (end.isEmpty()) {
                LOG.warn(
                        "{}: the previous secret '{}' is not accepted: Stagedoor does not know when it was replaced, because the"
                                + " server has restarted since. Set acceptUntil instead of overlapSeconds",
                        authenticator,
                        previous.name());
                secret.ifPresent(one -> ended.add(Key.previous(
                        previous.name(), one, algorithms, Instant.MIN, use(previous.name(), Instant.MIN))));
            } else if (secret.isPresent()) {
                add(previous.name(), previous.name(), secret.get(), end.get());
            }
        }

        void add(ReplacedSecrets.Replaced replaced, Instant end) {
            String label = (replaced.id().isEmpty() ? "" : replaced.id() + " ") + "replaced at " + replaced.at();
            add(replaced.id(), label, replaced.secret(), end);
        }

        private void add(String name, String label, Secret secret, Instant end) {
            if (now.isBefore(end)) {
                LOG.info("{}: the previous secret '{}' is accepted until {}", authenticator, label, end);
                keys.add(Key.previous(name, secret, algorithms, end, use(label, end)));
            } else {
                ended.add(Key.previous(name, secret, algorithms, end, use(label, end)));
            }
        }

        private PreviousUse use(String label, Instant end) {
            return new PreviousUse(authenticator, label, end);
        }
    }
}
