package io.stagedoor.auth.jwt.internal;

import com.nimbusds.jose.util.Base64URL;
import io.stagedoor.auth.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that tokens may be signed with, the current one first, each until its own end: that is looked at for each token, so
 * nothing has to happen when it comes. Immutable but for counters; thread-safe.
 */
final class KeyRing {

    private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);

    private final List<Key> keys;
    /** Those that are not accepted, or no longer: for saying so. */
    private final List<Key> ended;

    private KeyRing(List<Key> keys, List<Key> ended) {
        this.keys = List.copyOf(keys);
        this.ended = List.copyOf(ended);
    }

    /**
     * The keys of these secrets.
     *
     * @param authenticator its name, for logs
     * @param replaced has been told of these secrets
     */
    static KeyRing of(
            String authenticator,
            SecretSettings settings,
            SecretSettings.Secrets secrets,
            ReplacedSecrets replaced,
            Instant now) {
        Maker maker = new Maker(authenticator, now);
        maker.keys.add(Key.current(settings.id(), secrets.current()));
        for (PreviousSecret one : settings.previous()) {
            maker.add(one, Optional.ofNullable(secrets.previous().get(one.name())), replaced);
        }
        replaced.unlisted().forEach(one -> maker.add(one, one.at().plus(settings.overlap())));
        return new KeyRing(maker.keys, maker.ended);
    }

    /**
     * The key that has signed the token.
     *
     * @param kid what the token's header calls its key; picks among keys of that name, if there is one, and does nothing else.
     *     Empty for nothing
     */
    Optional<Key> signer(CompactJws token, String kid, Instant now) {
        byte[] signed = token.signingInput();
        Base64URL signature = token.signature();
        boolean named = isKnown(kid, now);
        for (Key key : keys) {
            if (key.isInForce(now) && (!named || key.isNamed(kid)) && key.hasSigned(signed, signature)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    /**
     * Explains a refused signature: it was made with a secret that is not accepted now, or that is not the one named
     * by the token. Checks few secrets, and compares in constant time.
     */
    String explain(CompactJws token, Instant now) {
        byte[] signed = token.signingInput();
        Base64URL signature = token.signature();
        return Stream.concat(keys.stream(), ended.stream())
                .filter(key -> key.hasSigned(signed, signature))
                .map(key -> key.isInForce(now)
                        ? "signed with " + key.shown() + ", but kid names another secret"
                        : "signed with " + key.shown() + ", not accepted" + key.since())
                .findFirst()
                .orElse("the signature matches no configured secret");
    }

    /** Nothing is judged by it any more. */
    void retire() {
        keys.forEach(Key::retire);
    }

    private boolean isKnown(String kid, Instant now) {
        for (Key key : keys) {
            if (key.isNamed(kid) && key.isInForce(now)) {
                return true;
            }
        }
        return false;
    }

    private static final class Maker {
        private final List<Key> keys = new ArrayList<>();
        private final List<Key> ended = new ArrayList<>();
        private final String authenticator;
        private final Instant now;

        Maker(String authenticator, Instant now) {
            this.authenticator = authenticator;
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
                secret.ifPresent(one ->
                        ended.add(Key.previous(previous.name(), one, Instant.MIN, use(previous.name(), Instant.MIN))));
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
                keys.add(Key.previous(name, secret, end, use(label, end)));
            } else {
                ended.add(Key.previous(name, secret, end, use(label, end)));
            }
        }

        private PreviousUse use(String label, Instant end) {
            return new PreviousUse(authenticator, label, end);
        }
    }
}
