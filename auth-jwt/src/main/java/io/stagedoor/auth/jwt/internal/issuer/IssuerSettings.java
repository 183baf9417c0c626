package io.stagedoor.auth.jwt.internal.issuer;

import io.stagedoor.auth.jwt.internal.lifetime.Expiry;
import io.stagedoor.auth.jwt.internal.lifetime.Lifetime;
import io.stagedoor.auth.jwt.internal.lifetime.Uses;
import io.stagedoor.auth.jwt.internal.remote.Access;
import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.source.KeySource;
import io.stagedoor.auth.jwt.internal.source.KeySources;
import io.stagedoor.auth.jwt.internal.token.JoseHeader;
import io.stagedoor.auth.support.ProviderLife;
import io.stagedoor.auth.support.property.Properties;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the configuration of an issuer says, checked; where its keys are, but not yet the keys. Two are equal if they were written alike.
 * Immutable; thread-safe.
 */
final class IssuerSettings {

    private static final String ALGORITHMS = "algorithms";
    private static final String TYPES = "types";
    private static final String ROOMS = "rooms";
    private static final String LOGOUT_AUDIENCES = "logoutAudiences";
    private static final String ABSENT = "absent";
    private static final String MEDIA_TYPE = "application/";

    private final Map<String, String> written;
    private final String name;
    private final Properties properties;
    private final KeySources sources;
    private final Optional<Path> authorities;
    private final Set<Algorithm> algorithms;
    private final Set<String> types;
    private final ClaimRules rules;
    private final Optional<Set<String>> rooms;
    private final Lifetime lifetime;
    private final Optional<Expiry> expiry;
    private final Optional<Uses> uses;
    private final Set<String> logoutAudiences;

    private IssuerSettings(Properties properties) {
        written = properties.names().stream()
                .collect(Collectors.toUnmodifiableMap(property -> property, properties::text));
        name = properties.required(ProviderLife.NAME);
        this.properties = properties;
        sources = KeySources.of(properties);
        authorities = Access.requireGood(properties);
        algorithms = algorithms(properties);
        types = types(properties);
        rules = ClaimRules.of(properties);
        rooms = rooms(properties);
        lifetime =
                new Lifetime(properties.duration("ttlMinutes"), properties.duration("clockSkewSeconds"), "ttlMinutes");
        expiry = Expiry.of(properties);
        uses = Uses.of(properties);
        logoutAudiences = logoutAudiences(properties);
    }

    /**
     * The settings that properties say.
     *
     * @throws IllegalArgumentException naming the property, what is wrong with it and what to do
     */
    static IssuerSettings of(Properties properties) {
        properties.requireKnown();
        return new IssuerSettings(properties);
    }

    private static Set<Algorithm> algorithms(Properties properties) {
        Set<Algorithm> algorithms = EnumSet.noneOf(Algorithm.class);
        for (String algorithm : properties.list(ALGORITHMS, ',')) {
            algorithms.add(Algorithm.named(algorithm)
                    .orElseThrow(() ->
                            new IllegalArgumentException(ALGORITHMS + ": has one that is not known; set it to some of "
                                    + Algorithm.names(List.of(Algorithm.values()), ", "))));
        }
        if (algorithms.isEmpty()) {
            throw new IllegalArgumentException(ALGORITHMS + ": is empty; set it to what the issuer signs with");
        }
        return algorithms;
    }

    private static Set<String> types(Properties properties) {
        Set<String> types =
                properties.list(TYPES, ',').stream().map(IssuerSettings::plain).collect(Collectors.toUnmodifiableSet());
        if (types.isEmpty()) {
            throw new IllegalArgumentException(
                    TYPES + ": is empty; set it to what typ of a token may be, and to " + ABSENT + " for none");
        }
        return types;
    }

    private static Optional<Set<String>> rooms(Properties properties) {
        List<String> rooms = properties.list(ROOMS, ',');
        if (rooms.isEmpty() && properties.isSet(ROOMS)) {
            throw new IllegalArgumentException(ROOMS + ": has no name of a room; write one, or remove the property");
        }
        return rooms.isEmpty() ? Optional.empty() : Optional.of(Set.copyOf(rooms));
    }

    private Set<String> logoutAudiences(Properties properties) {
        Set<String> audiences = Set.copyOf(properties.list(LOGOUT_AUDIENCES, ','));
        if (audiences.contains("*")) {
            throw new IllegalArgumentException(
                    LOGOUT_AUDIENCES
                            + ": is *, so logouts of any application of the provider would count; set it to the client's id there");
        }
        return audiences.isEmpty() ? rules.audiences() : audiences;
    }

    /** RFC 7515 §4.1.9: case does not count, nor does the beginning that may be left out. */
    static String plain(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        return lower.startsWith(MEDIA_TYPE) ? lower.substring(MEDIA_TYPE.length()) : lower;
    }

    String name() {
        return name;
    }

    /** All that is written in the configuration, to tell it from another. May hold secrets. */
    String rulesText() {
        return new TreeMap<>(written).toString();
    }

    ClaimRules rules() {
        return rules;
    }

    Lifetime lifetime() {
        return lifetime;
    }

    /** What {@code exp} ends of a client that was let in; empty if the authenticator says so. */
    Optional<Expiry> expiry() {
        return expiry;
    }

    /** How often a token may be used; empty if the authenticator says so. */
    Optional<Uses> uses() {
        return uses;
    }

    /** What {@code aud} of a logout token may be; empty if no logout token is accepted. */
    Set<String> logoutAudiences() {
        return logoutAudiences;
    }

    /** The rooms that no client leaves; empty for any. */
    Optional<Set<String>> rooms() {
        return rooms;
    }

    /** Whether tokens of this type are accepted. */
    boolean accepts(JoseHeader header) {
        return types.contains(header.hasType() ? plain(header.type()) : ABSENT)
                && !(header.hasType() && plain(header.type()).equals(ABSENT));
    }

    Set<Algorithm> algorithms() {
        return algorithms;
    }

    /** Where the keys are. */
    KeySources sources() {
        return sources;
    }

    /**
     * How keys on the web are fetched, as the files say at this moment. For one thread at a time.
     *
     * @throws IllegalArgumentException naming the property, what is wrong and what to do
     */
    Access access() {
        return Access.of(properties);
    }

    /** The files that keys are in, and that say whom to trust. */
    List<Path> files() {
        return Stream.concat(
                        sources.files().stream().map(KeySource::path).flatMap(Optional::stream), authorities.stream())
                .toList();
    }

    /** Those of them that hold a secret. */
    List<Path> secretFiles() {
        return sources.files().stream()
                .filter(KeySource::isSecret)
                .map(KeySource::path)
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IssuerSettings that && written.equals(that.written);
    }

    @Override
    public int hashCode() {
        return written.hashCode();
    }
}
