package io.stagedoor.auth.jwt.internal.key;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.support.key.SecretSource;
import io.stagedoor.auth.support.property.Properties;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where the secrets are that tokens may be signed with; not yet those in files.
 *
 * @param id what {@code kid} calls the current one; empty for nothing
 * @param overlap how long a secret is accepted after it was replaced, though it is not listed among the previous ones
 * @param algorithms those that tokens may be signed with; not empty
 */
public record SecretSettings(
        SecretSource current, String id, List<PreviousSecret> previous, Duration overlap, Set<Algorithm> algorithms) {

    private static final Comparator<Algorithm> BY_BYTES = Comparator.comparingInt(Algorithm::leastSecretBytes);

    /** The property that is the secret itself. */
    static final String SECRET = "jwtSecret";

    private static final String FILE = "jwtSecretFile";
    private static final String ID = "jwtSecretId";
    private static final String PREVIOUS = "previousSecrets";
    private static final String OVERLAP = "overlapSeconds";
    private static final String ALGORITHMS = "algorithms";

    /**
     * Where the properties say that the secrets are.
     *
     * @return empty if there are none
     * @throws IllegalArgumentException naming the property, what is wrong with it and what to do; never a secret
     */
    public static Optional<SecretSettings> of(Properties properties) {
        Optional<SecretSource> current = SecretSource.of(properties, SECRET, FILE);
        if (current.isEmpty()) {
            requireNothingOfSecrets(properties);
            return Optional.empty();
        }
        SecretSettings settings = new SecretSettings(
                current.get(),
                id(properties),
                PreviousSecret.of(properties),
                properties.duration(OVERLAP),
                algorithms(properties));
        if (settings.previous().stream().anyMatch(one -> one.name().equalsIgnoreCase(settings.id()))) {
            throw new IllegalArgumentException(
                    ID + ": is also the name of a previous secret; give the current one another name");
        }
        return Optional.of(settings);
    }

    private static void requireNothingOfSecrets(Properties properties) {
        for (String property : List.of(ID, PREVIOUS, ALGORITHMS, OVERLAP)) {
            boolean isNothing =
                    property.equals(OVERLAP) && properties.duration(OVERLAP).isZero();
            if (properties.isSet(property) && !isNothing) {
                throw new IllegalArgumentException(
                        property + ": is for tokens that are signed with a secret, but neither " + SECRET + " nor "
                                + FILE + " is set; set one of them, or remove this");
            }
        }
    }

    private static Set<Algorithm> algorithms(Properties properties) {
        Set<Algorithm> algorithms = EnumSet.noneOf(Algorithm.class);
        for (String name : properties.list(ALGORITHMS, ',')) {
            algorithms.add(Algorithm.named(name)
                    .filter(Algorithm::isForSecrets)
                    .orElseThrow(() -> new IllegalArgumentException(ALGORITHMS
                            + ": has one that is not HS256, HS384 or HS512; the keys of issuers have algorithms of their"
                            + " own")));
        }
        if (algorithms.isEmpty()) {
            throw new IllegalArgumentException(ALGORITHMS + ": is empty; set it to HS256, HS384 or HS512");
        }
        return algorithms;
    }

    /** @param which finds the algorithm that the secret has to be long enough for */
    private void requireLongEnough(String property, Secret secret, Comparator<Algorithm> which) {
        Algorithm algorithm = algorithms.stream().max(which).orElseThrow();
        if (secret.length() < algorithm.leastSecretBytes()) {
            throw new IllegalArgumentException(property + ": the secret is shorter than the "
                    + algorithm.leastSecretBytes() + " bytes that " + algorithm.shown()
                    + " needs; use one made by: openssl rand -base64 " + algorithm.leastSecretBytes());
        }
    }

    /**
     * The secrets of this moment. What is wrong with a previous one whose end has come is no matter: it is left out.
     *
     * @throws IllegalArgumentException naming the property, what is wrong and what to do; never a secret
     */
    public Secrets read(Instant now) {
        Secret first = current.read();
        requireLongEnough(current.property(), first, BY_BYTES);
        Map<String, Secret> others = new HashMap<>();
        for (PreviousSecret one : previous) {
            if (!one.hasEnded(now)) {
                Secret secret = one.source().read();
                requireNew(one, secret, first, others);
                // One of them is enough: the secret may be replaced together with the algorithm.
                requireLongEnough(one.source().property(), secret, BY_BYTES.reversed());
                others.put(one.name(), secret);
            }
        }
        for (PreviousSecret one : previous) {
            if (one.hasEnded(now)) {
                readIfPossible(one).ifPresent(secret -> others.put(one.name(), secret));
            }
        }
        return new Secrets(first, others);
    }

    private static void requireNew(PreviousSecret one, Secret secret, Secret first, Map<String, Secret> others) {
        if (secret.equals(first)) {
            throw new IllegalArgumentException(one.source().property() + ": is the current secret; set " + SECRET
                    + " or " + FILE + " to another one, or remove this one");
        }
        if (others.containsValue(secret)) {
            throw new IllegalArgumentException(
                    one.source().property() + ": has the same secret as another name; remove one of the two names");
        }
    }

    private static Optional<Secret> readIfPossible(PreviousSecret one) {
        try {
            return Optional.of(one.source().read());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether a secret can change without a change of the configuration. */
    public boolean inFiles() {
        return !files().isEmpty();
    }

    /** The files that secrets are in. */
    public List<Path> files() {
        return Stream.concat(Stream.of(current), previous.stream().map(PreviousSecret::source))
                .map(SecretSource::path)
                .flatMap(Optional::stream)
                .toList();
    }

    private static String id(Properties properties) {
        String id = properties.text(ID);
        if (!id.isEmpty()) {
            KeyName.require(ID, id);
        }
        return id;
    }

    /**
     * What was read.
     *
     * @param previous by name
     */
    public record Secrets(Secret current, Map<String, Secret> previous) {
        public Secrets {
            previous = Map.copyOf(previous);
        }
    }
}
